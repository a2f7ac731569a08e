/** Why the environment cannot be used, in one clear sentence. */
export type ConfigError = { readonly tag: 'refused'; readonly why: string };

/** `value` undefined: it is never repeated, because it may hold a password. */
export function refused(name: string, value: string | undefined, wanted: string): ConfigError {
  const found = value === undefined ? 'is something else' : `is ${JSON.stringify(value)}`;
  return { tag: 'refused', why: `${name} must be ${wanted}, but ${found}.` };
}

export function isRefused(found: object): found is ConfigError {
  return 'tag' in found && found.tag === 'refused';
}

/** The variables of the environment. */
export type Env = Readonly<Record<string, string | undefined>>;
