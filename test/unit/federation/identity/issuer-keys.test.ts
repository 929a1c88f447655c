// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createIssuerKeys,
  type IssuerKeys,
  type KeptDocuments,
} from '../../../../src/federation/identity/issuer-keys.ts';
import type { IssuerFetch } from '../../../../src/federation/identity/options.ts';
import { createStandInIssuer, ISSUER, START, type StandInIssuer } from './stand-in-issuer.ts';

const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`;
const MINUTE = 60_000;

let issuer: StandInIssuer;
let keys: IssuerKeys | undefined;
let failures: string[];

beforeEach(async () => {
  issuer = await createStandInIssuer();
  failures = [];
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  keys?.close();
  vi.useRealTimers();
});

const start = (changes: { jwksUri?: string } = {}) => {
  keys = createIssuerKeys(
    { id: 'keycloak', issuer: ISSUER, ...changes },
    { now: Date.now, fetch: issuer.fetch, onFailure: (reason) => failures.push(reason) },
  );
  return keys;
};
const kids = async (from: IssuerKeys) => [...(await from.known()).kids];

describe('the keys of an issuer', () => {
  it('are fetched in the background, and once for all who wait for the first ones', async () => {
    const started = start();
    expect(await Promise.all([kids(started), kids(started), kids(started)])).toEqual([['first'], ['first'], ['first']]);
    expect(issuer.calls.map(({ url }) => url)).toEqual([DISCOVERY, issuer.jwksUri]);
  });

  it('are given without any wait once they are known', async () => {
    const started = start();
    await started.known();
    expect(started.known()).not.toBeInstanceOf(Promise);
  });

  it('need no discovery where their place is configured', async () => {
    await kids(start({ jwksUri: issuer.jwksUri }));
    expect(issuer.count(DISCOVERY)).toBe(0);
  });

  it('are asked for by their own media type as well: an apiserver of Kubernetes gives them to nobody else', async () => {
    const picky: IssuerFetch = async (url, call) => {
      const taken = (call.headers?.accept ?? '').split(/, */);
      const type = url === issuer.jwksUri ? 'application/jwk-set+json' : 'application/json';
      return taken.includes(type) ? issuer.fetch(url, call) : { status: 406, body: 'Not Acceptable' };
    };
    keys = createIssuerKeys(
      { id: 'cluster-tools', issuer: ISSUER },
      { now: Date.now, fetch: picky, onFailure: (reason) => failures.push(reason) },
    );
    expect(await kids(keys)).toEqual(['first']);
    expect(failures).toEqual([]);
  });

  it('are fetched anew every ten minutes or little more, and old ones go', async () => {
    const started = start();
    await started.known();
    await issuer.addKey('second');
    issuer.removeKey('first');
    await vi.advanceTimersByTimeAsync(10 * MINUTE - 1);
    expect(await kids(started)).toEqual(['first']);
    await vi.advanceTimersByTimeAsync(MINUTE + 1);
    expect(await kids(started)).toEqual(['second']);
    expect(issuer.count(issuer.jwksUri)).toBe(2);
  });

  it('stay while the issuer is away or talks nonsense, and the failures are told', async () => {
    const started = start();
    await started.known();
    issuer.state.down = true;
    await vi.advanceTimersByTimeAsync(11 * MINUTE);
    expect(failures).toContain('keysFetch');
    issuer.state.down = false;
    issuer.answers.set(issuer.jwksUri, { status: 200, body: '{"keys":[]}' });
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(failures).toContain('keysAnswer');
    expect(await kids(started)).toEqual(['first']);
  });

  it('are asked for with growing pauses while the issuer is down: 1 s to 60 s', async () => {
    issuer.state.down = true;
    const started = start();
    await expect(started.known()).rejects.toMatchObject({ code: 'issuerUnavailable', status: 503, retryAfter: 1 });
    expect(issuer.calls).toHaveLength(1);
    // In the pause nobody asks, however many callers come.
    await expect(started.known()).rejects.toMatchObject({ retryAfter: 1 });
    expect(issuer.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    const perMinute = issuer.calls.length;
    expect(perMinute).toBeGreaterThanOrEqual(13);
    expect(perMinute).toBeLessThanOrEqual(16);
    issuer.state.down = false;
    await vi.advanceTimersByTimeAsync(MINUTE + MINUTE / 10);
    expect(await kids(started)).toEqual(['first']);
  });

  it('are discovered anew after a failure, since the issuer may have moved them', async () => {
    const started = start();
    await started.known();
    issuer.answers.set(issuer.jwksUri, { status: 410, body: '' });
    issuer.answers.set(DISCOVERY, {
      status: 200,
      body: JSON.stringify({ issuer: ISSUER, jwks_uri: `${ISSUER}/moved` }),
    });
    issuer.answers.set(`${ISSUER}/moved`, { status: 200, body: JSON.stringify({ keys: [issuer.jwk()] }) });
    await vi.advanceTimersByTimeAsync(12 * MINUTE);
    expect(issuer.count(`${ISSUER}/moved`)).toBe(1);
  });

  it('are not taken from the discovery document of another issuer', async () => {
    issuer.answers.set(DISCOVERY, {
      status: 200,
      body: JSON.stringify({ issuer: 'https://evil.example', jwks_uri: issuer.jwksUri }),
    });
    await expect(start().known()).rejects.toMatchObject({ code: 'issuerUnavailable' });
    expect(issuer.count(issuer.jwksUri)).toBe(0);
  });

  it('are looked up again for an unknown kid at most every 30 s, by one fetch for all', async () => {
    const started = start();
    await started.known();
    await issuer.addKey('second');
    await started.lookAgain();
    expect(issuer.count(issuer.jwksUri)).toBe(1);
    vi.setSystemTime(START + 30_000);
    await Promise.all(Array.from({ length: 100 }, () => started.lookAgain()));
    expect(issuer.count(issuer.jwksUri)).toBe(2);
    expect(await kids(started)).toEqual(['first', 'second']);
  });

  it('are never fetched twice at once', async () => {
    const started = start();
    await started.known();
    let open = () => {};
    issuer.state.gate = new Promise((resolve) => {
      open = resolve;
    });
    vi.setSystemTime(START + 30_000);
    const first = started.lookAgain();
    vi.setSystemTime(START + 90_000);
    const second = started.lookAgain();
    expect(issuer.count(issuer.jwksUri)).toBe(2);
    open();
    await Promise.all([first, second]);
    expect(issuer.count(issuer.jwksUri)).toBe(2);
  });

  it('are left alone after close, a fetch under way included', async () => {
    const started = start();
    await started.known();
    started.close();
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(issuer.count(issuer.jwksUri)).toBe(1);
    const another = start();
    another.close();
    await another.known();
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(issuer.count(issuer.jwksUri)).toBe(2);
  });
});

describe('the kept keys of an issuer', () => {
  /** What outlives a process. */
  const kept = new Map<string, { text: string; until: number }>();
  beforeEach(() => kept.clear());
  const documents: KeptDocuments = {
    load: async (what) => kept.get(what)?.text,
    async keep(what, text, until) {
      kept.set(what, { text, until });
    },
  };
  const startWith = (changes: { jwksUri?: string; ca?: string } = {}) => {
    keys?.close();
    keys = createIssuerKeys(
      { id: 'keycloak', issuer: ISSUER, ...changes },
      { now: Date.now, fetch: issuer.fetch, kept: documents, onFailure: (reason) => failures.push(reason) },
    );
    return keys;
  };

  it('are used by a process that starts while the issuer is away, which is told; what it says later replaces them', async () => {
    await kids(startWith());
    issuer.state.down = true;
    const second = startWith();
    expect(await kids(second)).toEqual(['first']);
    expect(failures).toEqual(['keysFetch', 'keysKept']);
    expect(second.health()).toMatchObject({ ok: false, fetchedAt: START });
    expect(second.health().detail).toContain('does not give its keys');
    await issuer.addKey('second');
    issuer.removeKey('first');
    issuer.state.down = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await kids(second)).toEqual(['second']);
    expect(second.health().ok).toBe(true);
  });

  it('are not used in place of what the issuer gives', async () => {
    await kids(startWith());
    await issuer.addKey('second');
    issuer.removeKey('first');
    expect(await kids(startWith())).toEqual(['second']);
  });

  it.each([
    ['after a day', () => vi.setSystemTime(START + 24 * 60 * MINUTE), {}],
    ['where the entry names another place of them', () => undefined, { jwksUri: `${ISSUER}/other` }],
    ['where the entry trusts another authority', () => undefined, { ca: 'another' }],
    ['of a clock that is far ahead', () => vi.setSystemTime(START - 2 * MINUTE), {}],
    [
      'that are no keys',
      () => {
        for (const [what, { until }] of kept) kept.set(what, { text: '{"body":"{}","at":0}', until });
      },
      {},
    ],
  ])('are of no use %s', async (_when, change, changes) => {
    await kids(startWith());
    issuer.state.down = true;
    change();
    const second = startWith(changes);
    await expect(second.known()).rejects.toMatchObject({ code: 'issuerUnavailable' });
    expect(second.health()).toMatchObject({ ok: false, detail: expect.stringContaining('nobody logs in') });
  });

  it('are written once an hour where they do not change, and at once where they do', async () => {
    let written = 0;
    const counting: KeptDocuments = {
      ...documents,
      keep: async () => {
        written += 1;
      },
    };
    keys = createIssuerKeys(
      { id: 'keycloak', issuer: ISSUER },
      { now: Date.now, fetch: issuer.fetch, kept: counting, onFailure: () => undefined },
    );
    await kids(keys);
    await vi.advanceTimersByTimeAsync(50 * MINUTE);
    expect(written).toBe(1);
    await issuer.addKey('second');
    await vi.advanceTimersByTimeAsync(12 * MINUTE);
    expect(written).toBe(2);
  });
});
