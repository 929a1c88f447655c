// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { PartialListError } from '../../../clients/typescript/errors.ts';
import { itemsOf, linesOf, type Page, pagesOf, wholeOf } from '../../../clients/typescript/lists.ts';
import type { CloudReport } from '../../../clients/typescript/scs-api.ts';

const ok = (cloud: string, count = 1): CloudReport => ({ cloud, status: 'ok', count, ms: 1 });
const failed = (cloud: string): CloudReport => ({
  ...{ cloud, status: 'error', count: 0, ms: 9 },
  error: { type: 't', title: 'Bad Gateway', status: 502, code: 'memberUnreachable', detail: `${cloud} is away.` },
});
const next = (cursor: string): string => `https://elsewhere.example.org/scs/v1/servers?limit=1&cursor=${cursor}`;

/** Gives these pages one after the other, and keeps what it was asked for. */
function listOf(...pages: Page<string>[]) {
  const asked: (string | undefined)[] = [];
  const ask = async (cursor?: string): Promise<Page<string>> => {
    asked.push(cursor);
    return pages[asked.length - 1] as Page<string>;
  };
  return { asked, pages: pagesOf(ask) };
}

async function drained<T>(items: AsyncIterable<T>): Promise<{ seen: T[]; error?: unknown }> {
  const seen: T[] = [];
  try {
    for await (const item of items) seen.push(item);
    return { seen };
  } catch (error) {
    return { seen, error };
  }
}

describe('items of all pages', () => {
  it('go on by the cursor of the page before, wherever its link leads', async () => {
    const { asked, pages } = listOf(
      { items: ['a'], clouds: [ok('one')], next: next('x%2B1') },
      { items: ['b'], clouds: [ok('one')], next: next('y') },
      { items: [], clouds: [] },
    );
    expect(await drained(itemsOf(pages))).toEqual({ seen: ['a', 'b'] });
    expect(asked).toEqual([undefined, 'x+1', 'y']);
  });

  it('end with an error that names the cloud that failed, after all that there was', async () => {
    const { pages } = listOf(
      { items: ['a'], clouds: [ok('one'), failed('two')], next: next('x') },
      { items: ['b'], clouds: [ok('three'), failed('two')] },
    );
    const { seen, error } = await drained(itemsOf(pages));
    expect(seen).toEqual(['a', 'b']);
    expect(error).toBeInstanceOf(PartialListError);
    expect((error as PartialListError).clouds).toEqual([failed('two')]);
    expect((error as PartialListError).message).toContain('two: two is away.');
  });

  it('name a cloud that failed on an early page and was not heard of again', async () => {
    const { pages } = listOf(
      { items: ['a'], clouds: [failed('two'), ok('one')], next: next('x') },
      { items: ['b'], clouds: [ok('one')] },
    );
    expect((await drained(itemsOf(pages))).error).toMatchObject({ clouds: [{ cloud: 'two' }] });
  });

  it('are whole where a cloud failed and gave all later', async () => {
    const { pages } = listOf(
      { items: ['a'], clouds: [ok('one'), failed('two')], next: next('x') },
      { items: ['b'], clouds: [ok('two')] },
    );
    expect(await drained(itemsOf(pages))).toEqual({ seen: ['a', 'b'] });
  });

  it('are whole where a cloud told what it said last, or has no such thing', async () => {
    const clouds: CloudReport[] = [
      { ...ok('one'), status: 'stale' },
      { ...ok('two', 0), status: 'not-offered' },
    ];
    expect(await drained(itemsOf(listOf({ items: ['a'], clouds }).pages))).toEqual({ seen: ['a'] });
  });

  it('do not go round in circles', async () => {
    const page = { items: ['a'], clouds: [ok('one')], next: next('x') };
    const { seen, error } = await drained(itemsOf(listOf(page, page, page).pages));
    expect([seen, String(error)]).toEqual([['a', 'a'], expect.stringContaining('does not go on')]);
  });
});

describe('a whole list', () => {
  it('hands over what came of each cloud in the end, with all of its objects counted', async () => {
    const { pages } = listOf(
      { items: ['a', 'b'], clouds: [ok('one', 2), failed('two')], next: next('x') },
      { items: ['c'], clouds: [ok('one', 1), failed('two')] },
    );
    expect(await wholeOf(pages)).toEqual({ items: ['a', 'b', 'c'], clouds: [ok('one', 3), failed('two')] });
  });
});

describe('lines', () => {
  /** A body that comes in these pieces. */
  const answer = (...pieces: (string | Uint8Array<ArrayBuffer>)[]): Response =>
    new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          for (const piece of pieces)
            controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
          controller.close();
        },
      }),
    );

  it('are put together again wherever they were cut, in the middle of a letter too', async () => {
    const item = new TextEncoder().encode('{"item":"ü"}\n');
    const cut = item.indexOf(0xc3) + 1;
    const pieces = [item.slice(0, cut), item.slice(cut), '{"cloud":{"clo', 'ud":"one"}}\n{"end":{"count":1}}\n'];
    expect(await drained(linesOf(answer(...pieces)))).toEqual({
      seen: [{ item: 'ü' }, { cloud: { cloud: 'one' } }, { end: { count: 1 } }],
    });
  });

  it('fail where the stream has no end', async () => {
    const { seen, error } = await drained(linesOf(answer('{"item":"a"}\n')));
    expect([seen, String(error)]).toEqual([[{ item: 'a' }], expect.stringContaining('broken off')]);
  });
});
