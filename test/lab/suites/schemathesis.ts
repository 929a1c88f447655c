// SPDX-License-Identifier: Apache-2.0
// Schemathesis against the SCS API of the gateway in front of real clouds. There is no such API at the clouds themselves: beside each
// kind of finding stands what it should be, none.

import { explanationOf, findings, idleOf, schemathesis, VERSION } from '../schemathesis/findings.ts';
import type { CloudSuite, Verdict } from './suite.ts';

/** Real clouds answer in tenths of a second, and there are 130 operations. */
const EXAMPLES = 2;
const SEED = 20_261_126;

export const SCHEMATHESIS: CloudSuite = {
  name: 'schemathesis',
  what: `Schemathesis ${VERSION} on the SCS API, all phases and checks`,
  at: 'cloud',
  long: true,
  prepare: async (tools) => {
    await schemathesis(tools);
    return undefined;
  },
  run: async (side, _facts, tools) => {
    if (side.name === 'direct') return new Map([['findings without an explanation', { verdict: 'none' }]]);
    const { cases, found } = await findings(tools, {
      url: side.authUrl.replace(/\/identity\/v3$/, ''),
      token: (await side.token()).token,
      ca: side.ca,
      folder: side.folder,
      examples: EXAMPLES,
      seed: SEED,
    });
    console.log(`  ${cases} cases, ${found.length} kinds of finding`);
    for (const row of idleOf(found)) console.log(`  explains nothing here: ${row}`);
    const open = found.filter((one) => explanationOf(one) === undefined);
    const whole: Verdict = { verdict: open.length === 0 ? 'none' : String(open.length) };
    return new Map([
      ['findings without an explanation', whole],
      ...open.map((one, index): [string, Verdict] => [
        `${index} ${one.check}: ${one.operation}`,
        { verdict: String(one.status), detail: `${one.message}\n${one.detail}\n${one.request}` },
      ]),
    ]);
  },
};
