import type { Reader } from './environment.ts';
import { ANY_TEXT, HTTP_URL, SHARE } from './values.ts';

const COLLECTORS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * OTEL_TRACES_SAMPLER_ARG, 1 unless set, where one of OpenTelemetry's standard variables names a collector and none turns
 * traces off; else undefined. The exporter reads the others itself.
 */
export function readTracedShare(read: Reader): number | undefined {
  const collectors = COLLECTORS.filter((name) => read.text(name, HTTP_URL, undefined) !== undefined);
  const isOff =
    read.text('OTEL_SDK_DISABLED', ANY_TEXT, 'false') === 'true' ||
    read.text('OTEL_TRACES_EXPORTER', ANY_TEXT, 'otlp') === 'none';
  if (collectors.length === 0 || isOff) return undefined;
  return Number(read.text('OTEL_TRACES_SAMPLER_ARG', SHARE, '1'));
}
