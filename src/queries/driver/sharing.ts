import type { Subject } from '../../core/event.ts';
import type { Link } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { contains } from '../../core/time/period.ts';
import { linksAround } from '../../store/customer/links.ts';
import { numbersOf } from '../../store/customer/merges.ts';
import { suspensionsOf } from '../../store/customer/suspensions.ts';
import type { Queryable } from '../../store/postgres/database.ts';

/** How a customer stands with a work provider that they agreed to share with. A link shows that they did. */
export type Sharing =
  | { readonly tag: 'enabled' | 'link_ended' | 'suspended'; readonly customerNumber: string; readonly driverId: string }
  /** No customer, or none that ever agreed: a work provider does not learn which. */
  | { readonly tag: 'unknown' };

/** How the person that the subject names stands with its work provider at `now`. */
export async function sharingOf(db: Queryable, subject: Subject, now: Instant): Promise<Sharing> {
  const link = await latestLink(db, subject, now);
  if (!link) return { tag: 'unknown' };
  const { customerNumber, driverId } = link;
  if (!contains(link.held, now)) return { tag: 'link_ended', customerNumber, driverId };
  const suspensions = await suspensionsOf(db, customerNumber);
  const tag = suspensions.some((period) => contains(period, now)) ? 'suspended' : 'enabled';
  return { tag, customerNumber, driverId };
}

/** The link in force, else the one that ended last: an identifier that has passed on belongs to its present holder. */
async function latestLink(db: Queryable, subject: Subject, now: Instant): Promise<Link | undefined> {
  const { identifier } = subject;
  const isNumber = subject.identifierKind === 'policyId';
  const identifiers = isNumber ? await numbersOf(db, identifier) : [identifier];
  const around = await linksAround(
    db,
    identifiers.map((each) => ({ ...subject, identifier: each })),
  );
  const own = around.filter(
    (link) => link.held.from <= now && identifiers.includes(isNumber ? link.customerNumber : link.driverId),
  );
  return own.toSorted((a, b) => b.held.to - a.held.to || b.held.from - a.held.from)[0];
}
