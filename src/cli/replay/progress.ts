/** Shows the progress of something long. */
export type Progress = { update(done: Done): void; end(): void };
/** `share`: the part that is done, from 0 to 1, where the whole is known. */
type Done = { readonly events: number; readonly share: number | undefined };

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_LENGTH = 30;
const ERASE = '\r\u001B[K';

/** Shows a bar on a terminal, and a line every ten seconds elsewhere. `now`: a clock in milliseconds. */
export function progressOn(screen: Screen, now: () => number): Progress {
  const everyMs = screen.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS;
  const begunMs = now();
  let shownMs = begunMs;
  return {
    update: (done) => {
      const nowMs = now();
      if (nowMs - shownMs < everyMs) return;
      shownMs = nowMs;
      const text = progressText(done, (nowMs - begunMs) / 1000);
      screen.write(screen.isTTY ? `${ERASE}${bar(done.share)}${text}` : `${text}\n`);
    },
    end: () => {
      if (screen.isTTY) screen.write(ERASE);
    },
  };
}

function progressText({ events, share }: Done, seconds: number): string {
  const rate = `${events} events, ${Math.round(events / seconds)}/s`;
  if (!share) return rate;
  return `${Math.floor(share * 100)} %, ${rate}, ${Math.ceil((seconds / share) * (1 - share))} s to go`;
}

function bar(share: number | undefined): string {
  if (share === undefined) return '';
  const full = Math.min(BAR_LENGTH, Math.round(share * BAR_LENGTH));
  return `${'█'.repeat(full)}${'░'.repeat(BAR_LENGTH - full)} `;
}
