// SPDX-License-Identifier: Apache-2.0
// One replica after the other is replaced, as every upgrade does it: nobody notices.
import type { Fault } from './fault.ts';

export const restarts: readonly Fault[] = [
  {
    name: 'rolling restart of three',
    holds: 'a rolling restart of three fails nothing, and watches go on elsewhere',
    async run({ house }) {
      await house.restart();
      return undefined;
    },
  },
  {
    name: 'rolling restart with a changed configuration',
    holds: 'a configuration that changes under load, and again with a rolling restart, fails nothing',
    async run({ house, wait }) {
      await house.configure((file) => {
        file.clouds[0].openstack.timeouts = { connect: '4s' };
      });
      await wait(3_000);
      await house.configure((file) => {
        file.gateway.limits = { ...file.gateway.limits, streamAge: '23h' };
        delete file.clouds[0].openstack.timeouts;
      });
      await house.restart();
      return undefined;
    },
  },
];
