/** The parts of a document that are written to: answers, and the shapes of what they hold. */
type Answer = { headers?: Record<string, unknown>; content?: Record<string, { schema?: Shape; example?: unknown }> };
type Shape = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
};

const HEADERS: Readonly<Record<string, { description: string; type: string; statuses?: readonly string[] }>> = {
  'Request-Id': { description: 'The receipt of this request. Quote it when you ask about it.', type: 'string' },
  'Retry-After': {
    description: 'Seconds to wait before sending the same again.',
    type: 'integer',
    statuses: ['429', '503'],
  },
};

/** Gives every answer of an OpenAPI document an example made of those of its members, and the headers it carries. */
export function withExamples<D extends { paths?: object }>(document: D): D {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path as object)) {
      const { responses, requestBody } = operation as { responses?: Record<string, Answer>; requestBody?: Answer };
      for (const [status, answer] of Object.entries(responses ?? {})) complete(status, answer);
      if (requestBody) giveExamples(requestBody);
    }
  }
  return document;
}

function complete(status: string, answer: Answer): void {
  const carried = Object.entries(HEADERS).filter(([, { statuses }]) => statuses?.includes(status) ?? true);
  answer.headers = Object.fromEntries(
    carried.map(([name, { description, type }]) => [name, { description, schema: { type } }]),
  );
  giveExamples(answer);
}

function giveExamples({ content }: Answer): void {
  for (const medium of Object.values(content ?? {})) {
    if (medium.schema) medium.example ??= exampleOf(medium.schema);
  }
}

function exampleOf(shape: Shape): unknown {
  if (shape.examples && shape.examples.length > 0) return shape.examples[0];
  if (shape.enum) return shape.enum[0];
  if (shape.const !== undefined) return shape.const;
  if (shape.default !== undefined) return shape.default;
  if (shape.anyOf) return exampleOf(shape.anyOf[0] as Shape);
  if (shape.properties) return exampleOfMembers(shape.properties);
  return exampleOfType(shape);
}

function exampleOfMembers(members: Readonly<Record<string, Shape>>): object {
  const present = Object.entries(members).filter(([, shape]) => !('not' in shape));
  return Object.fromEntries(present.map(([name, shape]) => [name, exampleOf(shape)]));
}

function exampleOfType({ type, items }: Shape): unknown {
  switch (type) {
    case 'array':
      return items ? [exampleOf(items)] : [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    case 'null':
      return null;
    default:
      return 'text';
  }
}
