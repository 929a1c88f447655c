// SPDX-License-Identifier: Apache-2.0
// Lists over all clouds, whole: page after page, or line by line. A cloud that fails is always heard of.
import type { Line, WholeList } from './calls.ts';
import { PartialListError } from './errors.ts';
import type { CloudReport } from './scs-api.ts';
import { textLines } from './text-lines.ts';

export interface Page<T> {
  readonly items: T[];
  readonly clouds: CloudReport[];
  readonly next?: string;
}

/** `ask` gets the cursor of each page; of the first one none. */
export async function* pagesOf<T>(
  ask: (cursor?: string) => Promise<Page<T>>,
): AsyncGenerator<Page<T>, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const page = await ask(cursor);
    yield page;
    if (page.next === undefined) return;
    // The cursor alone: the request goes where the client is told to go, and the token with it.
    const next = new URL(page.next).searchParams.get('cursor') ?? undefined;
    if (next === undefined || next === cursor) throw new Error(`the list does not go on after ${page.next}`);
    cursor = next;
  }
}

export async function* itemsOf<T>(pages: AsyncIterable<Page<T>>): AsyncGenerator<T, void, undefined> {
  // A cloud that failed is asked again with later pages: its last report is the one that counts.
  const last = new Map<string, CloudReport>();
  for await (const { items, clouds } of pages) {
    for (const report of clouds) last.set(report.cloud, report);
    yield* items;
  }
  const failed = [...last.values()].filter(({ status }) => status === 'error');
  if (failed.length > 0) throw new PartialListError(failed);
}

export async function wholeOf<T>(pages: AsyncIterable<Page<T>>): Promise<WholeList<T>> {
  const whole: T[] = [];
  const reports = new Map<string, CloudReport>();
  for await (const { items, clouds } of pages) {
    for (const item of items) whole.push(item);
    for (const report of clouds) {
      const count = report.count + (reports.get(report.cloud)?.count ?? 0);
      reports.set(report.cloud, { ...report, count });
    }
  }
  return { items: whole, clouds: [...reports.values()] };
}

/** A stream that ends without its `end` throws. */
export async function* linesOf<T>(response: Response): AsyncGenerator<Line<T>, void, undefined> {
  for await (const text of textLines(response)) {
    const line = JSON.parse(text) as Line<T>;
    yield line;
    if ('end' in line) return;
  }
  throw new Error('the list was broken off before its end');
}
