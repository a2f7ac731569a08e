/** The insurer, as configured. The code names none. */
export type Insurer = {
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly terms: Terms;
};

/** One version of the terms of the insurer or of a work provider. */
export type Terms = { readonly version: string; readonly text: string };
