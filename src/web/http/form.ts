import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What was typed into a form, by the name of its field; a field that is not there was left empty. */
export type Typed = (field: string) => string;

const MOST_BYTES = 64 * 1024;

/** Bodies are read as forms whatever their Content-Type says: nothing else is ever posted to a page. */
export function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
}

/** PostgreSQL keeps every character but NUL. */
export function formFields(request: FastifyRequest): Typed {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  return (field) => (form.get(field) ?? '').replaceAll('\0', '\uFFFD');
}
