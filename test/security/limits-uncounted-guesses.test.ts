// SPDX-License-Identifier: Apache-2.0
// The hole: a token that has ended is no guess and is not counted against its sender. Were that told from the text that
// goes to the log, whoever guesses could write "expired" there himself (an unknown `kid` and a foreign issuer are quoted
// in it) and would guess without end. Only a check behind a signature that holds may say that a token was good once.
import { beforeEach, describe, expect, it } from 'vitest';
import { createCounters } from '../../src/gateway/limits/counters.ts';
import { createLimits } from '../../src/gateway/limits/index.ts';
import { GatewayError } from '../../src/model/errors.ts';
import {
  createStandInIssuer,
  entry,
  gate,
  goodClaims,
  START,
  type StandInIssuer,
  segment,
} from '../unit/federation/identity/stand-in-issuer.ts';

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});

/** An address that may fail once: whether it is refused after this check tells whether the check was counted. */
async function counted(check: () => Promise<unknown>): Promise<boolean> {
  const counters = createCounters({ now: () => START });
  const rate = { quota: 1, period: 60_000 };
  const limits = createLimits({
    people: counters,
    addresses: counters,
    rates: () => ({ user: {}, project: {}, address: { failed: rate }, members: new Map(), clusters: new Map() }),
  });
  const request = { ip: '203.0.113.7' } as Parameters<typeof limits.authenticate>[0];
  await expect(limits.authenticate(request, check)).rejects.toMatchObject({ code: 'unauthorized' });
  counters.close();
  return limits
    .authenticate(request, async () => 'let through')
    .then(
      () => false,
      ({ code }: GatewayError) => code === 'rateLimited',
    );
}

describe('a forged token that says of itself in the log that it is', () => {
  it.each([
    ['expired, by its kid', segment({ alg: 'ES256', kid: 'x: expired' }), segment(goodClaims()), 'unknownKey'],
    [
      'expired, by its issuer',
      segment({ alg: 'ES256' }),
      segment(goodClaims('https://x.example/: expired')),
      'unknownIssuer',
    ],
    ['expired, by its type', segment({ alg: 'ES256', typ: 'a: expired' }), segment(goodClaims()), 'kind'],
  ])('%s, is counted', async (_name, header, payload, reason) => {
    const { providers, reasons } = gate([issuer], [entry()]);
    const forged = `${header}.${payload}.${'A'.repeat(86)}`;
    expect(await counted(() => providers.authenticateAny(forged))).toBe(true);
    expect(reasons().at(-1)).toBe(reason);
    await expect(providers.authenticateAny(forged)).rejects.toMatchObject({
      detail: expect.stringContaining(': expired'),
      reason: undefined,
    });
  });
});

it('a token whose end is forged as well is counted: nobody has vouched for it', async () => {
  const { providers } = gate([issuer], [entry()]);
  const [header, , signature] = (await issuer.token()).split('.');
  const forged = `${header}.${segment({ ...goodClaims(), exp: START / 1000 - 3600 })}.${signature}`;
  expect(await counted(() => providers.authenticateAny(forged))).toBe(true);
});

it('a token of the provider that has ended is not counted: its owner must get to the login', async () => {
  const { providers } = gate([issuer], [entry()]);
  const ended = await issuer.token({ exp: START / 1000 - 3600 });
  expect(await counted(() => providers.authenticateAny(ended))).toBe(false);
});

describe('what is counted', () => {
  const failing = (extras: ConstructorParameters<typeof GatewayError>[1]) => async () => {
    throw new GatewayError('unauthorized', extras);
  };

  it.each(['revoked: abc', 'revoked meanwhile', 'keycloak: expired', 'anything else'])(
    'is not decided by the text for the log: %s',
    async (detail) => {
      expect(await counted(failing({ detail }))).toBe(true);
      expect(await counted(failing({ detail, reason: 'expired' }))).toBe(false);
      expect(await counted(failing({ detail, reason: 'revoked' }))).toBe(false);
    },
  );

  it('is not decided by what a library has thrown underneath', async () => {
    const cause = Object.assign(new Error('"exp" claim timestamp check failed'), { code: 'ERR_JWT_EXPIRED' });
    expect(await counted(failing({ cause }))).toBe(true);
  });
});

it('a provider tells of a logout whatever is guessed at its address, logins or logouts, and no login waits for its mistakes', async () => {
  const counters = createCounters({ now: () => START });
  const rate = { quota: 1, period: 60_000 };
  const limits = createLimits({
    people: counters,
    addresses: counters,
    rates: () => ({ user: {}, project: {}, address: { failed: rate }, members: new Map(), clusters: new Map() }),
  });
  const request = (ip: string) => ({ ip }) as Parameters<typeof limits.authenticate>[0];
  const wrong = async () => {
    throw new GatewayError('unauthorized');
  };
  const tried = (ip: string, kind: 'login' | 'logout', check: () => Promise<unknown>) =>
    limits.authenticate(request(ip), check, { kind }).then(
      () => 'through',
      ({ code }: GatewayError) => code,
    );
  const right = async () => undefined;
  expect(await tried('203.0.113.7', 'login', wrong)).toBe('unauthorized');
  expect(await tried('203.0.113.7', 'login', right)).toBe('rateLimited');
  expect(await tried('203.0.113.7', 'logout', right)).toBe('through');
  expect(await tried('203.0.113.8', 'logout', wrong)).toBe('unauthorized');
  expect(await tried('203.0.113.8', 'logout', wrong)).toBe('rateLimited');
  expect(await tried('203.0.113.8', 'logout', right)).toBe('through');
  expect(await tried('203.0.113.8', 'login', right)).toBe('through');
  counters.close();
});
