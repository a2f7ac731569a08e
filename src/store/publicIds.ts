import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Queryable } from './postgres/database.ts';
import { secretNamed } from './secrets.ts';

/** The kinds of things that have an id on the wire, and the prefixes of their ids. */
const PREFIXES = {
  event: 'evt_',
  shift: 'shf_',
  endpoint: 'end_',
  notice: 'msg_',
  delivery: 'dlv_',
  cursor: 'cur_',
  introduction: 'int_',
  dispute: 'dsp_',
} as const;

/** A kind of thing that has an id on the wire. */
export type IdKind = keyof typeof PREFIXES;

/**
 * Ids as work providers see them: encrypted, so that they tell neither how many things there are nor whose they are.
 */
export type PublicIds = {
  /** `evt_` and 22 letters of base64url, for an event. */
  write(kind: IdKind, workProvider: number, id: number): string;
  /** Undefined for a text that `write` did not make for this kind and work provider. */
  read(kind: IdKind, workProvider: number, text: string): number | undefined;
  /** What `write` made a text of, for any work provider. Only for operators, as it shows whose a thing is. */
  find(kind: IdKind, text: string): { readonly workProvider: number; readonly id: number } | undefined;
};

const KINDS = Object.keys(PREFIXES) as IdKind[];
const CIPHER = 'aes-256-ecb';
/**
 * One block of AES, so that ECB repeats nothing: kind, three zero bytes, work provider, id. The zeros authenticate the
 * text.
 */
const BLOCK_BYTES = 16;
const [KIND_AT, PROVIDER_AT, ID_AT] = [0, 4, 8];

/** Ids under `key`, 256 bits that all processes share: the same thing has the same id in each of them, for ever. */
export function publicIds(key: Buffer): PublicIds {
  return {
    write(kind, workProvider, id) {
      const cipher = createCipheriv(CIPHER, key, null).setAutoPadding(false);
      return PREFIXES[kind] + cipher.update(blockOf(kind, workProvider, id)).toString('base64url');
    },
    read(kind, workProvider, text) {
      const found = find(kind, text);
      return found?.workProvider === workProvider ? found.id : undefined;
    },
    find,
  };

  function find(kind: IdKind, text: string) {
    const sealed = Buffer.from(text.slice(PREFIXES[kind].length), 'base64url');
    if (sealed.length !== BLOCK_BYTES || text !== PREFIXES[kind] + sealed.toString('base64url')) return undefined;
    const block = createDecipheriv(CIPHER, key, null).setAutoPadding(false).update(sealed);
    const workProvider = block.readUInt32BE(PROVIDER_AT);
    const id = block.readBigUInt64BE(ID_AT);
    return id <= Number.MAX_SAFE_INTEGER && block.equals(blockOf(kind, workProvider, Number(id)))
      ? { workProvider, id: Number(id) }
      : undefined;
  }
}

/** The id of one thing as work providers see it. */
export async function writtenId(db: Queryable, kind: IdKind, workProvider: number, id: number): Promise<string> {
  return publicIds(await secretNamed(db, 'ids')).write(kind, workProvider, id);
}

function blockOf(kind: IdKind, workProvider: number, id: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.writeUInt8(KINDS.indexOf(kind), KIND_AT);
  block.writeUInt32BE(workProvider, PROVIDER_AT);
  block.writeBigUInt64BE(BigInt(id), ID_AT);
  return block;
}
