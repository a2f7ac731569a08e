import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isEmail } from '../../core/identifiers.ts';
import { texts } from '../text/texts.ts';

/** Reads a field of a posted form by its name. A missing field reads as an empty one. */
export type FormFields = (name: string) => string;

/** Parses every body as a form, whatever its Content-Type: pages receive nothing else. */
export function parseForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
}

/** The fields of the posted form. NUL becomes U+FFFD: PostgreSQL stores every other character. */
export function formFields(request: FastifyRequest): FormFields {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  return (name) => (form.get(name) ?? '').replaceAll('\0', '\uFFFD');
}

/** The email address in a text, without blanks around it; undefined if it is none. */
export function parseEmail(text: string): string | undefined {
  const address = text.trim();
  return isEmail(address) ? address : undefined;
}

const MAX_NAME_CHARACTERS = 200;

/** A person's name with single spaces. Undefined if it is empty or longer than 200 characters. */
export function parseName(text: string): string | undefined {
  const name = text.trim().replace(/[\s\p{Cc}]+/gu, ' ');
  return name !== '' && Array.from(name).length <= MAX_NAME_CHARACTERS ? name : undefined;
}

/** The error of a name that cannot be used. */
export function nameError(text: string): string | undefined {
  if (text.trim() === '') return texts().form.errors.name;
  return parseName(text) === undefined ? texts().form.errors.nameTooLong : undefined;
}
