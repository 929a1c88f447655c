// SPDX-License-Identifier: Apache-2.0
// The sentence that every request to a member goes through: admit, acquire, send, report, retry, release.
import { errors } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Flight, guarded, type MemberRequest } from '../../../src/members/guarded.ts';
import { createHeldUp } from '../../../src/members/held-up.ts';
import { createSlots } from '../../../src/members/slots.ts';
import { type ErrorCode, GatewayError } from '../../../src/model/errors.ts';
import type { Holder, Places, Release } from '../../../src/model/limits.ts';
import type { Breaker, HeldUp, MemberTransport } from '../../../src/model/member.ts';

/** Everything that happened, in order. */
let seen: string[];
let open: boolean;
const TURN = 7;
let places: Places | undefined;
let slots: ReturnType<typeof createSlots>;
let request: MemberRequest;
beforeEach(() => {
  seen = [];
  open = false;
  places = undefined;
  slots = createSlots({ request: 1, stream: 1, own: 1 });
  // Each report is made with the turn that was given.
  const note = (what: string) => (turn: number) => {
    expect(turn).toBe(TURN);
    seen.push(what);
  };
  const breaker: Breaker = {
    state: 'closed',
    admit() {
      seen.push('admit');
      return open ? undefined : TURN;
    },
    succeeded: note('succeeded'),
    failed: note('failed'),
    suspected: (turn, witness) => void seen.push(`suspected ${turn} ${witness}`),
    abandoned: note('abandoned'),
    retryAfter: () => 7,
  };
  request = {
    cloud: 'cloud-a',
    transport: {
      breaker: () => breaker,
      moved: new Map(),
      places: () => places,
      slots: {
        taken: slots.taken,
        acquire(kind: 'request', by: Holder) {
          const release = slots.acquire(kind, by);
          if (typeof release === 'string') return release;
          seen.push('acquire');
          return () => {
            seen.push('release');
            release();
          };
        },
      },
    } as unknown as MemberTransport,
    origin: 'http://member.example',
    method: 'GET',
    path: '/',
    headers: [],
    added: [],
    by: { key: 'alice' },
    slot: 'request',
    repeatable: true,
  };
});

type Send = (request: MemberRequest, flight: Flight) => Promise<string>;
const send: Send = async () => {
  seen.push('send');
  return 'answer';
};
const failing =
  (...causes: unknown[]): Send =>
  async () => {
    seen.push('send');
    const cause = causes.shift();
    if (cause === undefined) return 'answer';
    throw cause;
  };
const reset = (): Error => Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });

describe('a guarded request', () => {
  it('is admitted, has a slot while it is in flight, and reports before it releases', async () => {
    expect(await guarded(request, send)).toBe('answer');
    expect(seen).toEqual(['admit', 'acquire', 'send', 'succeeded', 'release']);
    expect(slots.taken.request).toBe(0);
  });

  describe('of a process that stood still meanwhile', () => {
    let heldUp: (HeldUp & { close(): void }) | undefined;
    let at = 0;
    const within = (): MemberRequest => {
      at = 0;
      heldUp = createHeldUp(() => at);
      return { ...request, transport: { ...request.transport, heldUp }, repeatable: false };
    };
    /** Sent now; the answer is not there in time, `ms` later by the clock. */
    const late =
      (ms: number): Send =>
      async () => {
        at += ms;
        throw new errors.HeadersTimeoutError();
      };
    afterEach(() => heldUp?.close());

    it('blames no member for what had no answer in time, and says whose fault it was', async () => {
      await expect(guarded(within(), late(30_000))).rejects.toMatchObject({
        code: 'memberTimeout',
        message: 'The gateway itself was held up and has no answer of the member cloud.',
        detail: expect.stringMatching(/^this process stood still meanwhile; HeadersTimeoutError/),
      });
      expect(seen).toContain('abandoned');
      await expect(guarded({ ...within(), method: 'POST' }, late(30_000))).rejects.toThrow(
        /look before you send it again/,
      );
    });

    it('blames it as ever where it stood still only before, or not for long', async () => {
      for (let i = 0; i < 2; i++) {
        heldUp?.close();
        const request = within();
        at = 30_000;
        heldUp?.since(0);
        await expect(guarded(request, late(900))).rejects.toThrow(/did not answer in time/);
      }
      expect(seen.filter((what) => /^suspected/.test(what))).toHaveLength(2);
      expect(seen).not.toContain('abandoned');
    });

    it('takes an answer as an answer', async () => {
      const request = within();
      const refused = async (): Promise<string> => {
        at += 30_000;
        throw new GatewayError('memberGarbage', {});
      };
      await expect(guarded(request, refused)).rejects.toMatchObject({ code: 'memberGarbage' });
      expect(seen).toContain('succeeded');
    });
  });

  it('is not sent while the breaker is open, which says when to come back', async () => {
    open = true;
    await expect(guarded(request, send)).rejects.toMatchObject({ code: 'memberBusy', retryAfter: 7 });
    expect(seen).toEqual(['admit']);
  });

  it('is not sent without a free slot, which says nothing about the member', async () => {
    const release = slots.acquire('request', undefined) as Release;
    const refused = await guarded(request, send).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'memberFull', retryAfter: 1 });
    expect(refused).toHaveProperty('limit', undefined);
    expect(seen).toEqual(['admit', 'abandoned']);
    release();
  });

  it('of one who has all that one may have is told apart, in its message and its metric', async () => {
    slots = createSlots({ request: 9, stream: 1, own: 1 }, { request: 1 });
    slots.acquire('request', { key: 'alice' });
    await expect(guarded(request, send)).rejects.toMatchObject({
      code: 'memberFull',
      retryAfter: 1,
      limit: 'user-in-flight',
      message: expect.stringContaining('cloud-a is at work on as many requests of yours'),
    });
    expect(await guarded({ ...request, by: { key: 'bob' } }, send)).toBe('answer');
  });

  it.each<[unknown, ErrorCode, string]>([
    [new errors.HeadersTimeoutError(), 'memberTimeout', 'suspected 7 alice'],
    [new errors.BodyTimeoutError(), 'memberTimeout', 'suspected 7 alice'],
    [new DOMException('late', 'TimeoutError'), 'memberTimeout', 'suspected 7 alice'],
    [new errors.ConnectTimeoutError(), 'memberUnreachable', 'failed'],
    [Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }), 'memberUnreachable', 'failed'],
    [new errors.HTTPParserError(), 'memberGarbage', 'succeeded'],
    [new errors.HeadersOverflowError(), 'memberGarbage', 'succeeded'],
    [new errors.ResponseContentLengthMismatchError(), 'memberGarbage', 'succeeded'],
    [Object.assign(new Error(), { code: 'EMFILE', syscall: 'connect' }), 'overloaded', 'abandoned'],
    [Object.assign(new Error(), { code: 'EADDRNOTAVAIL', syscall: 'connect' }), 'overloaded', 'abandoned'],
    [new errors.NotSupportedError('expect header not supported'), 'badRequest', 'abandoned'],
    [new errors.RequestContentLengthMismatchError(), 'badRequest', 'abandoned'],
    [new GatewayError('memberRedirect'), 'memberRedirect', 'succeeded'],
    [new GatewayError('clientTimeout'), 'clientTimeout', 'abandoned'],
    [new errors.InvalidArgumentError('invalid authorization header'), 'badRequest', 'abandoned'],
    [
      Object.assign(new TypeError('Invalid character in header'), { code: 'ERR_INVALID_CHAR' }),
      'badRequest',
      'abandoned',
    ],
  ])('that ends with %s fails as %s and counts as %s', async (cause, code, outcome) => {
    await expect(guarded(request, failing(cause))).rejects.toMatchObject({ code });
    expect(seen).toEqual(['admit', 'acquire', 'send', outcome, 'release']);
  });

  it('is sent once more after a reset, keeps its turn and its slot meanwhile, and only the second attempt counts', async () => {
    expect(await guarded(request, failing(reset()))).toBe('answer');
    expect(seen).toEqual(['admit', 'acquire', 'send', 'send', 'succeeded', 'release']);
  });

  it.each<[string, Partial<MemberRequest>, string]>([
    ['a user', {}, 'suspected 7 alice'],
    ['a stranger, who is any stranger', { by: { key: '192.0.2.1', stranger: true } }, 'suspected 7 '],
    ['the gateway itself', { by: undefined }, 'failed'],
    ['something behind the member', { beyond: true }, 'abandoned'],
  ])('that is reset counts by whose it is: of %s', async (_whose, change, outcome) => {
    const sent = guarded({ ...request, repeatable: false, ...change }, failing(reset()));
    await expect(sent).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen).toEqual(['admit', 'acquire', 'send', outcome, 'release']);
  });

  it.each([{ beyond: true }, { by: undefined }])(
    'that cannot be connected (%o) is the member’s failure',
    async (change) => {
      const cause = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' });
      await expect(guarded({ ...request, ...change }, failing(cause))).rejects.toThrow();
      expect(seen).toContain('failed');
    },
  );

  it('that asks whether the member is there is sent while the breaker is open, and reports nothing itself', async () => {
    open = true;
    expect(await guarded({ ...request, question: true }, send)).toBe('answer');
    await expect(guarded({ ...request, question: true, repeatable: false }, failing(reset()))).rejects.toThrow();
    expect(seen).toEqual(['acquire', 'send', 'release', 'acquire', 'send', 'release']);
  });

  it.each([
    ['a relayed one tells its client when that is known, its slot being free', true, 'known'],
    ['another one tells at once', false, 'told'],
  ])('that met silence has the member asked whether it is there: %s', async (_what, patient, first) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const breaker = request.transport.breaker('');
    breaker.silent = () => {
      seen.push('asked');
      return promise;
    };
    const told = guarded({ ...request, patient }, failing(new errors.HeadersTimeoutError())).catch(
      () => void seen.push('told'),
    );
    setImmediate(() => {
      seen.push('known');
      resolve();
    });
    await told;
    await promise;
    expect(seen.slice(0, 6)).toEqual(['admit', 'acquire', 'send', 'suspected 7 alice', 'release', 'asked']);
    expect(seen[6]).toBe(first);
  });

  it.each([
    ['a reset', reset(), {}],
    ['what a client’s own stall was', new GatewayError('clientTimeout', { cloud: 'cloud-a' }), {}],
    ['a silence behind the member', new errors.HeadersTimeoutError(), { beyond: true }],
  ])('has nobody asked after %s', async (_what, cause, change) => {
    request.transport.breaker('').silent = () => void seen.push('asked') as never;
    await guarded({ ...request, ...change, repeatable: false }, failing(cause)).catch(() => undefined);
    expect(seen).not.toContain('asked');
  });

  it('is sent twice at most', async () => {
    await expect(guarded(request, failing(reset(), reset()))).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen.filter((what) => what === 'send')).toHaveLength(2);
    expect(seen.filter((what) => what === 'suspected 7 alice')).toHaveLength(1);
  });

  it.each([
    ['it may not be repeated', { repeatable: false }],
    ['nobody waits for it any more', { wanted: () => false }],
  ])('is not sent again after a reset where %s', async (_why, change) => {
    await expect(guarded({ ...request, ...change }, failing(reset()))).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen).toEqual(['admit', 'acquire', 'send', 'suspected 7 alice', 'release']);
  });

  it.each(['memberTimeout', 'memberUnreachable', 'memberGarbage'] as const)(
    'is not sent again after %s',
    async (code) => {
      await expect(guarded(request, failing(new GatewayError(code)))).rejects.toMatchObject({ code });
      expect(seen.filter((what) => what === 'send')).toHaveLength(1);
    },
  );

  it('is reported once, by the first report: a stream that breaks after hours is no failure', async () => {
    const stream: Send = async (_, flight) => {
      flight.report('succeeded');
      throw reset();
    };
    await expect(guarded({ ...request, repeatable: false }, stream)).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen).toEqual(['admit', 'acquire', 'succeeded', 'release']);
  });

  it('that `send` cannot even begin releases its slot', async () => {
    const broken = (): Promise<string> => {
      throw new TypeError('a fault of ours');
    };
    await expect(guarded({ ...request, repeatable: false }, broken)).rejects.toThrow();
    expect(slots.taken.request).toBe(0);
  });
});

describe('a request that needs a connection', () => {
  const none: Places = {
    take: () => undefined,
    async wait() {
      seen.push('wait');
      return undefined;
    },
  };
  const asked: unknown[][] = [];
  const giving = (when: 'at once' | 'later'): Places => ({
    take(...what) {
      asked.push(what);
      return when === 'at once' ? () => void seen.push('leave') : undefined;
    },
    async wait(...what) {
      asked.push(what);
      return () => void seen.push('leave');
    },
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it.each(['at once', 'later'] as const)('gets it %s, and gives it back before its slot', async (when) => {
    places = giving(when);
    const { signal } = new AbortController();
    expect(await guarded({ ...request, signal, slot: 'own' }, send)).toBe('answer');
    expect(seen).toEqual(['admit', 'acquire', 'send', 'succeeded', 'leave', 'release']);
    const who = [request.by, true];
    expect(asked).toEqual(when === 'at once' ? [who] : [who, [...who, signal]]);
  });

  it('of a user is none of the gateway’s own', async () => {
    places = giving('at once');
    await guarded(request, send);
    expect(asked).toEqual([[request.by, false]]);
  });

  it('and finds none in time is not sent, gives its slot back, and says nothing about the member', async () => {
    places = none;
    await expect(guarded(request, send)).rejects.toMatchObject({
      code: 'memberFull',
      retryAfter: 1,
      limit: 'cloud-connections',
    });
    expect(seen).toEqual(['admit', 'acquire', 'wait', 'abandoned', 'release']);
  });

  it('keeps it for its second attempt', async () => {
    places = giving('at once');
    expect(await guarded(request, failing(reset()))).toBe('answer');
    expect(seen).toEqual(['admit', 'acquire', 'send', 'send', 'succeeded', 'leave', 'release']);
  });

  it('of its own does not wait for one of the pool', async () => {
    places = none;
    expect(await guarded({ ...request, unpooled: true }, send)).toBe('answer');
  });
});

describe('a token of the gateway', () => {
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'scs-token+jwt', kid: 'k1' })).toString('base64url');
  const token = `${header}.eyJpc3MiOiJ4In0.c2lnbmF0dXJl`;

  it.each<[string, (request: MemberRequest) => MemberRequest]>([
    ['the path', (of) => ({ ...of, path: `/servers/${token}` })],
    ['the path, escaped', (of) => ({ ...of, path: `/servers/%65${token.slice(1)}` })],
    ['the query', (of) => ({ ...of, path: `/servers?name=a&token=${token}` })],
    ['a header of the client', (of) => ({ ...of, headers: ['x-custom', `Bearer ${token}`] })],
    ['a body of the client', (of) => ({ ...of, body: JSON.stringify({ a: `x ${token}` }) })],
    ['other words in base64', (of) => ({ ...of, body: `eyJhbGciOiJub25lIn0eyJhbGciOiJub25lIn0 ${token}` })],
  ])('in %s never leaves: nothing is sent, nobody is held to account', async (_where, put) => {
    await expect(guarded(put(request), send)).rejects.toMatchObject({
      code: 'badRequest',
      message: expect.stringContaining('X-Auth-Token'),
    });
    expect(seen).toEqual([]);
  });

  it('of somebody else is no concern of ours, and neither is the name of our type', async () => {
    const other = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: 'k1' })).toString('base64url');
    const body = `${other}.eyJpc3MiOiJ4In0.c2ln scs-token+jwt`;
    expect(await guarded({ ...request, body, headers: ['x-a', `${other}.x.y`] }, send)).toBe('answer');
  });

  it('is looked for in time that grows with the text alone', () => {
    // 16 MB of words that begin as a token does took half a minute, in which nobody else was served.
    const words = 'eyJhbGciOiJFUzI1NiIsImtpZCI6 '.repeat(550_000);
    const started = performance.now();
    return guarded({ ...request, body: words }, send).then((answer) => {
      expect(answer).toBe('answer');
      // Two orders of magnitude below what it was.
      expect(performance.now() - started).toBeLessThan(2_000);
    });
  });
});
