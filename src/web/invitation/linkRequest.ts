import { parseEmail } from '../http/formFields.ts';
import { strictQuery } from '../http/query.ts';
import type { Texts } from '../text/en/texts.ts';

/** The parameters of a link-work-provider link. */
export type LinkRequest = {
  readonly tag: 'request';
  /** Name of the work provider, as the link writes it. */
  readonly wp: string;
  /** The driver ID, unchanged. */
  readonly wp_id: string;
  readonly email: string;
  readonly expires?: string;
  readonly signature?: string;
};

/** Why a link cannot be followed: the value of the query parameter `why` of /link/problem. */
export type LinkProblem = keyof Texts['invitation']['problems'];

/** A link that cannot be followed. */
export type RefusedLink = { readonly tag: 'refused'; readonly why: LinkProblem };

/**
 * Reads the URL of a link-work-provider request. The contract names the parameters `wp` and `wp_id`; `work_provider` and
 * `work_provider_user_id` mean the same. Refuses one of these that is repeated. Ignores all others.
 */
export function readLinkRequest(url: string): LinkRequest | RefusedLink {
  const query = strictQuery(url);
  const named = (...names: readonly string[]) => names.flatMap((name) => query.get(name) ?? []);
  const wp = named('wp', 'work_provider');
  const wpId = named('wp_id', 'work_provider_user_id');
  const [email, expires, signature] = [named('email'), named('expires'), named('signature')];
  if ([wp, wpId, email].some((values) => values.length === 0 || values[0] === '')) return refused('incomplete');
  const known = [wp, wpId, email, expires, signature];
  if (known.some((values) => values.length > 1 || values.includes(undefined))) return refused('unreadable');

  const address = parseLinkEmail(email[0] ?? '');
  if (!isIdentifier(wp[0]) || !isIdentifier(wpId[0]) || address === undefined) return refused('unreadable');
  return {
    tag: 'request',
    wp: wp[0],
    wp_id: wpId[0],
    email: address,
    ...(expires[0] !== undefined && { expires: expires[0] }),
    ...(signature[0] !== undefined && { signature: signature[0] }),
  };
}

/** A plus sign that was not encoded decodes to a space, and addresses hold no space. */
function parseLinkEmail(text: string): string | undefined {
  return parseEmail(text.trim().replaceAll(' ', '+'));
}

/** An identifier of the contract: 1 to 255 characters without control characters. */
function isIdentifier(text: string | undefined): text is string {
  return text !== undefined && text !== '' && Array.from(text).length <= 255 && !/\p{Cc}/u.test(text);
}

function refused(why: LinkProblem): RefusedLink {
  return { tag: 'refused', why };
}
