/** An HTTP client that sends pages' forms. It stores cookies, and follows no redirect. */
export type FormClient = {
  get(
    path: string,
    options?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<FormAnswer>;
  /** Posts a form, with the Origin of our own pages unless `headers` has another. */
  post(
    path: string,
    form: Readonly<Record<string, string>> | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<FormAnswer>;
  /** The stored cookies, by name. */
  readonly cookies: Map<string, string>;
};

export type FormAnswer = {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly body: string;
};

/** A client without cookies, for the server at the URL. */
export function formClient(url: string): FormClient {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit): Promise<FormAnswer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' });
    for (const each of answer.headers.getSetCookie()) store(each);
    const location = answer.headers.get('location') ?? undefined;
    return { status: answer.status, location, headers: answer.headers, body: await answer.text() };
  }

  function store(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.some((each) => each.toLowerCase() === 'max-age=0')) cookies.delete(name);
    else cookies.set(name, value);
  }

  return {
    cookies,
    get: async (path, options = {}) => await send(path, options),
    post: async (path, form, headers = {}) => {
      const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
      const formHeaders = { origin: url, 'content-type': 'application/x-www-form-urlencoded', ...headers };
      return await send(path, { method: 'POST', body, headers: formHeaders });
    },
  };
}

/** The path and query of a link-work-provider link. */
export function linkPath(
  wp: string,
  driverId: string,
  email: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return `/link-work-provider?${new URLSearchParams({ wp, wp_id: driverId, email, ...more }).toString()}`;
}

export const PASSWORD = 'correct horse battery';

/** A filled-in sign-up form. Email, invitation and the versions of the terms are those of the page at the path. */
export async function signUpForm(client: FormClient, path: string): Promise<Record<string, string>> {
  const { body } = await client.get(path);
  const fields = ['invitation', 'insurer_terms', 'provider_terms'].flatMap((name) => {
    const value = inputValue(body, name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    name: 'Ana Silva',
    phone: '07700 900123',
    password: PASSWORD,
    email: inputValue(body, 'email') ?? '',
    ...Object.fromEntries(fields),
  };
}

function inputValue(html: string, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1];
}

/** The first form of the page that is posted to `action`: all fields that have a value, its id included. */
export function formIn(body: string, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]* action="${action}"[^>]*>(.*?)</form>`, 's').exec(body)?.[1];
  if (form === undefined) throw new Error(`the page has no form for ${action}`);
  const fields = [...form.matchAll(/<(?:input|button)[^>]* name="(\w+)"[^>]*>/g)].flatMap(([element, name = '']) => {
    const value = / value="([^"]*)"/.exec(element)?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields.toReversed());
}
