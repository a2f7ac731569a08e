import type { Subject } from '../core/event.ts';
import { plainArray } from './sqlTypes.ts';

/** Subjects as the first three parameters of a statement: work providers, kinds of identifier, identifiers. */
export function subjectColumns(subjects: readonly Subject[]): [string, string, string[]] {
  return [
    plainArray(subjects.map((subject) => subject.workProvider)),
    plainArray(subjects.map((subject) => subject.identifierKind)),
    subjects.map((subject) => subject.identifier),
  ];
}
