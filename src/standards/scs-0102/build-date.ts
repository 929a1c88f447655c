// SPDX-License-Identifier: Apache-2.0
// Parses dates in image properties: `YYYY-MM-DD`, with `hh:mm[:ss]` after a blank, always UTC. Also Glance's own form.

const FORM = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?(?:\.\d+)?Z?)?$/;

/** Epoch milliseconds, or undefined for an invalid date. `2026-02-30` is invalid, though `Date` accepts it. */
export function readDate(text: string): number | undefined {
  const [, day, minute = '00:00', second = '00'] = FORM.exec(text) ?? [];
  if (day === undefined) return undefined;
  const date = new Date(`${day}T${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? undefined : date.getTime();
}

/** The date of an image's content: its build date, else its upload. */
export const imageDate = (image: {
  readonly created: string | null;
  readonly properties: Readonly<Record<string, string>>;
}): number | undefined => readDate(image.properties.image_build_date ?? '') ?? readDate(image.created ?? '');
