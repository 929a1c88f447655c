// SPDX-License-Identifier: Apache-2.0
// An operation followed to its end by server-sent events (WHATWG HTML, section 9.2), over broken connections too.
import type { FollowOptions, OperationEvent } from './calls.ts';
import { ApiError } from './errors.ts';
import { sleep } from './send.ts';
import { textLines } from './text-lines.ts';

interface RawEvent {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

const LONGEST_DELAY = 30_000;

/**
 * `open` gets the id of the last event that was seen. What the gateway cannot tell comes as the event `problem`, and is thrown
 * like any other problem. An aborted signal ends it.
 */
export async function* follow(
  open: (lastId?: string) => Promise<Response>,
  { signal, reconnect = true, reconnectDelay = 1_000 }: FollowOptions,
): AsyncGenerator<OperationEvent, void, undefined> {
  let lastId: string | undefined;
  let failures = 0;
  let connected = false;
  for (;;) {
    let broken: unknown = new Error('the events ended before the operation did');
    try {
      const response = await open(lastId);
      connected = true;
      for await (const { event, data, id } of eventsOf(response)) {
        failures = 0;
        lastId = id ?? lastId;
        const content: unknown = JSON.parse(data);
        if (event === 'problem') throw new ApiError(response, content);
        yield { event, data: content, ...(id === undefined ? {} : { id }) } as OperationEvent;
        if (event === 'end') return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      // An answer is final; where nothing has ever answered, the address is wrong.
      if (!connected || error instanceof ApiError || error instanceof SyntaxError) throw error;
      broken = error;
    }
    if (!reconnect) throw broken;
    failures += 1;
    const delay = Math.random() * Math.min(reconnectDelay * 2 ** (failures - 1), LONGEST_DELAY);
    await sleep(delay, signal).catch(() => undefined);
    if (signal?.aborted) return;
  }
}

async function* eventsOf(response: Response): AsyncGenerator<RawEvent, void, undefined> {
  let fields = new Map<string, string>();
  for await (const text of textLines(response)) {
    const line = text.replace(/\r$/, '');
    if (line === '') {
      const data = fields.get('data');
      const id = fields.get('id');
      if (data !== undefined)
        yield { event: fields.get('event') ?? 'message', data, ...(id === undefined ? {} : { id }) };
      fields = new Map();
      continue;
    }
    // A line that begins with a colon is a comment.
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name !== '')
      fields.set(name, name === 'data' && fields.has('data') ? `${fields.get('data')}\n${value}` : value);
  }
}
