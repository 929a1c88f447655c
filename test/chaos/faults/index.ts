// SPDX-License-Identifier: Apache-2.0
// All faults, in the order in which they are played.
import { failovers } from './failovers.ts';
import { type Fault, inTurn, together } from './fault.ts';
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

const taken = new Set<string>();
const named = (name: string): Fault => {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  taken.add(name);
  return found;
};

/** Where each of them is seen all the same: what fails belongs to one of them at most, and none needs what another takes. */
const COMBINED: readonly Fault[] = [
  together(named('one starved of CPU'), named('one out of file descriptors')),
  inTurn(named('Redis emptied'), named('Redis 60 ms away'), named('Redis 120 ms away')),
  inTurn(named('Redis read-only'), named('Redis out of memory')),
  together(named('certificate ended'), named('identity provider down')),
  together(named('keys folder gone'), named('log reader slow')),
  together(named('junk in the keys folder'), named('a cloud slow'), named('identity provider with another clock')),
  together(named('operations port taken'), named('a cluster down')),
  together(named('a cloud silent'), named('identity provider down at a start')),
  // It takes half a minute until a replica may read the new keys.
  together(
    named('identity provider with new keys'),
    inTurn(
      named('a cloud down'),
      named('a cloud half up'),
      named('a cloud that refuses logins'),
      named('a cloud back with other endpoints'),
    ),
    inTurn(named('log pipe closed'), named('log disk full')),
  ),
];

/** Each once, in the time of one run of the tests. */
export const SHORT: readonly Fault[] = [
  ...FAULTS.filter(({ name, long }) => long !== true && !taken.has(name)),
  ...COMBINED,
];
