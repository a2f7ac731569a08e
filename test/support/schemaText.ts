import type { Queryable } from '../../src/store/postgres/database.ts';

const TABLES = `
  select c.relname as name, array_agg(format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity = 'a' then ' generated always as identity'
        else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end) order by a.attnum) as lines
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by 1 order by 1`;
const PARTS = `
  select conrelid::regclass::text as name, format('  constraint %s %s', conname, pg_get_constraintdef(oid)) as line, 1 as place
  from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'c', 'f', 'x') and conrelid <> 0
  union all
  select indrelid::regclass::text, '  ' || replace(pg_get_indexdef(indexrelid), 'public.', ''), 2 from pg_index
  where indrelid::regclass::text in (select relname from pg_class where relnamespace = 'public'::regnamespace)
    and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
  union all
  select tgrelid::regclass::text, '  ' || replace(pg_get_triggerdef(oid), 'public.', ''), 3 from pg_trigger where not tgisinternal
    and tgrelid::regclass::text in (select relname from pg_class where relnamespace = 'public'::regnamespace)
  union all
  select polrelid::regclass::text, format('  policy %s using %s', polname, pg_get_expr(polqual, polrelid)), 4 from pg_policy
  order by 1, 3, 2`;
const FUNCTIONS = `
  select format('%s %s(%s)%s', case p.prokind when 'p' then 'procedure' else 'function' end, p.proname,
      pg_get_function_identity_arguments(p.oid), coalesce(' returns ' || pg_get_function_result(p.oid), '')) as line
  from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
    and not exists (select from pg_depend where objid = p.oid and deptype = 'e') order by 1`;
const TYPES = `
  select format('domain %s as %s %s', t.typname, format_type(t.typbasetype, t.typtypmod), pg_get_constraintdef(c.oid)) as line
  from pg_type t join pg_constraint c on c.contypid = t.oid where t.typnamespace = 'public'::regnamespace and c.contype = 'c'
  union all
  select format('enum %s (%s)', t.typname, string_agg(e.enumlabel, ', ' order by e.enumsortorder))
  from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by t.typname
  order by 1`;

/** The schema as text for a reviewer: types, tables with all that belongs to each, functions by their signatures. The same for one schema. */
export async function schemaText(db: Queryable): Promise<string> {
  const tables = (await db.query<{ name: string; lines: string[] }>(TABLES)).rows;
  const parts = Map.groupBy((await db.query<{ name: string; line: string }>(PARTS)).rows, ({ name }) => name);
  const types = (await db.query<{ line: string }>(TYPES)).rows.map(({ line }) => line);
  const functions = (await db.query<{ line: string }>(FUNCTIONS)).rows.map(({ line }) => line);
  const asText = tables.map(({ name, lines }) =>
    [`table ${name}`, ...lines, ...(parts.get(name) ?? []).map(({ line }) => line)].join('\n'),
  );
  return `${[types.join('\n'), ...asText, functions.join('\n')].join('\n\n')}\n`;
}
