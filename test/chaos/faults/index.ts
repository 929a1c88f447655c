// SPDX-License-Identifier: Apache-2.0
// All faults, in the order in which they are played.
import { failovers } from './failovers.ts';
import { type Fault, together } from './fault.ts';
import { files } from './files.ts';
import { log } from './log.ts';
import { members } from './members.ts';
import { processes } from './processes.ts';
import { provider } from './provider.ts';
import { redis } from './redis.ts';
import { restarts } from './restarts.ts';

export const FAULTS: readonly Fault[] = [
  ...restarts,
  ...processes,
  ...redis,
  ...failovers,
  ...log,
  ...files,
  ...provider,
  ...members,
];

/** At once, where each of them is seen all the same: what fails belongs to one of them at most, and none needs what another takes. */
const TOGETHER = [
  ['keys folder gone', 'log reader slow', 'identity provider down'],
  ['junk in the keys folder', 'a cloud slow', 'identity provider with another clock'],
  ['log pipe closed', 'a cloud half up'],
  ['log disk full', 'a cloud that refuses logins'],
  ['operations port taken', 'a cluster down'],
  ['Redis emptied', 'a cloud down'],
] as const;

const named = (name: string): Fault => {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found;
};

/** Each once, in the time of one run of the tests. */
export const SHORT: readonly Fault[] = [
  ...FAULTS.filter(({ name, long }) => long !== true && !TOGETHER.some((all) => all.some((one) => one === name))),
  ...TOGETHER.map((names) => together(...names.map(named))),
];
