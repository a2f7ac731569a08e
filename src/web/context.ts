import type pg from 'pg';
import type { Insurer } from '../core/insurer.ts';

/** Database and configuration of the pages for drivers. */
export type PageContext = {
  readonly pool: pg.Pool;
  /** Origin at which drivers reach the pages, such as `https://cover.example`. Undefined if none is configured. */
  readonly publicUrl: string | undefined;
  readonly insurer: Insurer;
  /** Whether a mail server is configured. Without one, emails are not verified. */
  readonly mailIsSent: boolean;
  /** Limit of posted forms for each client address. */
  readonly formsPerMinute: number;
  /** Limit of opened link-work-provider links for each client address. */
  readonly linksPerMinute: number;
  readonly onError: (error: unknown, requestId: string) => void;
};

/** Whether the pages can say how to contact the insurer. */
export function canBeContacted({ email, phone }: Insurer): boolean {
  return email !== undefined || phone !== undefined;
}

/** Whether the pages are served over https. Only then are cookies bound to it. */
export function isSecure({ publicUrl }: Pick<PageContext, 'publicUrl'>): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}
