import { Type } from 'typebox';
import type { RefusalCode } from '../../core/refusal.ts';
import { refusalShapes } from './refusal.ts';

function healthEntry(
  { operationId, summary, description }: Readonly<Record<'operationId' | 'summary' | 'description', string>>,
  status: string,
  ...codes: readonly RefusalCode[]
) {
  const UpShape = Type.Object({ status: Type.Literal(status) }, { description: 'It is.' });
  return {
    operationId,
    tags: ['Health'],
    summary,
    description,
    security: [],
    response: { 200: UpShape, ...refusalShapes(['RATE_LIMITED', ...codes]) },
  };
}

export const IS_ALIVE = healthEntry(
  {
    operationId: 'isAlive',
    summary: 'Whether the process answers',
    description: 'Says nothing of the database, so a supervisor restarts no server because PostgreSQL is away.',
  },
  'OK',
);
export const IS_READY = healthEntry(
  {
    operationId: 'isReady',
    summary: 'Whether events can be stored',
    description: 'The database is up to date and takes writes. For balancers: send no requests here otherwise.',
  },
  'READY',
  'UNAVAILABLE',
);
