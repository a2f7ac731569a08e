import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from './reading.ts';
import { ask, type WireAnswer } from './wire.ts';

/** One endpoint of the server's OpenAPI document. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  /** With `{names}` in it. */
  readonly path: string;
  readonly needsKey: boolean;
  readonly statuses: readonly number[];
  readonly entry: Json;
};

/** The server's OpenAPI document, with each reference replaced by what it refers to. */
export async function readDocument(url: string): Promise<Json> {
  const document = await readRawDocument(url);
  return resolved(document, document);
}

/** The server's OpenAPI document as it is. */
export async function readRawDocument(url: string): Promise<Json> {
  const answer = await ask(url, { path: '/openapi.json' });
  assert.equal(answer.status, 200);
  return JSON.parse(answer.body);
}

function resolved(value: Json, document: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => resolved(each, document));
  if (typeof value.$ref === 'string') {
    const [, ...path] = value.$ref.split('/');
    const found = path.reduce((within: Json, name: string) => within[name], document);
    return resolved(found, document);
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each, document)]));
}

/** All endpoints of a document. */
export function operationsOf(document: Json): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, entry]) => ({
      id: entry.operationId,
      method: method.toUpperCase(),
      path,
      needsKey: entry.security === undefined,
      statuses: Object.keys(entry.responses).map(Number),
      entry,
    })),
  );
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (to: Ajv2020) => void)(ajv);

/** Asserts that the document declares the answer of the endpoint: its status, its headers, its body. */
export function assertDeclared({ id, entry }: Operation, answer: WireAnswer): void {
  const declared = entry.responses[String(answer.status)];
  assert.ok(declared, `${id} does not declare ${answer.status}: ${answer.body}`);
  for (const header of Object.keys(declared.headers ?? {}))
    assert.ok(answer.headers.has(header.toLowerCase()), `${id} ${answer.status} without ${header}`);
  const schema = declared.content?.['application/json']?.schema;
  if (!schema) return assert.equal(answer.body, '', `${id} ${answer.status} has a body`);
  const validate = ajv.compile(schema);
  assert.ok(
    validate(JSON.parse(answer.body)),
    `${id} ${answer.status}: ${ajv.errorsText(validate.errors)} ${answer.body}`,
  );
}

/** The path with `values` for its parameters, or else their examples. */
export function pathOf({ path, entry }: Operation, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = entry.parameters.find((each: Json) => each.name === name);
    return encodeURIComponent(values[name] ?? parameter.example ?? parameter.schema.examples?.[0]);
  });
}

/** The example of the request body; undefined without one. */
export function bodyExample({ entry }: Operation): Json {
  return entry.requestBody?.content['application/json'].example;
}
