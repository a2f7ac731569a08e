/** The variables of the environment. An empty one counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Why a variable cannot be used: one sentence for the person who set it. */
export type ConfigError = { readonly tag: 'refused'; readonly why: string };

/** What a variable may hold. */
export type Rule = {
  readonly isValid: (text: string) => boolean;
  /** Completes the sentence `NAME must be ...`. */
  readonly wanted: string;
  /** It may hold a password, so an error never repeats it. */
  readonly secret?: true;
};

/** Reads variables one after another and remembers the first one that cannot be used. */
export type Reader = {
  /** The text of a variable, or `fallback`. */
  text<F extends string | undefined>(name: string, rule: Rule, fallback: F): string | F;
  /** The items between the commas of a variable. */
  list(name: string, rule: Rule): string[];
  /** A whole number from 1 on. `unit` is what it counts. */
  count(name: string, unit: string, fallback: number): number;
  /** One of `choices`. */
  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T;
  /** Records that the variable holds `found`, which cannot be used. The configuration is then discarded. */
  reject(name: string, found: string, rule: Pick<Rule, 'wanted' | 'secret'>): void;
  /** The first variable that cannot be used. */
  error(): ConfigError | undefined;
};

/** Opens a reader of these variables. */
export function openReader(env: Env): Reader {
  let firstError: ConfigError | undefined;
  const reader: Reader = {
    text(name, rule, fallback) {
      const text: string | typeof fallback = env[name] || fallback;
      if (text !== undefined && !rule.isValid(text)) reader.reject(name, text, rule);
      return text;
    },
    list(name, rule) {
      const items = (env[name] || '').split(',').map((item) => item.trim());
      const invalid = items.find((item) => item !== '' && !rule.isValid(item));
      if (invalid !== undefined) reader.reject(name, invalid, rule);
      return items.filter(Boolean);
    },
    count(name, unit, fallback) {
      const wanted = `a number of ${unit} such as ${fallback}`;
      return Number(reader.text(name, { isValid: isCount, wanted }, String(fallback)));
    },
    oneOf(name, choices, fallback) {
      const text = env[name] || fallback;
      const found = choices.find((choice) => choice === text);
      if (found === undefined) reader.reject(name, text, { wanted: `one of ${choices.join(', ')}` });
      return found ?? fallback;
    },
    reject(name, found, { wanted, secret }) {
      const but = secret ? 'is something else' : `is ${JSON.stringify(found)}`;
      firstError ??= { tag: 'refused', why: `${name} must be ${wanted}, but ${but}.` };
    },
    error: () => firstError,
  };
  return reader;
}

function isCount(text: string): boolean {
  return Number.isSafeInteger(Number(text)) && Number(text) > 0;
}
