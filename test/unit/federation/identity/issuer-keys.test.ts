// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIssuerKeys, type IssuerKeys } from '../../../../src/federation/identity/issuer-keys.ts';
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
