// SPDX-License-Identifier: Apache-2.0
// A list as a file: JSON as the API has it, or CSV (RFC 4180) that no spreadsheet takes for a program.
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { Download } from '../page.ts';

export interface Rows {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly clouds: readonly CloudReport[];
  /** There are more than one answer of the API has. */
  readonly next?: string;
}

/** Whoever finds the file later has to see that it is not everything: by its name, and in it. */
export function exported(name: string, format: 'csv' | 'json', fields: readonly string[], rows: Rows): Download {
  const { items, clouds, next } = rows;
  const missing = missingOf(rows);
  const file = `${name}${missing.length === 0 ? '' : '-incomplete'}.${format}`;
  if (format === 'json') {
    const body = `${JSON.stringify({ items, clouds, ...(next !== undefined && { next }) }, null, 2)}\n`;
    return { kind: 'download', name: file, type: 'application/json', body };
  }
  const lines = [
    fields,
    ...items.map((item) => fields.map((field) => textOfValue(item[field]))),
    ...missing.map((why) => fields.map((_, index) => (index === 0 ? why : ''))),
  ];
  return {
    kind: 'download',
    name: file,
    type: 'text/csv; charset=utf-8',
    body: lines.map((line) => `${line.map(csvField).join(',')}\r\n`).join(''),
  };
}

/** One line each. */
const missingOf = ({ items, clouds, next }: Rows): string[] => [
  ...clouds.flatMap(({ cloud, error }) => (error === undefined ? [] : [`INCOMPLETE: ${cloud}: ${error.detail}`])),
  ...(next === undefined ? [] : [`INCOMPLETE: only the first ${items.length}; there are more`]),
];

const textOfValue = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What a spreadsheet would work out stands as text: a name is a cloud's user's to choose. */
export function csvField(text: string): string {
  const harmless =
    /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
