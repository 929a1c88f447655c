// SPDX-License-Identifier: Apache-2.0
// A cloud in trouble: its own region alone, and the others as ever.
import type { Fault as Lie } from '../../../standins/faults.ts';
import type { ServiceType } from '../../../standins/http.ts';
import type { Failure } from '../load.ts';
import { begunBefore, type Fault, ofCloud, type Stage } from './fault.ts';

async function meanwhile(
  { house, wait }: Stage,
  cloud: string,
  service: ServiceType | '*',
  fault: Lie,
): Promise<undefined> {
  await house.outside('fault', { cloud, service, fault });
  await wait(5_000, 60_000);
  await house.outside('clear');
  // A breaker may try again every two seconds.
  await wait(3_000);
  return undefined;
}
const atB = (failure: Failure): boolean => ofCloud(failure, 'cloud-b');
const ofCompute = (failure: Failure): boolean =>
  ofCloud(failure, 'cloud-a') && /^(?:flavors|scsServers)/.test(failure.what);

export const members: readonly Fault[] = [
  {
    name: 'a cloud down',
    holds: 'a cloud that is down fails what is asked of it alone',
    run: (stage) => meanwhile(stage, 'cloud-b', '*', { kind: 'gone' }),
    allowed: atB,
  },
  {
    name: 'a cloud silent',
    holds: 'a cloud that takes every request and answers none fails what is asked of it alone',
    run: (stage) => meanwhile(stage, 'cloud-b', '*', { kind: 'hang' }),
    allowed: atB,
  },
  {
    name: 'a cloud slow',
    holds: 'a cloud that takes a second for everything fails nothing',
    run: (stage) => meanwhile(stage, 'cloud-b', '*', { kind: 'slow', ms: 1_000 }),
  },
  {
    name: 'a cloud that refuses logins',
    holds: 'a cloud whose Keystone refuses every login goes on for whom it knows, and fails nothing elsewhere',
    run: (stage) => meanwhile(stage, 'cloud-b', 'identity', { kind: 'html503' }),
    allowed: atB,
  },
  {
    name: 'a cloud that loses its answers',
    holds: 'a cloud whose Neutron does what it is asked and loses every answer makes nothing twice and loses no update',
    run: (stage) => meanwhile(stage, 'cloud-b', 'network', { kind: 'lostReply' }),
    allowed: atB,
  },
  {
    name: 'a cloud half up',
    holds: 'a cloud without its Nova fails what is asked of Nova alone',
    run: (stage) => meanwhile(stage, 'cloud-a', 'compute', { kind: 'gone' }),
    allowed: ofCompute,
  },
  {
    name: 'a cloud back with other endpoints',
    holds: 'a cloud whose Nova has another endpoint than before fails what is asked of Nova alone, for some seconds',
    async run({ house, wait, over }) {
      await house.outside('move', { cloud: 'cloud-a', service: 'compute' });
      // Every replica has to find out for every project.
      await wait(5_000);
      over();
      await wait(2_000, 20_000);
      return undefined;
    },
    allowed: (failure, { over }) => ofCompute(failure) && begunBefore(failure, over),
  },
  {
    name: 'a cluster down',
    holds: 'a cluster that is down fails what is asked of it alone, and watches are open again when it is back',
    async run({ house, wait }) {
      await house.outside('clusterGone', true);
      await wait(5_000, 60_000);
      await house.outside('clusterGone', false);
      await wait(3_000);
      return undefined;
    },
    allowed: ({ what }) => /^(?:pods|watch)/.test(what),
  },
];
