import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../core/refusal.ts';
import { sendRefusal } from './wire.ts';

/**
 * Bodies come through as bytes whatever their Content-Type is, or when there is none, or one that is not a media type
 * at all: what they hold is each endpoint's to say.
 */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
}

/** A compressed body is refused before it is read: what it would unpack to has no limit. */
export function refuseEncodings(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || encoding === '') return done();
  void sendRefusal(reply, refuse('UNSUPPORTED_ENCODING', 'send the body without a Content-Encoding'));
}
