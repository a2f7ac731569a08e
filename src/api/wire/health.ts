import { Type } from 'typebox';
import type { RefusalCode } from '../../core/refusal.ts';
import { refusalShapes } from './refusal.ts';

function healthEntry(operationId: string, summary: string, status: string, ...codes: readonly RefusalCode[]) {
  const UpShape = Type.Object({ status: Type.Literal(status) }, { description: 'It is.' });
  return {
    operationId,
    tags: ['Health'],
    summary,
    security: [],
    response: { 200: UpShape, ...refusalShapes(['RATE_LIMITED', ...codes]) },
  };
}

export const IS_ALIVE = healthEntry('isAlive', 'Whether the process answers', 'OK');
export const IS_READY = healthEntry(
  'isReady',
  'Whether events can be stored: the database is up to date and takes writes',
  'READY',
  'UNAVAILABLE',
);
