import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { type OwnPath, withQuery } from './redirect.ts';

/** The only pages that a log-in, or the page of the details, leads to: no link decides where. */
const DESTINATIONS = [
  /^\/my-cover(\?week=\d{4}-W\d\d)?$/,
  /^\/links(\/end\?link=\d{1,12})?$/,
  /^\/details(\/email\?token=[\w-]{43})?$/,
  /^\/proof(\?at=[\dT%A:-]{1,30}|\?week=\d{4}-W\d\d)?$/,
  /^\/(my-data|change-password|close-account|time-zone)$/,
  /^\/verify\/first$/,
  /^\/disputes$/,
  /^\/dispute\?of=\d{1,9}&from=\d{1,16}&to=\d{1,16}$/,
];

/** The page that a text names; undefined where nothing leads to it. */
export function destinationIn(text: string): OwnPath | undefined {
  return DESTINATIONS.some((pattern) => pattern.test(text)) ? (text as OwnPath) : undefined;
}

/** Whether the customer must still give name or phone, or agree to the insurer's present terms. */
export function lacksDetails(
  { insurer, mailIsSent }: Pick<PageContext, 'insurer' | 'mailIsSent'>,
  { name, phone, agreedTo, emailVerified }: SignedIn,
): boolean {
  const isProven = emailVerified || !mailIsSent;
  return isProven && (name === null || phone === null || agreedTo !== insurer.terms.version);
}

/** The page after a log-in: the details first where something is missing in them. */
export function nextPath(context: PageContext, customer: SignedIn, to: OwnPath): OwnPath {
  return lacksDetails(context, customer) && !to.startsWith('/details') ? withQuery('/details', { to }) : to;
}
