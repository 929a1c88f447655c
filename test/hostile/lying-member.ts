// SPDX-License-Identifier: Apache-2.0
// First act: a member that lies in every way, at random, while honest users work at an honest one.
import fc from 'fast-check';
import { type Ask, asks, createAsker } from './asks.ts';
import { BOUNDS, type Claim, inTime, mib } from './claims.ts';
import { PLACES, type Told } from './liar.ts';
import { lies, told } from './lies.ts';
import type { Held } from './loop-watch.ts';
import { startStage } from './stage.ts';

const scenario = fc.record({
  lies: fc.array(fc.record({ place: fc.constantFrom(...PLACES), lie: lies }), { minLength: 1, maxLength: 8 }),
  asks: fc.array(asks, { minLength: 1, maxLength: 16 }),
});

interface Played {
  readonly lies: readonly Told[];
  readonly asks: readonly Ask[];
}
const show = (played: Played): object => ({
  lies: played.lies.map(({ place, lie }) => ({ place, ...told(lie) })),
  asks: played.asks.map(({ what, http }) => `${what.method} ${what.path} HTTP/${http}`),
});

export async function lyingMember(ms: number, seed: number, claim: Claim): Promise<void> {
  const stage = await startStage();
  const asker = createAsker(stage.url, stage.ca, stage.token);
  await stage.look();

  const held: (Held & { readonly during: unknown })[] = [];
  const wrong: string[] = [];
  const leaked: string[] = [];
  const seen = { answers: 0, asked: 0, answered: 0, login: 0, rss: 0 };
  const times: number[] = [];
  const slow: string[] = [];
  const play = async (played: Played): Promise<void> => {
    stage.liar.tell(played.lies);
    const answers = await Promise.all(played.asks.map(asker.send));
    stage.liar.tell([]);
    if (!stage.alive()) throw new Error(`the gateway ended: ${stage.gateway.stderr().slice(-2_000)}`);
    const sight = await stage.look();
    const during = show(played);
    seen.asked += answers.length;
    seen.answered += answers.filter((text) => text !== '').length;
    seen.answers += sight.answers;
    times.push(...sight.times);
    slow.push(...sight.slow.map((text) => `${text}\n  during ${JSON.stringify(during)}`));
    seen.login = Math.max(seen.login, sight.slowestLogin);
    seen.rss = Math.max(seen.rss, sight.rss);
    held.push(...sight.held.map((each) => ({ ...each, during })));
    wrong.push(...sight.wrong.map((text) => `${text}\n  during ${JSON.stringify(during)}`));
    leaked.push(
      ...stage.liar.seen(sight.secrets).map((secret) => `the lying member was shown ${secret}`),
      ...answers.flatMap((text) => [
        ...sight.secrets.filter((secret) => text.includes(secret)).map((secret) => `an attacker was shown ${secret}`),
        ...(text.includes('scs_gateway_') ? ['an attacker read the metrics'] : []),
      ]),
    );
  };
  let last: Promise<void> | undefined;
  const details = await fc.check(
    fc.asyncProperty(scenario, (played) => {
      last = play(played);
      return last;
    }),
    {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: ms,
      markInterruptAsFailure: false,
      endOnFailure: true,
    },
  );
  // An interrupt does not wait for it.
  await last?.catch(() => undefined);

  const log = stage.gateway.lines.filter((line) => /"code":"internal"|"level":(?:50|60)/.test(line));
  claim(
    'the process lives',
    details.failed && `${String(details.errorInstance)}\n${JSON.stringify(details.counterexample?.map(show))}`,
  );
  claim(`the event loop is never held longer than ${BOUNDS.held} ms`, heldFault(held));
  claim('honest answers are right', wrong[0] && `${wrong.length} were not, such as\n${wrong.slice(0, 3).join('\n')}`);
  claim('honest answers come in time', inTime(times, slow));
  claim('honest logins come in time', seen.login > BOUNDS.login && `the slowest took ${seen.login.toFixed()} ms`);
  claim('memory stays below 512 MiB', seen.rss > BOUNDS.memory && `it was ${mib(seen.rss)}`);
  claim(
    'nothing of one user reaches another, or another member',
    leaked[0] && [...new Set(leaked)].slice(0, 5).join('\n'),
  );
  claim('no request was an internal error', log[0] && `${log.length} were: ${log.slice(0, 5).join('\n')}`);
  claim('lies were told and answered', (seen.asked < 20 || seen.answered < seen.asked / 4) && JSON.stringify(seen));

  console.log(
    `${details.numRuns} rounds, ${seen.asked} requests to the liar (${seen.answered} answered), ${seen.answers} honest answers, ` +
      `slowest login ${seen.login.toFixed()} ms, ` +
      `loop held at most ${Math.max(0, ...held.map((each) => each.held)).toFixed()} ms, memory at most ${mib(seen.rss)}`,
  );
  asker.close();
  await stage.close();
}

function heldFault(held: readonly (Held & { readonly during: unknown })[]): string | undefined {
  const over = held.filter((each) => each.held > BOUNDS.held);
  const most = over.toSorted((a, b) => b.held - a.held)[0];
  return most && `${over.length} times, longest ${most.held.toFixed()} ms during ${JSON.stringify(most.during)}`;
}
