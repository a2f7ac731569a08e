import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isEmail } from '../../core/identifiers.ts';

/** Reads a field of a posted form by its name. A missing field reads as an empty one. */
export type FormFields = (name: string) => string;

const MAX_FORM_BYTES = 64 * 1024;

/** Parses every body as a form, whatever its Content-Type: pages receive nothing else. */
export function parseForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
}

/** The fields of the posted form. NUL becomes U+FFFD: PostgreSQL stores every other character. */
export function formFields(request: FastifyRequest): FormFields {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  return (name) => (form.get(name) ?? '').replaceAll('\0', '\uFFFD');
}

/**
 * The email address in a text, or undefined. A space inside becomes a plus sign: addresses hold no space, and an
 * unencoded plus sign in a query decodes to one.
 */
export function parseEmail(text: string): string | undefined {
  const address = text.trim().replaceAll(' ', '+');
  return isEmail(address) ? address : undefined;
}

const MAX_NAME_CHARACTERS = 200;

/** A person's name with single spaces. Undefined if it is empty or longer than 200 characters. */
export function parseName(text: string): string | undefined {
  const name = text.trim().replace(/[\s\p{Cc}]+/gu, ' ');
  return name !== '' && Array.from(name).length <= MAX_NAME_CHARACTERS ? name : undefined;
}
