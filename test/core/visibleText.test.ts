import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedDriverId, visibleJson, visibleText } from '../../src/core/visibleText.ts';

const SHOWN: Record<string, string> = {
  'Ana Ñandú 王 عمر': 'Ana Ñandú 王 عمر',
  '\u001b[2J\u0007': '<U+001B>[2J<U+0007>',
  'a\nb\r': 'a<U+000A>b<U+000D>',
  '\u202e6861': '<U+202E>6861',
  '16\u200b86\u2066': '16<U+200B>86<U+2066>',
  '\u2028\u2029\u0085': '<U+2028><U+2029><U+0085>',
  '\ufeff\u00ad\u115f\u3164': '<U+FEFF><U+00AD><U+115F><U+3164>',
  '\ud83d': '<U+D83D>',
  '\u{e0041}': '<U+E0041>',
};

for (const [text, shown] of Object.entries(SHOWN)) {
  test(`${JSON.stringify(text)} is shown as ${shown}, and its JSON is the same value without anything hidden`, () => {
    assert.equal(visibleText(text), shown);
    const json = visibleJson(JSON.stringify({ text }, null, 1));
    assert.deepEqual(JSON.parse(json), { text });
    assert.equal(visibleText(json, '\n'), json);
  });
}

const NAMED: Record<string, string> = {
  1686: '1686',
  'D 1': 'D 1',
  ' 1686': ' 1686 (begins with a blank)',
  '1686 ': '1686  (ends with a blank)',
  'D  1': 'D  1 (holds several blanks in a row)',
  'D\u00a01': 'D\u00a01 (holds an unusual blank)',
  '16\u200b86': '16<U+200B>86 (holds a character that is not seen)',
  ' \u202e1': ' <U+202E>1 (begins with a blank, holds a character that is not seen)',
};

for (const [driverId, named] of Object.entries(NAMED)) {
  test(`the driver ID ${JSON.stringify(driverId)} is named ${JSON.stringify(named)}`, () => {
    assert.equal(namedDriverId(driverId), named);
  });
}
