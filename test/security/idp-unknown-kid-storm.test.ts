// SPDX-License-Identifier: Apache-2.0
// The hole: every token with a `kid` that is not known makes the gateway ask the issuer for its keys. A flood of
// made-up tokens then becomes a flood at the IdP, in the gateway's name, until the IdP shuts the gateway out, and good
// tokens wait in the queue behind the bad ones.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import {
  createStandInIssuer,
  entry,
  gate,
  goodClaims,
  type StandInIssuer,
  segment,
} from '../unit/federation/identity/stand-in-issuer.ts';

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});

const madeUp = () => `${segment({ alg: 'ES256', kid: randomUUID() })}.${segment(goodClaims())}.${'A'.repeat(86)}`;
const storm = (authenticate: (token: string) => Promise<unknown>, size = 1000) =>
  Promise.all(
    Array.from({ length: size }, () =>
      authenticate(madeUp()).then(
        () => 'let in',
        (error: { code: string }) => error.code,
      ),
    ),
  );

it('a thousand tokens with made-up kids cause one fetch in 30 s, and each is refused', async () => {
  const { providers, time } = gate([issuer], [entry()]);
  await providers.authenticateAny(await issuer.token());
  expect(issuer.count(issuer.jwksUri)).toBe(1);
  for (const fetches of [2, 3]) {
    time.now += 30_000;
    expect(new Set(await storm(providers.authenticateAny))).toEqual(new Set(['unauthorized']));
    time.now += 29_999;
    await storm(providers.authenticateAny, 100);
    expect(issuer.count(issuer.jwksUri)).toBe(fetches);
    time.now -= 29_999;
  }
});

it('good tokens pass while the storm waits for an issuer that does not answer', async () => {
  const { providers, time } = gate([issuer], [entry()]);
  await providers.authenticateAny(await issuer.token());
  time.now += 30_000;
  let open = () => {};
  issuer.state.gate = new Promise((resolve) => {
    open = resolve;
  });
  const waiting = storm(providers.authenticateAny);
  await providers.authenticateAny(await issuer.token({ jti: 'another' }));
  expect(issuer.count(issuer.jwksUri)).toBe(2);
  open();
  expect(new Set(await waiting)).toEqual(new Set(['unauthorized']));
});

it('a storm while the issuer is down causes one fetch in 30 s too, and known keys stay good', async () => {
  const { providers, time } = gate([issuer], [entry()]);
  await providers.authenticateAny(await issuer.token());
  issuer.state.down = true;
  issuer.calls.length = 0;
  time.now += 30_000;
  await storm(providers.authenticateAny);
  time.now += 29_999;
  await storm(providers.authenticateAny);
  expect(issuer.calls).toHaveLength(1);
  await providers.authenticateAny(await issuer.token({ jti: 'another' }));
});

it('a storm before the first keys does not multiply the fetches either', async () => {
  issuer.state.down = true;
  const { providers } = gate([issuer], [entry()]);
  expect(new Set(await storm(providers.authenticateAny))).toEqual(new Set(['issuerUnavailable']));
  await storm(providers.authenticateAny);
  expect(issuer.calls).toHaveLength(1);
});
