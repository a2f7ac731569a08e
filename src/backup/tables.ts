import { type Queryable, rows } from '../store/postgres/database.ts';

/** A table of a backup. */
export type BackedUpTable = {
  /** Its name with its schema, quoted. */
  readonly name: string;
  /** The names of its columns, quoted and with commas between. Without those that PostgreSQL generates from others. */
  readonly columns: string;
  /** Whether row level security holds for the owner too. COPY FROM does not work while it does. */
  readonly forcesRowSecurity: boolean;
  /** Whether opening the database fills it: its rows are replaced. */
  readonly isSeeded: boolean;
};

type TableRow = BackedUpTable & { readonly refersTo: readonly string[] };

/**
 * `migration` and the mode of the data are compared, not restored; the canary is no data. Each has rows from the start.
 */
const TABLES = {
  name: 'tables_to_back_up',
  text: `select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as "forcesRowSecurity",
           c.relname = 'secret' as "isSeeded",
           (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           array(select format('%I.%I', fn.nspname, f.relname) from pg_constraint k join pg_class f on f.oid = k.confrelid
             join pg_namespace fn on fn.oid = f.relnamespace
             where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as "refersTo"
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
           and not (n.nspname = 'public' and c.relname in ('migration', 'data_mode', 'canary'))
           and not (n.nspname = 'graphile_worker' and c.relname = 'migrations')
         order by n.nspname desc, c.relname`,
};

/** Every table whose rows make up the data, each after those that its foreign keys refer to. */
export async function tablesToBackUp(db: Queryable): Promise<BackedUpTable[]> {
  const found = new Map((await rows<TableRow>(db, TABLES)).map((table) => [table.name, table]));
  const ordered = new Map<string, BackedUpTable>();
  const add = ({ refersTo, ...table }: TableRow): void => {
    for (const name of refersTo) {
      const referred = found.get(name);
      if (referred && !ordered.has(name)) add(referred);
    }
    ordered.set(table.name, table);
  };
  for (const table of found.values()) add(table);
  return [...ordered.values()];
}

const SEQUENCES = {
  name: 'sequence_values',
  text: `select format('%I.%I', schemaname, sequencename) as name, last_value as value from pg_sequences
         where schemaname in ('public', 'graphile_worker') and last_value is not null`,
};

/** The last value of each sequence that has given one out. */
export async function sequenceValues(db: Queryable): Promise<Record<string, number>> {
  const found = await rows<{ name: string; value: number }>(db, SEQUENCES);
  return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

const SET_SEQUENCES = {
  name: 'set_sequences',
  text: 'select setval(name::regclass, value) from unnest($1::text[], $2::bigint[]) as s (name, value)',
};

/** Makes each sequence go on after its last value. */
export async function setSequences(db: Queryable, values: Readonly<Record<string, number>>): Promise<void> {
  await rows(db, SET_SEQUENCES, [Object.keys(values), Object.values(values)]);
}
