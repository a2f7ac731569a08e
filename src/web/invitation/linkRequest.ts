import { emailIn } from '../http/person.ts';
import { strictQuery } from '../http/query.ts';
import type { words } from '../text/text.ts';

/** What a work provider's link asks for, as it stands in its address. */
export type LinkRequest = {
  readonly tag: 'asked';
  /** The work provider's name; names match exactly. */
  readonly wp: string;
  /** The driver ID, kept exactly as it is. */
  readonly wp_id: string;
  readonly email: string;
  readonly expires?: string;
  readonly signature?: string;
};

/** Why a link leads no further: a page of its own says what to do next. */
export type Why = keyof typeof words.problem;

/** Reads the address of a link-work-provider request. Parameters we do not know are left alone. */
export function readLinkRequest(url: string): LinkRequest | { readonly tag: 'refused'; readonly why: Why } {
  const query = strictQuery(url);
  if (!query) return refused('unreadable');
  const named = (...names: readonly string[]): Values => names.flatMap((name) => query.get(name) ?? []);
  // The contract's names, and the newer ones that stand for the same.
  const wp = named('wp', 'work_provider');
  const wpId = named('wp_id', 'work_provider_user_id');
  const email = named('email');
  if ([wp, wpId, email].some((values) => values.length === 0 || values[0] === '')) return refused('incomplete');
  if ([wp, wpId, ...query.values()].some((values) => values.length > 1)) return refused('unreadable');

  const address = emailIn(email[0] as string);
  if (!isName(wp[0]) || !isName(wpId[0]) || address === undefined) return refused('unreadable');
  const [expires, signature] = [query.get('expires')?.[0], query.get('signature')?.[0]];
  return {
    tag: 'asked',
    wp: wp[0],
    wp_id: wpId[0],
    email: address,
    ...(expires !== undefined && { expires }),
    ...(signature !== undefined && { signature }),
  };
}

type Values = readonly string[];

/** The contract's identifiers: 1 to 255 characters, none of them a control character. */
function isName(text: string | undefined): text is string {
  return text !== undefined && text !== '' && Array.from(text).length <= 255 && !/\p{Cc}/u.test(text);
}

function refused(why: Why): { readonly tag: 'refused'; readonly why: Why } {
  return { tag: 'refused', why };
}
