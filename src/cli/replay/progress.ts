/** Tells how far something has come, where people look. */
export type Progress = { tell(far: Far): void; end(): void };
/** How many events; how much of the whole that is, from 0 to 1, when it is known. */
type Far = { readonly events: number; readonly share: number | undefined };

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_LENGTH = 30;
const ERASE = '\r\u001B[K';

/** A bar on a terminal, a line now and then elsewhere. `now`: milliseconds from anywhere. */
export function progressOn(screen: Screen, now: () => number): Progress {
  const every = screen.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS;
  const begun = now();
  let told = begun;
  return {
    tell: (far) => {
      const at = now();
      if (at - told < every) return;
      told = at;
      const text = inWords(far, (at - begun) / 1000);
      screen.write(screen.isTTY ? `${ERASE}${bar(far.share)}${text}` : `${text}\n`);
    },
    end: () => {
      if (screen.isTTY) screen.write(ERASE);
    },
  };
}

function inWords({ events, share }: Far, seconds: number): string {
  const rate = `${events} events, ${Math.round(events / seconds)}/s`;
  if (!share) return rate;
  return `${Math.floor(share * 100)} %, ${rate}, ${Math.ceil((seconds / share) * (1 - share))} s to go`;
}

function bar(share: number | undefined): string {
  if (share === undefined) return '';
  const full = Math.min(BAR_LENGTH, Math.round(share * BAR_LENGTH));
  return `${'█'.repeat(full)}${'░'.repeat(BAR_LENGTH - full)} `;
}
