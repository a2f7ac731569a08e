import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

/** A key that seals secrets: 256 bits from outside the database, so that nobody who has only the database can read them. */
export type SealingKey = { readonly id: string; readonly key: Buffer };

/** The keys, the newest first: it seals, and any of them opens. */
type LoadKeys = () => readonly SealingKey[];

let load: LoadKeys = () => [];
let loaded: readonly SealingKey[] | undefined;

/** Sets where this process finds its keys. They are read when something is sealed, and when an unknown one is needed. */
export function useSealingKeys(from: LoadKeys): void {
  load = from;
  loaded = undefined;
}

/** The key of a text of 32 bytes in base64. Its id is the beginning of its SHA-256. */
export function sealingKeyOf(text: string): SealingKey {
  const key = Buffer.from(text, 'base64');
  return { id: hash('sha256', key).slice(0, 8), key };
}

/** The key that seals now: read each time, because another process may have added one. Throws when there is none. */
export function newestSealingKey(): SealingKey {
  const [newest] = (loaded = load());
  if (!newest) throw new Error('there is no key to seal secrets with');
  return newest;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a secret with the newest key: `sealed.<key id>.<nonce, ciphertext and tag in base64url>`. `of` says whose secret it is,
 * so that it cannot be put in the place of another.
 */
export function seal(secret: Buffer | string, of: string): string {
  const { id, key } = newestSealingKey();
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(of));
  const sealed = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return `sealed.${id}.${sealed.toString('base64url')}`;
}

/** Opens what `seal` sealed. Throws when its key is not there, when it was changed, or is of something else. */
export function unseal(sealed: string, of: string): Buffer {
  const [, id = '', text = ''] = sealed.split('.');
  const key = keyWithId(id);
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function keyWithId(id: string): Buffer {
  const find = () => loaded?.find((each) => each.id === id)?.key;
  const known = find();
  if (known) return known;
  loaded = load();
  const found = find();
  if (found) return found;
  throw new Error(
    `the secrets in it are sealed with key ${id}, which is not among the keys of SECRETS_KEY or secrets.key`,
  );
}
