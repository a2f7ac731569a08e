import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { schemaText } from '../../support/schemaText.ts';

const FILE = new URL('../../../migrations/schema.sql', import.meta.url);

const { database } = await freshDatabase();
const { rows } = await database.pool.query<{ version: number }>(
  `select current_setting('server_version_num')::int / 10000 as version`,
);

test('migrations/schema.sql shows the schema that the migrations make (npm run schema writes it)', {
  skip: rows[0]?.version !== 18 && 'it is written by PostgreSQL 18, whose spelling differs from other versions',
}, async () => {
  const text = `-- Written by \`npm run schema\` for reviewers. Nothing reads it but a test.\n\n${await schemaText(database.pool)}`;
  if (process.env['WRITE_SCHEMA']) await writeFile(FILE, text);
  assert.equal(text, await readFile(FILE, 'utf8'));
});
