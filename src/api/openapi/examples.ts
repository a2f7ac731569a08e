/** The parts of an OpenAPI document that get examples and headers. */
type Answer = { headers?: Record<string, unknown>; content?: Record<string, { schema?: Shape; example?: unknown }> };
type Parameter = { required?: boolean; readonly schema?: Shape };
type Operation = {
  parameters?: Parameter[];
  responses?: Record<string, Answer>;
  requestBody?: Answer;
  security?: unknown;
};
type Shape = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
};

type Header = { readonly description: string; readonly type: string; readonly statuses?: readonly string[] };

/** 401, 5xx and what is refused unread carry no rate limit headers: no key was identified, or none was counted. */
const COUNTED = ['200', '201', '202', '204', '400', '404', '409', '429'];
const HEADERS: Readonly<Record<string, Header>> = {
  'Request-Id': { description: 'The receipt of this request. Quote it when you ask about it.', type: 'string' },
  'Retry-After': {
    description: 'Seconds to wait before sending the same again.',
    type: 'integer',
    statuses: ['429', '503'],
  },
};
const LIMIT_HEADERS: Readonly<Record<string, Header>> = {
  'RateLimit-Limit': { description: 'Requests a minute for this key.', type: 'integer', statuses: COUNTED },
  'RateLimit-Remaining': { description: 'How many of them are left.', type: 'integer', statuses: COUNTED },
  'RateLimit-Reset': { description: 'Seconds until the minute is over.', type: 'integer', statuses: COUNTED },
};

/**
 * Adds to every answer and request body of an OpenAPI document an example, made of those of its members, and to every
 * answer its headers. A parameter with a default may be left out. Throws for a text without an example.
 */
export function addExamples<D extends { paths?: object }>(document: D): D {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path as object)) {
      const { parameters = [], responses, requestBody, security } = operation as Operation;
      for (const each of parameters.filter(({ schema }) => schema?.default !== undefined)) each.required = false;
      const headers = security === undefined ? { ...HEADERS, ...LIMIT_HEADERS } : HEADERS;
      for (const [status, answer] of Object.entries(responses ?? {})) addHeaders(status, answer, headers);
      if (requestBody) addExample(requestBody);
    }
  }
  return document;
}

function addHeaders(status: string, answer: Answer, headers: Readonly<Record<string, Header>>): void {
  const carried = Object.entries(headers).filter(([, { statuses }]) => statuses?.includes(status) ?? true);
  answer.headers = Object.fromEntries(
    carried.map(([name, { description, type }]) => [name, { description, schema: { type } }]),
  );
  addExample(answer);
}

function addExample({ content }: Answer): void {
  for (const medium of Object.values(content ?? {})) {
    if (medium.schema) medium.example ??= exampleOf(medium.schema);
  }
}

function exampleOf(shape: Shape): unknown {
  if (shape.examples && shape.examples.length > 0) return shape.examples[0];
  if (shape.enum) return shape.enum[0];
  if (shape.const !== undefined) return shape.const;
  if (shape.default !== undefined) return shape.default;
  const alternatives = shape.anyOf ?? shape.oneOf;
  if (alternatives) return exampleOf(alternatives[0] as Shape);
  if (shape.properties) return exampleOfMembers(shape.properties);
  return exampleOfType(shape);
}

function exampleOfMembers(members: Readonly<Record<string, Shape>>): object {
  return Object.fromEntries(Object.entries(members).map(([name, shape]) => [name, exampleOf(shape)]));
}

function exampleOfType(shape: Shape): unknown {
  switch (shape.type) {
    case 'array':
      return shape.items ? [exampleOf(shape.items)] : [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    case 'null':
      return null;
    default:
      throw new Error(`a shape without an example: ${JSON.stringify(shape)}`);
  }
}
