import { parseEmail } from '../http/formFields.ts';
import { strictQuery } from '../http/query.ts';
import type { invitationText } from '../text/invitation.ts';

/** The parameters of a link-work-provider link. */
export type LinkRequest = {
  readonly tag: 'request';
  /** Name of the work provider. Names match exactly. */
  readonly wp: string;
  /** The driver ID, unchanged. */
  readonly wp_id: string;
  readonly email: string;
  readonly expires?: string;
  readonly signature?: string;
};

/** Why a link cannot be followed: the value of the query parameter `why` of /link/problem. */
export type LinkProblem = keyof typeof invitationText.problems;

/** A link that cannot be followed. */
export type RefusedLink = { readonly tag: 'refused'; readonly why: LinkProblem };

/**
 * Reads the URL of a link-work-provider request. The contract names the parameters `wp` and `wp_id`; `work_provider` and
 * `work_provider_user_id` mean the same. Refuses repeated parameters. Ignores unknown ones.
 */
export function readLinkRequest(url: string): LinkRequest | RefusedLink {
  const query = strictQuery(url);
  if (!query) return refused('unreadable');
  const named = (...names: readonly string[]): readonly string[] => names.flatMap((name) => query.get(name) ?? []);
  const wp = named('wp', 'work_provider');
  const wpId = named('wp_id', 'work_provider_user_id');
  const email = named('email');
  if ([wp, wpId, email].some((values) => values.length === 0 || values[0] === '')) return refused('incomplete');
  if ([wp, wpId, ...query.values()].some((values) => values.length > 1)) return refused('unreadable');

  const address = parseEmail(email[0] as string);
  if (!isIdentifier(wp[0]) || !isIdentifier(wpId[0]) || address === undefined) return refused('unreadable');
  const [expires, signature] = [query.get('expires')?.[0], query.get('signature')?.[0]];
  return {
    tag: 'request',
    wp: wp[0],
    wp_id: wpId[0],
    email: address,
    ...(expires !== undefined && { expires }),
    ...(signature !== undefined && { signature }),
  };
}

/** An identifier of the contract: 1 to 255 characters without control characters. */
function isIdentifier(text: string | undefined): text is string {
  return text !== undefined && text !== '' && Array.from(text).length <= 255 && !/\p{Cc}/u.test(text);
}

function refused(why: LinkProblem): RefusedLink {
  return { tag: 'refused', why };
}
