import type { Instant, Micros } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Html, html } from '../layout/html.ts';

/** The horizontal scale of a row: the instant at its left end, and the time that its full width stands for. */
export type Scale = { readonly from: Instant; readonly length: Micros };

/** The vertical extent of a shape in its row, in pixels. Horizontal positions are in percent of the width. */
export type Band = { readonly top: number; readonly height: number };

/** Width of the chart on a screen of 320 px, the narrowest supported one. */
export const NARROWEST_PX = 288;
/** Largest mean width of a letter. Whether a text fits is decided by this and `NARROWEST_PX`. */
export const LETTER_PX = 7.4;

const MIN_BAR_PERCENT = 0.7;

/** A period as a bar of the CSS class. A short period is widened so that it can be seen. */
export function bar(cssClass: string, period: Period, { top, height }: Band, scale: Scale): Html {
  const width = share(period.to, scale) - share(period.from, scale);
  const drawnWidth = width < MIN_BAR_PERCENT ? '2' : percent(width);
  return html`<rect class="${cssClass}" x="${percent(share(period.from, scale))}" y="${top}" width="${drawnWidth}" height="${height}" rx="2"/>`;
}

/** An instant as a vertical line of the CSS class. */
export function verticalLine(cssClass: string, at: Instant, { top, height }: Band, scale: Scale): Html {
  const x = percent(share(at, scale));
  return html`<line class="${cssClass}" x1="${x}" x2="${x}" y1="${top}" y2="${top + height}"/>`;
}

/** Horizontal position of an instant, in percent of the width. */
export function share(at: Instant, { from, length }: Scale): number {
  return ((at - from) / length) * 100;
}

/** `12.34%`, rounded to two decimals. */
export function percent(share: number): string {
  return `${Math.round(share * 100) / 100}%`;
}
