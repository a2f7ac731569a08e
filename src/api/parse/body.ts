import type { FastifyRequest } from 'fastify';
import type { EventKind } from '../../core/event.ts';
import { settingAt } from '../../core/shift/setting.ts';
import type { Instant } from '../../core/time/instant.ts';
import { callerOf } from '../http/authenticate.ts';
import { readJson } from '../http/wire.ts';
import type { Parsed, Reader } from './reports.ts';

export type Parse = (body: unknown, reader: Reader) => Parsed;

/** The reports that a request brings, read by the settings of its caller, or the first reason to refuse all of them. */
export function reportsIn(request: FastifyRequest, kind: EventKind, parse: Parse, now: Instant): Parsed {
  const json = readJson(request.body);
  if (json.tag === 'refused') return json;
  return parse(json.value, { kind, timeZone: settingAt(callerOf(request).settings, now).timeZone, now });
}
