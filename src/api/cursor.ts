import type { OpaqueIds } from '../opaqueIds.ts';

/** A place in a work provider's list, as others see it: two numbers under seal. */
export function writeCursor(ids: OpaqueIds, workProvider: number, [first, second]: readonly [number, number]): string {
  return `${ids.write('cursor', workProvider, first)}.${ids.write('cursor', workProvider, second)}`;
}

/** Undefined when it is not ours, or another work provider's. */
export function readCursor(ids: OpaqueIds, workProvider: number, text: string): [number, number] | undefined {
  const [first, second, ...rest] = text.split('.').map((part) => ids.read('cursor', workProvider, part));
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
}
