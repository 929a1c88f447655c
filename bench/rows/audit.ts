// SPDX-License-Identifier: Apache-2.0
// What an audit event costs: a small change at a cloud, with the stream in a file and without, and a read, which has no event. The
// object store takes any body and says nothing, so that the change itself is as cheap as one can be.
import { closedLoop } from '../closed-loop.ts';
import { SMALL } from '../payloads.ts';
import { inTurn, type Row, type Turn } from './row.ts';

export const audit: Row = {
  name: 'audit',
  async measure(runner) {
    const { token, another } = runner.stage;
    const without = await another({});
    const withIt = await another({ audit: true });
    const turns = (name: string, { process, url }: typeof without): Turn[] => {
      const at = `${url}/clouds/cloud-a`;
      const loads = {
        change: { url: `${at}/object-store/container/object`, token, changes: true },
        read: { url: `${at}/compute${SMALL.path}`, token },
      } as const;
      return Object.entries(loads).map(([what, load]) => ({
        name: `${what}, ${name}`,
        process,
        run: async (seconds) => (await closedLoop(load, process, seconds)).cpu,
      }));
    };
    // A few hundredths are looked for: many short turns, so that what else the machine does meets both alike.
    const { rounds, seconds } = runner;
    await inTurn({ ...runner, rounds: 4 * rounds, seconds: seconds / 2 }, [
      ...turns('without audit', without),
      ...turns('with audit', withIt),
    ]);
    await Promise.all([without.process.stop(), withIt.process.stop()]);
  },
};
