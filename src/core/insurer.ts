/** The insurer, as configured. The code names none. */
export type Insurer = {
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly terms: Terms;
  /** What they say about accidents, privacy and complaints; undefined: the standard text of the pages. */
  readonly texts: Readonly<Record<'accident' | 'privacy' | 'complaints', string | undefined>>;
  /** Whether work providers may read what their drivers dispute. */
  readonly sharesDisputes: boolean;
};

/** One version of the terms of the insurer or of a work provider. */
export type Terms = { readonly version: string; readonly text: string };
