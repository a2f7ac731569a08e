import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../src/config/config.ts';
import { atEnd } from '../support/atEnd.ts';

const folder = await mkdtemp(join(tmpdir(), 'shiftcover-terms-'));
atEnd(() => rm(folder, { recursive: true }));
const file = join(folder, 'terms.txt');
await writeFile(file, '\uFEFFWhat is covered.\n\nAnd when.\n');
await writeFile(join(folder, 'latin1.txt'), Buffer.from('caf\xe9', 'latin1'));
await writeFile(join(folder, 'empty.txt'), ' \n');

const config = (env: Record<string, string>) => {
  const read = readConfig(env);
  assert.ok(read.tag === 'config', read.tag === 'refused' ? read.why : '');
  return read.config;
};

test('without any variable the insurer is called "Your insurer", and its terms say that they are not real', () => {
  const { publicUrl, smtpUrl, mailFrom, insurer } = config({});
  assert.deepEqual(
    { publicUrl, smtpUrl, mailFrom },
    { publicUrl: undefined, smtpUrl: undefined, mailFrom: 'no-reply@localhost' },
  );
  assert.equal(insurer.name, 'Your insurer');
  assert.match(insurer.terms.text, /not real terms/);
});

test('a collector turns traces on, and the standard variables turn them off', () => {
  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
  assert.equal(config({}).tracedShare, undefined);
  assert.equal(config(collector).tracedShare, 1);
  assert.equal(config({ ...collector, OTEL_TRACES_SAMPLER_ARG: '0.01' }).tracedShare, 0.01);
  assert.equal(config({ ...collector, OTEL_SDK_DISABLED: 'true' }).tracedShare, undefined);
  assert.equal(config({ ...collector, OTEL_TRACES_EXPORTER: 'none' }).tracedShare, undefined);
  const refused = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' });
  assert.equal(
    refused.tag === 'refused' && refused.why,
    'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://localhost:4318, but is "localhost:4318".',
  );
});

test('the insurer, the public URL and the sender of mails come from the environment', () => {
  const read = config({
    PUBLIC_URL: 'https://Cover.Example.com:443/',
    SMTP_URL: 'smtps://name:p%40ss@mail.example.com:465',
    INSURER_NAME: 'Ünsure & Co',
    INSURER_EMAIL: 'help@unsure.example',
    INSURER_PHONE: '+44 (20) 7946-0000',
    INSURER_TERMS_FILE: file,
    INSURER_TERMS_VERSION: '2026-01',
    INSURER_ACCIDENT_FILE: file,
    SHARE_DISPUTES: 'yes',
  });
  assert.equal(read.publicUrl, 'https://cover.example.com');
  assert.equal(read.mailFrom, 'help@unsure.example');
  assert.deepEqual(read.insurer, {
    name: 'Ünsure & Co',
    email: 'help@unsure.example',
    phone: '+44 (20) 7946-0000',
    terms: { version: '2026-01', text: 'What is covered.\n\nAnd when.' },
    texts: { accident: 'What is covered.\n\nAnd when.', privacy: undefined, complaints: undefined },
    sharesDisputes: true,
  });
});

test('a database URL may name several hosts', () => {
  const databaseUrl = 'postgres://name:p@ss@db1:5432,[::1]:5433/shiftcover?target_session_attrs=read-write';
  assert.equal(config({ DATABASE_URL: databaseUrl }).databaseUrl, databaseUrl);
});

const BAD: Record<string, Record<string, string>> = {
  'DATABASE_URL must be a URL such as': { DATABASE_URL: 'postgres://db1,db2:port/shiftcover' },
  'DATABASE_OWNER_URL must be a URL': {
    DATABASE_OWNER_URL: 'postgres://db1,db2/shiftcover?target_session_attrs=any',
  },
  'PUBLIC_URL must be an origin': { PUBLIC_URL: 'cover.example.com' },
  'PUBLIC_URL must be an origin without a path': { PUBLIC_URL: 'https://cover.example.com/insurance' },
  'PUBLIC_URL must be': { PUBLIC_URL: 'javascript:alert(1)' },
  'PUBLIC_URL must be an': { PUBLIC_URL: 'https://name:password@cover.example.com' },
  'SMTP_URL must be a URL': { SMTP_URL: 'mail.example.com:25' },
  'MAIL_FROM must be an address': { MAIL_FROM: 'nobody' },
  'MAIL_FROM must be an': { MAIL_FROM: 'a@example.com\r\nBcc: b@example.com' },
  'INSURER_TERMS_FILE must be the file of the terms of the insurer': { INSURER_NAME: 'Fairway Mutual' },
  'INSURER_PRIVACY_FILE must be a file of UTF-8 text': { INSURER_PRIVACY_FILE: join(folder, 'latin1.txt') },
  'INSURER_NAME must be a name': { INSURER_NAME: 'two\nlines' },
  'INSURER_EMAIL must be an email': { INSURER_EMAIL: 'a@b@c, d' },
  'INSURER_PHONE must be a telephone number': { INSURER_PHONE: 'call us' },
  'INSURER_TERMS_FILE must be the file': { INSURER_TERMS_VERSION: '1' },
  'INSURER_TERMS_VERSION must be the version': { INSURER_TERMS_FILE: file },
  'INSURER_TERMS_FILE must be a file of UTF-8 text': {
    INSURER_TERMS_FILE: join(folder, 'none.txt'),
    INSURER_TERMS_VERSION: '1',
  },
  'INSURER_TERMS_FILE must be a file of': {
    INSURER_TERMS_FILE: join(folder, 'latin1.txt'),
    INSURER_TERMS_VERSION: '1',
  },
  'INSURER_TERMS_FILE must be a file': { INSURER_TERMS_FILE: join(folder, 'empty.txt'), INSURER_TERMS_VERSION: '1' },
};

for (const [says, env] of Object.entries(BAD)) {
  test(`${JSON.stringify(env).replaceAll(folder, '')} is refused: ${says}`, () => {
    const read = readConfig(env);
    assert.ok(read.tag === 'refused' && read.why.startsWith(says) && !read.why.includes('\n'), JSON.stringify(read));
  });
}

test('a URL that may hold a password is never repeated', () => {
  const read = readConfig({ SMTP_URL: 'http://name:secret@mail.example.com' });
  assert.ok(read.tag === 'refused' && !read.why.includes('secret'));
});
