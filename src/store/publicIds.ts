import { createCipheriv, createDecipheriv } from 'node:crypto';

/** What has an id on the wire, and the letters that its ids begin with. */
const PREFIXES = {
  event: 'evt_',
  shift: 'shf_',
  endpoint: 'end_',
  notice: 'msg_',
  delivery: 'dlv_',
  cursor: 'cur_',
  introduction: 'int_',
} as const;

export type Kind = keyof typeof PREFIXES;

/** Ids as others see them: they tell neither how many things there are, nor anything about another work provider's. */
export type PublicIds = {
  write(kind: Kind, workProvider: number, id: number): string;
  /** Undefined when it is not ours, or of another kind, or of another work provider. */
  read(kind: Kind, workProvider: number, text: string): number | undefined;
};

const KINDS = Object.keys(PREFIXES) as Kind[];
const CIPHER = 'aes-256-ecb';
/** One block, so that nothing repeats within it: kind, a zero that only our key can have put there, work provider, id. */
const BLOCK_BYTES = 16;
const [KIND_AT, PROVIDER_AT, ID_AT] = [0, 4, 8];

/** `key`: 256 bits that every process shares. The same thing has the same id in all of them, for good. */
export function publicIds(key: Buffer): PublicIds {
  return {
    write(kind, workProvider, id) {
      const cipher = createCipheriv(CIPHER, key, null).setAutoPadding(false);
      return PREFIXES[kind] + cipher.update(blockOf(kind, workProvider, id)).toString('base64url');
    },
    read(kind, workProvider, text) {
      const sealed = Buffer.from(text.slice(PREFIXES[kind].length), 'base64url');
      if (sealed.length !== BLOCK_BYTES || text !== PREFIXES[kind] + sealed.toString('base64url')) return undefined;
      const block = createDecipheriv(CIPHER, key, null).setAutoPadding(false).update(sealed);
      const id = block.readBigUInt64BE(ID_AT);
      return id <= Number.MAX_SAFE_INTEGER && block.equals(blockOf(kind, workProvider, Number(id)))
        ? Number(id)
        : undefined;
    },
  };
}

function blockOf(kind: Kind, workProvider: number, id: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.writeUInt8(KINDS.indexOf(kind), KIND_AT);
  block.writeUInt32BE(workProvider, PROVIDER_AT);
  block.writeBigUInt64BE(BigInt(id), ID_AT);
  return block;
}
