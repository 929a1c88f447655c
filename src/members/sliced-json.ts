// SPDX-License-Identifier: Apache-2.0
// JSON.parse in slices: the rows of a list are cut out, some at a time, and parsed with pauses in between; what is left
// is parsed like any document. So a page of thousands of objects holds nobody up, and one of millions is refused before
// it has become objects.
import { GatewayError } from '../model/errors.ts';
import type { Lease } from '../model/intake.ts';
import { BACKSLASH, CLOSE, CLOSE_LIST, COMMA, OPEN, OPEN_LIST, QUOTE } from '../model/json-characters.ts';

/** Bytes of rows that are parsed at a time: below 1 ms of what clouds send, 10 ms of the worst (keys that never come twice). */
const SLICE = 64 * 1024;
/** Values in what cannot be cut: the worst 100,000 take 30 ms. One object of a cloud has some hundred. */
const MOST_IN_ONE = 100_000;
/** Answers of clouds are ten deep. */
const DEEPEST = 100;
/** Bytes that each value takes once it is parsed: an empty object is the dearest of the short ones. */
const VALUE = 64;
/** Bytes of JSON for each value at least, on the whole: those of clouds have twenty. */
const DENSEST = 16;

export interface SlicedJsonOptions {
  readonly cloud: string;
  /** Rows of one list at most. */
  readonly items: number;
  /** Of the answer at most; the values follow from it. */
  readonly size: number;
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** Bytes of rows that are parsed at a time. */
  readonly slice?: number;
  /** Between two slices. */
  readonly pause: () => Promise<void> | undefined;
}

/** Where a list of rows stands in a document: a document that is a list itself, or below a key of an object. */
type Name = string | undefined;

/** Takes what the values need of the lease, and leaves it there. */
export async function parseSliced(text: Buffer, options: SlicedJsonOptions): Promise<unknown> {
  const { cloud, items, size, lease, signal, pause, slice = SLICE } = options;
  const most = Math.max(MOST_IN_ONE, size / DENSEST);
  const rowsOf = new Map<Name, unknown[]>();
  /** The document without the rows. */
  const rest: Buffer[] = [];
  let restFrom = 0;
  let restValues = 0;
  let values = 0;
  let depth = 0;
  let isList = false;
  let keyFrom = 0;
  let keyTo = 0;
  /** The depth inside of the list that is being cut; 0 outside of any. */
  let rowDepth = 0;
  let rows: unknown[] = [];
  let rowsFrom = 0;
  let sliceFrom = 0;
  let sliceValues = 0;
  let counted = 0;
  let paused = 0;

  const take = async (count: number): Promise<void> => {
    values += count;
    if (values > most) throw excess(cloud, `more than ${most} values in one answer`);
    if (count > MOST_IN_ONE) throw excess(cloud, `more than ${MOST_IN_ONE} values in one object`);
    await lease.take(count * VALUE, signal);
  };
  const cut = async (to: number): Promise<void> => {
    await take(sliceValues);
    const found = JSON.parse(`[${text.toString('utf8', sliceFrom, to)}]`) as unknown[];
    // A comma promises another one.
    if (found.length === 0) throw new SyntaxError('a row is missing');
    for (const row of found) rows.push(row);
    if (rows.length > items) throw excess(cloud, `more than ${items} objects in one page`);
    sliceFrom = to + 1;
    sliceValues = 0;
    await pause();
  };

  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case QUOTE: {
        const from = at++;
        while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
        if (depth === 1) {
          keyFrom = from;
          keyTo = at + 1;
        }
        break;
      }
      case COMMA:
        sliceValues++;
        if (depth !== rowDepth || rowDepth === 0) break;
        if (++counted >= items) throw excess(cloud, `more than ${items} objects in one page`);
        if (at - sliceFrom >= slice || sliceValues >= MOST_IN_ONE / 2) await cut(at);
        break;
      case OPEN_LIST:
      case OPEN: {
        sliceValues++;
        const list = text[at] === OPEN_LIST;
        if (++depth > DEEPEST) throw excess(cloud, `an answer of more than ${DEEPEST} levels`);
        if (depth === 1) isList = list;
        if (list && rowDepth === 0 && (isList ? depth === 1 : depth === 2)) {
          restValues += sliceValues;
          rowDepth = depth;
          rows = [];
          rowsFrom = at + 1;
          sliceFrom = at + 1;
          sliceValues = 0;
          counted = 0;
        }
        break;
      }
      case CLOSE_LIST:
      case CLOSE:
        if (depth === rowDepth && rowDepth > 0) {
          const name = isList ? undefined : (JSON.parse(text.toString('utf8', keyFrom, keyTo)) as string);
          if (sliceFrom > rowsFrom) {
            await cut(at);
            rest.push(text.subarray(restFrom, rowsFrom));
            restFrom = at;
            rowsOf.set(name, rows);
          } else {
            // Short: it stays where it is. Of a key that comes twice the last one counts.
            restValues += sliceValues;
            rowsOf.delete(name);
          }
          rowDepth = 0;
          sliceValues = 0;
        }
        depth--;
        break;
    }
    if (at - paused >= SLICE) {
      paused = at;
      // No need to look at the rest of what will not be parsed.
      if (restValues + sliceValues > 2 * MOST_IN_ONE) throw excess(cloud, 'too many values in one object');
      await pause();
    }
  }
  if (depth !== 0) throw new SyntaxError('the document does not end');
  rest.push(text.subarray(restFrom));
  await take(restValues + sliceValues);
  return filled(JSON.parse(Buffer.concat(rest).toString()), rowsOf);
}

/** Puts the rows back. Where an empty list is not what the document has under the name, another value came after it. */
function filled(document: unknown, rowsOf: ReadonlyMap<Name, unknown[]>): unknown {
  for (const [name, rows] of rowsOf) {
    if (name === undefined) return rows;
    const holder = document as Record<string, unknown>;
    const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
    // Not by assignment: a key may be `__proto__`.
    if (Array.isArray(value) && value.length === 0)
      Object.defineProperty(holder, name, { value: rows, writable: true, enumerable: true, configurable: true });
  }
  return document;
}

/**
 * For an answer that is read in one go, up to a few MiB: refuses what would become too many values, or nest too deep. A
 * scan of its bytes, 2 ms for each MiB.
 */
export function checkShape(body: Buffer, cloud: string): void {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case QUOTE:
        at++;
        while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
        break;
      case OPEN_LIST:
      case OPEN:
        if (++depth > DEEPEST) throw excess(cloud, `an answer of more than ${DEEPEST} levels`);
        values++;
        break;
      case CLOSE_LIST:
      case CLOSE:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > MOST_IN_ONE) throw excess(cloud, `more than ${MOST_IN_ONE} values in one answer`);
  }
}

export const excess = (cloud: string, detail: string): GatewayError =>
  new GatewayError('memberExcess', { cloud, detail });
