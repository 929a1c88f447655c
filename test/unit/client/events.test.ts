// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../clients/typescript/errors.ts';
import { follow } from '../../../clients/typescript/events.ts';

const event = (id: number, name: string, data: object): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** A stream with this in it, which then ends well or is torn. */
const stream = (text: string, torn = false): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
      },
      pull(controller) {
        if (torn) controller.error(new TypeError('terminated'));
        else controller.close();
      },
    }),
  );

/** Answers with these, one after the other, and keeps what it was asked with. */
function opening(...answers: (Response | Error)[]) {
  const asked: (string | undefined)[] = [];
  const open = async (lastId?: string): Promise<Response> => {
    asked.push(lastId);
    const answer = answers[asked.length - 1];
    if (!(answer instanceof Response)) throw answer ?? new Error('asked too often');
    return answer;
  };
  return { asked, open };
}

async function events(open: (lastId?: string) => Promise<Response>, options: Parameters<typeof follow>[1] = {}) {
  const seen: string[] = [];
  try {
    for await (const { event: name, data } of follow(open, { reconnectDelay: 1, ...options }))
      seen.push(`${name} ${data.status}`);
    return { seen };
  } catch (error) {
    return { seen, error };
  }
}

const running = event(1, 'progress', { status: 'running' });
const ended = event(2, 'end', { status: 'succeeded' });

describe('an operation that is followed', () => {
  it('is told of to its end; comments are not events, and lines may end as on Windows', async () => {
    const { open } = opening(stream(`: still running\n\n${running}${ended.replaceAll('\n', '\r\n')}`));
    expect(await events(open)).toEqual({ seen: ['progress running', 'end succeeded'] });
  });

  it('is taken up again from the last event where the stream was torn or ended too soon', async () => {
    const { asked, open } = opening(stream(running, true), new TypeError('fetch failed'), stream(''), stream(ended));
    expect(await events(open)).toEqual({ seen: ['progress running', 'end succeeded'] });
    expect(asked).toEqual([undefined, '1', '1', '1']);
  });

  it('is not taken up again where that is not wanted', async () => {
    const torn = await events(opening(stream(running, true)).open, { reconnect: false });
    expect([torn.seen, String(torn.error)]).toEqual([['progress running'], 'TypeError: terminated']);
    const short = opening(stream(running));
    expect(String((await events(short.open, { reconnect: false })).error)).toContain('ended before the operation');
  });

  it('fails at once where nothing answers, or the answer is no', async () => {
    const { asked, open } = opening(new TypeError('fetch failed'));
    expect((await events(open)).error).toBeInstanceOf(TypeError);
    expect(asked).toHaveLength(1);
    const no = opening(stream(running, true), new ApiError(new Response(null, { status: 404 }), ''));
    expect((await events(no.open)).error).toMatchObject({ status: 404 });
  });

  it('throws what the gateway could not find out', async () => {
    const problem = {
      type: 'urn:scs-gateway:error:memberTimeout',
      code: 'memberTimeout',
      status: 504,
      detail: 'Slow.',
    };
    const { seen, error } = await events(opening(stream(running + event(2, 'problem', problem))).open);
    expect(seen).toEqual(['progress running']);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'memberTimeout', status: 504, detail: 'Slow.' });
  });

  it('is left alone once its signal is aborted', async () => {
    const stop = new AbortController();
    const open = async (): Promise<Response> => {
      stop.abort();
      throw stop.signal.reason;
    };
    expect(await events(open, { signal: stop.signal })).toEqual({ seen: [] });
  });
});
