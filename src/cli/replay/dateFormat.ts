/** Turns a date and time as a spreadsheet shows it into ISO 8601 without an offset; undefined when it is not of the form. */
export type DateFormat = (text: string) => string | undefined;

/** The letters of a date format. The seconds may be left out. */
const PARTS = { yyyy: '\\d{4}', MM: '\\d{1,2}', dd: '\\d{1,2}', HH: '\\d{1,2}', mm: '\\d{2}', ss: '\\d{2}' } as const;
type Part = keyof typeof PARTS;
const NEEDED: readonly Part[] = ['yyyy', 'MM', 'dd', 'HH', 'mm'];
const DAY_MS = 86_400_000;
/** Day 0 of Excel, as it counts the days from March 1900 on. */
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);

/**
 * The date format of a text such as `dd/MM/yyyy HH:mm`, each part once, or `excel`: days since 1900 as Excel counts them.
 * Undefined for anything else.
 */
export function dateFormat(format: string): DateFormat | undefined {
  if (format === 'excel') return excelDate;
  const parts = (format.match(/yyyy|MM|dd|HH|mm|ss/g) ?? []) as Part[];
  const rest = format.replaceAll(/yyyy|MM|dd|HH|mm|ss/g, '');
  if (new Set(parts).size < parts.length || NEEDED.some((part) => !parts.includes(part)) || /\w/.test(rest))
    return undefined;
  const pattern = format.replaceAll(/yyyy|MM|dd|HH|mm|ss|[^\w\s]/g, (each) =>
    each in PARTS ? `(?<${each}>${PARTS[each as Part]})` : `\\${each}`,
  );
  const form = new RegExp(`^${pattern}$`);
  return (text) => {
    const found = form.exec(text)?.groups;
    if (!found) return undefined;
    const part = (name: Part) => (found[name] ?? '').padStart(2, '0');
    return `${part('yyyy')}-${part('MM')}-${part('dd')}T${part('HH')}:${part('mm')}:${part('ss')}`;
  };
}

function excelDate(text: string): string | undefined {
  if (!/^\d{5}([.,]\d+)?$/.test(text)) return undefined;
  const ms = EXCEL_EPOCH_MS + Math.round((Number(text.replace(',', '.')) * DAY_MS) / 1000) * 1000;
  return new Date(ms).toISOString().slice(0, 19);
}
