// SPDX-License-Identifier: Apache-2.0
// Parses dates in image properties as the upstream test does: `YYYY-MM-DD`, with `hh:mm[:ss]` after a blank, or
// `YYYY-MM-DDThh:mm:ssZ`; always UTC, and a leading zero may be missing.

const FORM = /^(\d{4})-(\d\d?)-(\d\d?)(?:T(\d\d?):(\d\d?):(\d\d?)Z|\s+(\d\d?):(\d\d?)(?::(\d\d?))?)?$/;

/** Epoch milliseconds, or undefined for an invalid date. `2026-02-30` is invalid, though `Date` accepts it. */
export function readDate(text: string): number | undefined {
  const [, year, month, day, ...times] = FORM.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [hour = 0, minute = 0, second = 0] = times.filter((part) => part !== undefined).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const same = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return same ? date.setUTCHours(hour, minute, second) : undefined;
}

/** RFC 3339, as the gateway writes it. */
export function uploadDate(created: string | null): number | undefined {
  const time = Date.parse(created ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The date of an image's content: its build date, else its upload. */
export const imageDate = (image: {
  readonly createdAt: string | null;
  readonly properties: Readonly<Record<string, string>>;
}): number | undefined => readDate(image.properties.image_build_date ?? '') ?? uploadDate(image.createdAt);
