import type pg from 'pg';

/** What every page stands on. */
export type PageContext = {
  readonly pool: pg.Pool;
  /** Where drivers reach these pages, as configured: no path, no trailing slash. Undefined: wherever we listen. */
  readonly publicUrl: string | undefined;
  readonly insurer: Insurer;
  /** Whether mails are sent, rather than written to a folder. */
  readonly mailIsSent: boolean;
  /** Most forms taken per address. */
  readonly formsPerMinute: number;
  /** Most links of work providers taken per address. */
  readonly linksPerMinute: number;
  readonly onFault: (fault: unknown, requestId: string) => void;
};

/** Who insures, as configured: nothing of it stands in the code. */
export type Insurer = {
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly terms: Terms;
};

export type Terms = { readonly version: string; readonly text: string };

/** Whether pages can say "contact us", and how. */
export function canBeContacted({ email, phone }: Insurer): boolean {
  return email !== undefined || phone !== undefined;
}

/** Whether the pages are reached over https, so that cookies may be bound to it. */
export function isSecure(front: Pick<PageContext, 'publicUrl'>): boolean {
  return front.publicUrl?.startsWith('https:') ?? false;
}
