// SPDX-License-Identifier: Apache-2.0
// Adds an entry to the text of a configuration file, or takes one away: every other byte stays, comments and style of its
// writer too. What comes out is read again and compared with what was meant, so that no trick of YAML makes it something else.
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';

/** Its message is a sentence for whoever edits the file. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/** `clouds`, or `clouds`, an index, `clusters`. */
export type ListPath = readonly (string | number)[];

/** The text with `entry` at the end of the list. A list that is not there yet is made. */
export function addToList(text: string, path: ListPath, entry: object): string {
  const { document, list, data } = open(text, path);
  const wanted = clone(data);
  appendAt(wanted, path, entry);
  const byHand =
    list === undefined
      ? withNewList(text, document, path, entry)
      : list.flow || list.items.length === 0
        ? undefined
        : withNewItem(text, list, entry);
  if (byHand !== undefined && means(byHand, wanted)) return byHand;
  if (list === undefined) document.setIn(path, document.createNode([entry]));
  else document.addIn(path, document.createNode(entry));
  return checked(document.toString({ lineWidth: 0 }), wanted);
}

/** The text without that entry of the list, and without the comment right above it. */
export function removeFromList(text: string, path: ListPath, index: number): string {
  const { document, list, data } = open(text, path);
  if (list === undefined || index >= list.items.length) throw new EditError('there is no such entry');
  const wanted = clone(data);
  removeAt(wanted, path, index);
  const byHand = list.flow ? undefined : withoutItem(text, list, index);
  if (byHand !== undefined && means(byHand, list.items.length > 1 ? wanted : withoutList(wanted, path))) return byHand;
  document.deleteIn([...path, index]);
  return checked(document.toString({ lineWidth: 0 }), wanted);
}

/**
 * The text with `block`, a mapping of `key` alone, as the entry `key` of the map at `path`: in the old one's lines, or at the end
 * of the map. Undefined where that map is not written in lines of its own, or the whole would then not be `wanted`.
 */
export function putInMap(
  text: string,
  path: readonly string[],
  key: string,
  block: string,
  wanted: unknown,
): string | undefined {
  const map = parseDocument(text, { prettyErrors: false }).getIn(path);
  if (!isMap(map) || map.flow) return undefined;
  const column = columnOf(text, map);
  const last = map.items.at(-1);
  if (column === undefined || last === undefined) return undefined;
  const old = map.items.find((pair) => String(pair.key) === key);
  const lines = text.split('\n');
  const [start, end] = linesOf(text, old ?? last);
  // What stands before the key is not of the entry: `clouds: { a: 1 }` has a column too.
  if ((lines[start] as string).slice(0, column).trim() !== '') return undefined;
  const fresh = linesIn(text, block, column);
  let put: string;
  if (old === undefined) put = insert(text, withComments(lines, end, column), fresh);
  else {
    lines.splice(start, end - start + 1, ...fresh);
    put = lines.join('\n');
  }
  return means(put, wanted) ? put : undefined;
}

/** The first and last line of an entry of a map. */
function linesOf(text: string, pair: YAMLMap['items'][number]): readonly [number, number] {
  const [key, value] = [pair.key, pair.value] as { range?: readonly [number, number, number] | null }[];
  const start = lineAt(text, key?.range?.[0] ?? 0);
  const till = value?.range?.[1] ?? key?.range?.[1] ?? 0;
  return [start, Math.max(start, lineAt(text, text.slice(0, till).trimEnd().length))];
}

/** Comments that stand deeper than what they are below belong to it. */
function withComments(lines: readonly string[], end: number, column: number): number {
  let last = end;
  for (let next = end + 1; next < lines.length && isGap(lines[next] as string); next += 1)
    if (/#/.test(lines[next] as string) && indentOf(lines[next] as string) > column) last = next;
  return last;
}

function open(text: string, path: ListPath): { document: Document; list: YAMLSeq | undefined; data: unknown } {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw new EditError('the file is not YAML');
  const list = document.getIn(path);
  if (list !== undefined && list !== null && !(isScalar(list) && list.value === null) && !isSeq(list))
    throw new EditError(`${path.join('.')} is not a list that can be edited: an alias, or something else`);
  return { document, list: isSeq(list) ? list : undefined, data: read(document) };
}

const read = (document: Document): unknown => {
  try {
    return document.toJS();
  } catch {
    throw new EditError('the file repeats itself too often by YAML aliases');
  }
};

const clone = (data: unknown): unknown => structuredClone(data ?? {});

function listAt(data: unknown, path: ListPath): unknown[] {
  let at = data as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) as string;
  at[last] ??= [];
  return at[last] as unknown[];
}

function appendAt(data: unknown, path: ListPath, entry: object): void {
  listAt(data, path).push(JSON.parse(JSON.stringify(entry)));
}

function removeAt(data: unknown, path: ListPath, index: number): void {
  listAt(data, path).splice(index, 1);
}

/** A list without entries goes as a whole. */
function withoutList(data: unknown, path: ListPath): unknown {
  let at = data as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  delete at[path.at(-1) as string];
  return data;
}

/** Keys in any order; aliases may have become copies. */
function means(text: string, wanted: unknown): boolean {
  const document = parseDocument(text, { prettyErrors: false });
  return (
    document.errors.length === 0 && document.warnings.length === 0 && isDeepStrictEqual(read(document) ?? {}, wanted)
  );
}

function checked(text: string, wanted: unknown): string {
  if (means(text, wanted)) return text;
  throw new EditError('the file cannot be edited safely: edit it by hand');
}

const isGap = (line: string): boolean => /^[ \t]*(?:#.*)?\r?$/.test(line);
const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;
const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;

/** Columns of the dashes, and the first and last line of each item. Undefined: not written in lines. */
function rowsOf(
  text: string,
  list: YAMLSeq,
): { readonly column: number; readonly rows: readonly (readonly [number, number])[] } | undefined {
  const lines = text.split('\n');
  const starts: number[] = [];
  let column: number | undefined;
  for (const item of list.items) {
    const range = (item as { range?: readonly [number, number, number] | null }).range;
    if (range === undefined || range === null) return undefined;
    let at = lineAt(text, range[0]);
    // An item may begin below its dash.
    while (at > 0 && !/^ *-(?: |\r?$)/.test(lines[at] as string) && at > (starts.at(-1) ?? -1)) at -= 1;
    const dash = indentOf(lines[at] as string);
    if (!/^ *-(?: |\r?$)/.test(lines[at] as string) || dash !== (column ?? dash) || starts.includes(at))
      return undefined;
    column = dash;
    starts.push(at);
  }
  if (column === undefined) return undefined;
  const own = column;
  const rows = starts.map((start, index): readonly [number, number] => {
    const range = (list.items[index] as { range: readonly [number, number, number] }).range;
    const value = text.slice(0, range[1]).trimEnd();
    return [start, withComments(lines, Math.max(start, lineAt(text, value.length)), own)];
  });
  return { column: own, rows };
}

/** In the style of the file. */
const blockOf = (text: string, value: object, column: number): string[] =>
  linesIn(text, stringify(value, { lineWidth: 0 }), column);

function linesIn(text: string, block: string, column: number): string[] {
  const end = text.includes('\r\n') ? '\r' : '';
  return block
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `${line === '' ? '' : ' '.repeat(column)}${line}${end}`);
}

function insert(text: string, after: number, added: readonly string[]): string {
  const lines = text.split('\n');
  const last = lines[after] as string;
  if (text.includes('\r\n') && !last.endsWith('\r')) lines[after] = `${last}\r`;
  lines.splice(after + 1, 0, ...added);
  return lines.at(-1)?.trim() === '' || after + 1 + added.length < lines.length
    ? lines.join('\n')
    : `${lines.join('\n')}\n`;
}

function withNewItem(text: string, list: YAMLSeq, entry: object): string | undefined {
  const found = rowsOf(text, list);
  const last = found?.rows.at(-1);
  if (found === undefined || last === undefined) return undefined;
  return insert(text, last[1], blockOf(text, [entry], found.column));
}

/** A key at the end of the map that is to have the list: a cloud's first cluster. */
function withNewList(text: string, document: Document, path: ListPath, entry: object): string | undefined {
  const key = path.at(-1) as string;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  if (!isMap(parent) || parent.flow || parent.has(key)) return undefined;
  const list = path.length === 1 ? undefined : document.getIn(path.slice(0, -2));
  const column = columnOf(text, parent);
  if (column === undefined) return undefined;
  const index = path.at(-2);
  const rows = isSeq(list) && typeof index === 'number' ? rowsOf(text, list)?.rows : undefined;
  const end = rows === undefined ? lineAt(text, text.trimEnd().length) : rows[index as number]?.[1];
  return end === undefined ? undefined : insert(text, end, blockOf(text, { [key]: [entry] }, column));
}

function columnOf(text: string, map: YAMLMap): number | undefined {
  const [first] = map.items;
  const key = first?.key as { range?: readonly [number, number, number] } | undefined;
  if (key?.range === undefined) return undefined;
  return key.range[0] - (text.lastIndexOf('\n', key.range[0] - 1) + 1);
}

function withoutItem(text: string, list: YAMLSeq, index: number): string | undefined {
  const found = rowsOf(text, list);
  const row = found?.rows[index];
  if (found === undefined || row === undefined) return undefined;
  const lines = text.split('\n');
  let [start] = row;
  const before = index === 0 ? undefined : found.rows[index - 1]?.[1];
  // What stands above the first one may be about the list.
  if (before !== undefined)
    while (
      start - 1 > before &&
      /^ *#/.test(lines[start - 1] as string) &&
      indentOf(lines[start - 1] as string) === found.column
    )
      start -= 1;
  // The key of the list goes with its only entry.
  if (list.items.length === 1 && /^ *[\w-]+: *\r?$/.test(lines[start - 1] ?? '')) start -= 1;
  const [above = '', below = ''] = [lines[start - 1], lines[row[1] + 1]];
  // One blank line of the two.
  const end = above.trim() === '' && below.trim() === '' && row[1] + 1 < lines.length - 1 ? row[1] + 1 : row[1];
  lines.splice(start, end - start + 1);
  return lines.join('\n');
}
