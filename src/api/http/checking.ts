import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Convert, Default } from 'typebox/value';
import { InvalidRequest } from './errors.ts';
import { errorsOfFirst, isLarge } from './firstMisfit.ts';
import { shapeError } from './shapeError.ts';

/** Checks the query, the path and the body of every request by the schemas that its route declares. */
export function checkBySchema(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => checker(Compile(schema), schema, httpPart));
  app.setSerializerCompiler(() => JSON.stringify);
}

/** Options of a route that checks its body itself: it names the first bad item. Its schema is for the document. */
export const CHECKS_ITSELF = { validatorCompiler: () => () => true };

/**
 * Values of a query or a path are text: numbers are converted, and defaults set. Values of a body are never changed.
 */
function checker(compiled: Validator, schema: TSchema, httpPart: string | undefined) {
  return (sent: unknown) => {
    const value = httpPart === 'body' ? sent : Default(schema, Convert(schema, sent));
    if (compiled.Check(value)) return { value };
    const part = httpPart === 'body' ? 'body' : 'address';
    const errors = isLarge(value) ? errorsOfFirst({ schema, value }) : compiled.Errors(value);
    return { error: new InvalidRequest(shapeError(errors, { schema, value, part })) };
  };
}
