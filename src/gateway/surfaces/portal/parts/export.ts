// SPDX-License-Identifier: Apache-2.0
// A list as a file: JSON as the API has it, or CSV (RFC 4180) that no spreadsheet takes for a program.
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { Download } from '../page.ts';

export interface Rows {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly clouds: readonly CloudReport[];
}

export function exported(name: string, format: 'csv' | 'json', fields: readonly string[], rows: Rows): Download {
  if (format === 'json') {
    const { items, clouds } = rows;
    return {
      kind: 'download',
      name: `${name}.json`,
      type: 'application/json',
      body: `${JSON.stringify({ items, clouds }, null, 2)}\n`,
    };
  }
  const lines = [fields, ...rows.items.map((item) => fields.map((field) => textOfValue(item[field])))];
  return {
    kind: 'download',
    name: `${name}.csv`,
    type: 'text/csv; charset=utf-8',
    body: lines.map((line) => `${line.map(csvField).join(',')}\r\n`).join(''),
  };
}

const textOfValue = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What a spreadsheet would work out stands as text: a name is a cloud's user's to choose. */
export function csvField(text: string): string {
  const harmless =
    /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
