// SPDX-License-Identifier: Apache-2.0
// Numbers and times as people of a language write them. Times are relative where people look, and exact, in UTC, for whoever
// points at them and for screen readers. Pure.
import { type Html, html } from './html.ts';
import type { Language } from './texts/index.ts';

export interface Format {
  number(value: number): string;
  /** Of a share, where 1 is the whole. */
  percent(share: number): string;
  /** `ago`: `3 minutes ago`, with the exact time beside. */
  ago(time: string | number | null | undefined): Html | undefined;
  date(day: string): Html;
  exact(time: string | number): string;
  clock(time: string | number): string;
}

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

export function createFormat(language: Language, now: number): Format {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const numbers = new Intl.NumberFormat(locale);
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const clocks = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: 'UTC' });
  const exact = (time: string | number): string => `${whole.format(new Date(time))} UTC`;
  return {
    number: (value) => numbers.format(value),
    percent: (share) => shares.format(share),
    ago(time) {
      const at = time === null || time === undefined ? Number.NaN : new Date(time).getTime();
      if (Number.isNaN(at)) return undefined;
      let amount = (at - now) / 1000;
      let unit: (typeof STEPS)[number][0] = 'second';
      for (const [name, size] of STEPS) {
        unit = name;
        if (Math.abs(amount) < size) break;
        amount /= size;
      }
      const told = relative.format(Math.round(amount), unit);
      return html`<time datetime="${new Date(at).toISOString()}" title="${exact(at)}">${told}</time>`;
    },
    date: (day) => {
      const at = new Date(day);
      return Number.isNaN(at.getTime()) ? html`${day}` : html`<time datetime="${day}">${days.format(at)}</time>`;
    },
    exact,
    clock: (time) => clocks.format(new Date(time)),
  };
}
