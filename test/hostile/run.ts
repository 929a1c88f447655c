// SPDX-License-Identifier: Apache-2.0
// A hostile member and hostile clients in the house, at random, for as long as it is told: `npm run test:hostile`
// (ten minutes), `-- --minutes 1`, `-- --seed N` to play the same again,
// `-- --only member` or `clients`. Ends with what held.
import { parseArgs } from 'node:util';
import type { Claim } from './claims.ts';
import { hostileClients } from './hostile-clients.ts';
import { lyingMember } from './lying-member.ts';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const ms = Number(options.minutes) * 60_000;
const seed = options.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(options.seed);
let [passed, failed] = [0, 0];
const claim: Claim = (text, fault) => {
  if (fault) failed++;
  else passed++;
  console.log(`${fault ? 'FAILED' : 'ok'}  ${text}${fault ? `\n${fault}` : ''}`);
};

console.log(`${options.minutes} minutes, seed ${seed}`);
if (options.only !== 'clients') await lyingMember(options.only === undefined ? ms / 2 : ms, seed, claim);
if (options.only !== 'member') await hostileClients(options.only === undefined ? ms / 2 : ms, claim);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
