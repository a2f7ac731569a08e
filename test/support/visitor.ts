/** Somebody with a browser without pictures: keeps cookies, follows nothing by itself. */
export type Visitor = {
  ask(
    path: string,
    options?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Seen>;
  /** Posts a form as a page of ours would. */
  post(
    path: string,
    form: Readonly<Record<string, string>> | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Seen>;
  /** The cookies held now, by name. */
  readonly cookies: ReadonlyMap<string, string>;
};

export type Seen = {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly body: string;
};

export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' });
    for (const each of answer.headers.getSetCookie()) keep(each);
    const location = answer.headers.get('location') ?? undefined;
    return { status: answer.status, location, headers: answer.headers, body: await answer.text() };
  }

  function keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.some((each) => each.toLowerCase() === 'max-age=0')) cookies.delete(name);
    else cookies.set(name, value);
  }

  return {
    cookies,
    ask: async (path, options = {}) => await send(path, options),
    post: async (path, form, headers = {}) => {
      const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
      const own = { origin: url, 'content-type': 'application/x-www-form-urlencoded', ...headers };
      return await send(path, { method: 'POST', body, headers: own });
    },
  };
}

/** The path of a link-work-provider link, percent-encoded. */
export function linkFor(
  wp: string,
  driverId: string,
  email: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return `/link-work-provider?${new URLSearchParams({ wp, wp_id: driverId, email, ...more }).toString()}`;
}

export const PASSWORD = 'correct horse battery';

/** What a driver types to sign up; the versions of the terms are those that the page showed. */
export async function signUpForm(who: Visitor, path: string): Promise<Record<string, string>> {
  const { body } = await who.ask(path);
  return {
    name: 'Ana Silva',
    phone: '07700 900123',
    password: PASSWORD,
    email: valueIn(body, 'email') ?? '',
    ...present('invitation', valueIn(body, 'invitation')),
    ...present('insurer_terms', valueIn(body, 'insurer_terms')),
    ...present('provider_terms', valueIn(body, 'provider_terms')),
  };
}

/** The value of the input of that name, as it stands in the page. */
export function valueIn(body: string, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(body)?.[1];
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
