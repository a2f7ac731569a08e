import pg from 'pg';

const DUPLICATE_DATABASE = '42P04';

/** Makes sure that a database of this name is there, in the same PostgreSQL, and returns its connection string. */
export async function databaseBeside(connectionString: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString, application_name: 'shiftcover' });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (fault) {
    // Another process was quicker.
    if (!(fault instanceof pg.DatabaseError) || fault.code !== DUPLICATE_DATABASE) throw fault;
  } finally {
    await client.end();
  }
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}
