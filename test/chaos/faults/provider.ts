// SPDX-License-Identifier: Apache-2.0
// The identity provider away or with other keys: who has a token of it logs in all the same.
import type { Fault } from './fault.ts';

const TWO_MINUTES = 120_000;

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
    holds: 'a replica that starts while the identity provider is away costs no more than logins there',
    async run({ house, wait }) {
      await house.outside('provider', false);
      const [one] = house.replicas;
      await one.stop();
      await one.start();
      await wait(5_000, 60_000);
      await house.outside('provider', true);
      return undefined;
    },
    allowed: ({ what, status }) => what.startsWith('login') && status === 503,
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
    // A replica that has just read the keys does not read them again within half a minute, whatever keys a token names.
    long: true,
    async run({ house, load, wait }) {
      await house.outside('rotate');
      await wait(32_000);
      await load.renew();
      await wait(4_000, 60_000);
      return undefined;
    },
  },
];
