import { hash, randomBytes } from 'node:crypto';

/** A token with 256 random bits, fit for a cookie or a URL. Whoever has it is let in, so only its SHA-256 is kept. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

export function sha256Of(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
