import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Convert, Default } from 'typebox/value';
import { InvalidRequest } from './errors.ts';
import { shapeError } from './shapeError.ts';
import { readJson, sendRefusal } from './wire.ts';

/**
 * Has every route checked by the schemas it declares: its query, its path, and its body as JSON whatever the
 * Content-Type says. A body that a route leaves as bytes (`config: { takesBytes: true }`) is the route's own to read.
 */
export function checkBySchema(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => checker(Compile(schema), schema, httpPart));
  app.setSerializerCompiler(() => JSON.stringify);
  app.addHook('preValidation', readBody);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its body by itself. */
    readonly takesBytes?: boolean;
  }
}

function readBody(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { schema, config } = request.routeOptions;
  if (!schema?.body || config.takesBytes) return done();
  const json = readJson(request.body);
  if (json.tag === 'refused') return void sendRefusal(reply, json);
  request.body = json.value;
  done();
}

/** What comes in an address is text: numbers in it are read as such, and what is not given takes its default. A body is never bent. */
function checker(compiled: Validator, schema: TSchema, httpPart: string | undefined) {
  return (sent: unknown) => {
    if (Buffer.isBuffer(sent)) return { value: sent };
    const value = httpPart === 'body' ? sent : Default(schema, Convert(schema, sent));
    if (compiled.Check(value)) return { value };
    const part = httpPart === 'body' ? 'body' : 'address';
    return { error: new InvalidRequest(shapeError(compiled.Errors(value), schema, part)) };
  };
}
