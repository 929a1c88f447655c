// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { REFUSED, Refused, withSession } from '../../../src/members/session-loop.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Standing } from '../../../src/model/standing.ts';

/** Sessions 1, 2, 3…; `bad` are refused by the member. */
function loop(
  bad: readonly number[],
  more: { replayable?: () => boolean; drop?: () => void; standing?: Standing<number> } = {},
) {
  const seen: string[] = [];
  let made = 0;
  const run = withSession(
    {
      cloud: 'cloud-a',
      retryAfter: 1,
      open() {
        made += 1;
        seen.push(`open ${made}`);
        return made;
      },
      drop(session) {
        seen.push(`drop ${session}`);
        more.drop?.();
      },
      ...(more.replayable === undefined ? {} : { replayable: more.replayable }),
      standing: more.standing,
    },
    async (session, good) => {
      seen.push(`send ${session}`);
      if (bad.includes(session) && good()) return `401 ${session}`;
      return bad.includes(session) ? REFUSED : `answer ${session}`;
    },
  );
  return { seen, run };
}

it('a session that the member takes is used as it is', async () => {
  const { run, seen } = loop([]);
  expect(await run).toBe('answer 1');
  expect(seen).toEqual(['open 1', 'send 1']);
});

it('one that it takes no longer is dropped, and the request sent with a new one', async () => {
  const { run, seen } = loop([1]);
  expect(await run).toBe('answer 2');
  expect(seen).toEqual(['open 1', 'send 1', 'drop 1', 'open 2', 'send 2']);
});

it('a member that takes none is asked three times, and the client is told that it refuses', async () => {
  const { run, seen } = loop([1, 2, 3, 4]);
  await expect(run).rejects.toMatchObject({ code: 'memberRefused', cloud: 'cloud-a', retryAfter: 1 });
  expect(seen.filter((what) => what.startsWith('send'))).toHaveLength(3);
  expect(seen.at(-1)).toBe('drop 3');
});

it('a body that has been streamed is not sent again, but the session is dropped for the next request', async () => {
  const { run, seen } = loop([1], { replayable: () => false });
  await expect(run).rejects.toMatchObject({ code: 'memberRefused' });
  expect(seen).toEqual(['open 1', 'send 1', 'drop 1']);
});

it('what dropping it says goes to the client instead', async () => {
  const drop = (): void => {
    throw new Error('your own token');
  };
  await expect(loop([1], { drop }).run).rejects.toThrow('your own token');
});

it('a client is told when to come back only where the caller of the loop says so', async () => {
  const send = async (): Promise<typeof REFUSED> => REFUSED;
  const refused = await withSession({ cloud: 'cloud-a', open: () => 1, drop: () => undefined }, send).catch((e) => e);
  expect(refused).toMatchObject({ code: 'memberRefused', detail: 'the member answered 401' });
  expect(refused.retryAfter).toBeUndefined();
});

/** The member says of the sessions in `good` that it takes them, once it is asked. */
function standing(good: readonly number[], known: readonly number[] = []) {
  const asked: number[] = [];
  return {
    asked,
    known: (session: number) => known.includes(session),
    async ask(session: number) {
      asked.push(session);
      return good.includes(session);
    },
  };
}

it('a 401 to a session that its giver takes is the client’s: sent once more for it, and nothing is dropped', async () => {
  const says = standing([1]);
  const { run, seen } = loop([1], { standing: says });
  expect(await run).toBe('401 1');
  expect([seen, says.asked]).toEqual([['open 1', 'send 1', 'send 1'], [1]]);
});

it('a 401 that is in hand is shown as it came, streamed body or not, and nothing is sent again', async () => {
  for (const replayable of [() => true, () => false]) {
    let sent = 0;
    const says = standing([1]);
    const at = { cloud: 'cloud-a', open: () => 1, drop: () => undefined, replayable, standing: says };
    const run = withSession(at, async (_session, good) => {
      sent += 1;
      return new Refused(() => `401, ${good() ? 'good' : 'bad'}`);
    });
    expect([await run, sent, says.asked]).toEqual(['401, good', 1, [1]]);
  }
});

it('one that is in hand is of no use where the session is bad', async () => {
  const dropped: number[] = [];
  let made = 0;
  const at = {
    cloud: 'cloud-a',
    open: () => ++made,
    drop: (one: number) => void dropped.push(one),
    standing: standing([]),
  };
  const run = withSession(at, async (one) => (one === 1 ? new Refused(() => 'never') : `answer ${one}`));
  expect([await run, dropped]).toEqual(['answer 2', [1]]);
});

it('one that is known to be good is not asked after, and its 401 is the client’s at once', async () => {
  const says = standing([1], [1]);
  const { run, seen } = loop([1], { standing: says });
  expect(await run).toBe('401 1');
  expect([seen, says.asked]).toEqual([['open 1', 'send 1'], []]);
});

it('one that its giver does not take either is dropped', async () => {
  const says = standing([2]);
  const { run, seen } = loop([1], { standing: says });
  expect(await run).toBe('answer 2');
  expect([seen, says.asked]).toEqual([['open 1', 'send 1', 'drop 1', 'open 2', 'send 2'], [1]]);
});

it('a 401 to a streamed body is the client’s too, though in our words', async () => {
  const { run, seen } = loop([1], { standing: standing([1]), replayable: () => false });
  await expect(run).rejects.toMatchObject({ code: 'unauthorized', cloud: 'cloud-a' });
  expect(seen).toEqual(['open 1', 'send 1']);
});

it('one of which its giver cannot say anything stays, and the client is told why', async () => {
  const says: Standing<number> = {
    known: () => false,
    ask: () => Promise.reject(new GatewayError('memberTimeout')),
  };
  const { run, seen } = loop([1], { standing: says });
  await expect(run).rejects.toMatchObject({ code: 'memberTimeout' });
  expect(seen).toEqual(['open 1', 'send 1']);
});

it('a session that is not refused is not asked after', async () => {
  const says = standing([]);
  expect(await loop([], { standing: says }).run).toBe('answer 1');
  expect(says.asked).toEqual([]);
});
