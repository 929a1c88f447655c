// SPDX-License-Identifier: Apache-2.0
// The sentence that every request to a member goes through: admit, acquire, send, report, retry, release.
import { errors } from 'undici';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Flight, guarded, type MemberRequest } from '../../../src/members/guarded.ts';
import { createSlots } from '../../../src/members/slots.ts';
import { type ErrorCode, GatewayError } from '../../../src/model/errors.ts';
import type { Breaker, MemberTransport } from '../../../src/model/member.ts';

/** Everything that happened, in order. */
let seen: string[];
let open: boolean;
let slots: ReturnType<typeof createSlots>;
let request: MemberRequest;
beforeEach(() => {
  seen = [];
  open = false;
  slots = createSlots({ request: 1, stream: 1, own: 1 });
  const note = (what: string) => (): void => void seen.push(what);
  const breaker: Breaker = {
    state: 'closed',
    admit() {
      seen.push('admit');
      return !open;
    },
    succeeded: note('succeeded'),
    failed: note('failed'),
    abandoned: note('abandoned'),
    retryAfter: () => 7,
  };
  request = {
    cloud: 'cloud-a',
    transport: {
      breaker: () => breaker,
      slots: {
        taken: slots.taken,
        acquire(kind: 'request') {
          const release = slots.acquire(kind);
          if (release === undefined) return undefined;
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

  it('is not sent while the breaker is open, which says when to come back', async () => {
    open = true;
    await expect(guarded(request, send)).rejects.toMatchObject({ code: 'memberBusy', retryAfter: 7 });
    expect(seen).toEqual(['admit']);
  });

  it('is not sent without a free slot, which says nothing about the member', async () => {
    const release = slots.acquire('request');
    await expect(guarded(request, send)).rejects.toMatchObject({ code: 'memberFull', retryAfter: 1 });
    expect(seen).toEqual(['admit', 'abandoned']);
    release?.();
  });

  it.each<[unknown, ErrorCode, string]>([
    [new errors.HeadersTimeoutError(), 'memberTimeout', 'failed'],
    [new errors.BodyTimeoutError(), 'memberTimeout', 'failed'],
    [new DOMException('late', 'TimeoutError'), 'memberTimeout', 'failed'],
    [new errors.ConnectTimeoutError(), 'memberUnreachable', 'failed'],
    [Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }), 'memberUnreachable', 'failed'],
    [new errors.HTTPParserError(), 'memberGarbage', 'succeeded'],
    [new errors.HeadersOverflowError(), 'memberGarbage', 'succeeded'],
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

  it('is sent once more after a reset, and only the second attempt counts', async () => {
    expect(await guarded(request, failing(reset()))).toBe('answer');
    expect(seen.filter((what) => what !== 'admit')).toEqual([
      ...['acquire', 'send', 'abandoned', 'release'],
      ...['acquire', 'send', 'succeeded', 'release'],
    ]);
  });

  it('is sent twice at most', async () => {
    await expect(guarded(request, failing(reset(), reset()))).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen.filter((what) => what === 'send')).toHaveLength(2);
    expect(seen.filter((what) => what === 'failed')).toHaveLength(1);
  });

  it.each([
    ['it may not be repeated', { repeatable: false }],
    ['nobody waits for it any more', { wanted: () => false }],
  ])('is not sent again after a reset where %s', async (_why, change) => {
    await expect(guarded({ ...request, ...change }, failing(reset()))).rejects.toMatchObject({ code: 'memberReset' });
    expect(seen).toEqual(['admit', 'acquire', 'send', 'failed', 'release']);
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
