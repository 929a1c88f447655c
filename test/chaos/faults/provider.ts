// SPDX-License-Identifier: Apache-2.0
// The identity provider away or with other keys: who has a token of it logs in all the same.
import type { Replica } from '../replica.ts';
import type { Fault } from './fault.ts';

const TWO_MINUTES = 120_000;

/** That it goes on with what the provider said before. */
async function goesOn(replica: Replica): Promise<string> {
  const { ok, detail } = (await replica.readyz()).parts.identityProviders ?? { ok: true, detail: '' };
  if (ok || !/does not give its keys, those of .* stay in use/.test(detail))
    throw new Error(`readiness said: ${detail}`);
  const up = await replica.metric('scs_gateway_identity_provider_up');
  if (up !== 0) throw new Error(`the metric says ${up}`);
  return detail;
}

export const provider: readonly Fault[] = [
  {
    name: 'identity provider down',
    holds: 'logins by tokens of an identity provider that is away go on',
    async run({ house, wait }) {
      await house.outside('provider', false);
      await wait(5_000, 120_000);
      await house.outside('provider', true);
      return undefined;
    },
  },
  {
    name: 'identity provider down at a start',
    holds:
      'a replica that starts while the identity provider is away says so, and takes logins of known users all the same',
    async run({ house, wait }) {
      await house.outside('provider', false);
      const [one] = house.replicas;
      try {
        await one.stop();
        await one.start();
        await wait(5_000, 60_000);
        return await goesOn(one);
      } finally {
        await house.outside('provider', true);
      }
    },
  },
  {
    name: 'identity provider with another clock',
    holds: 'an identity provider whose clock is two minutes ahead or behind fails no login',
    async run({ house, load, wait }) {
      for (const ahead of [TWO_MINUTES, -TWO_MINUTES, 0]) {
        await house.outside('clock', ahead);
        await load.renew();
        await wait(2_500, 30_000);
      }
      return undefined;
    },
  },
  {
    name: 'identity provider with new keys',
    holds: 'an identity provider that signs with a new key fails no login, by old tokens or by new ones',
    async run({ house, load, wait }) {
      await house.outside('rotate');
      // A replica that has just read the keys does not read them again within half a minute, whatever keys a token names.
      await wait(32_000);
      await load.renew();
      await wait(4_000, 60_000);
      return undefined;
    },
  },
];
