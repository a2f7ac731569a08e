import type { Store } from '../../store/open.ts';
import { type Refused, refuse } from '../command/answer.ts';

/** How to connect as the role that owns the tables. Refuses where that is not known. */
export function asOwner({
  ownerConnectionString,
  connectionString,
  ownsTables,
}: Store): { readonly tag: 'owner'; readonly connectionString: string } | Refused {
  if (ownerConnectionString !== undefined) return { tag: 'owner', connectionString: ownerConnectionString };
  if (ownsTables) return { tag: 'owner', connectionString };
  return refuse('only the role that owns the tables can do this: set DATABASE_OWNER_URL');
}
