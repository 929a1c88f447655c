// SPDX-License-Identifier: Apache-2.0
// The conditions of a running gateway: looked at every now and then, told in the log once when one begins and once when it
// has ended, and kept for /readyz and the metrics.
import type { FastifyBaseLogger } from 'fastify';
import type { Condition } from '../model/conditions.ts';

export interface Conditions {
  /** As they are at this moment. */
  current(): readonly Condition[];
  close(): void;
}

export interface ConditionsDeps {
  /** What there is: cheap, since each scrape asks. */
  readonly look: () => readonly Condition[];
  readonly log: () => Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'>;
  /** False: another process of this gateway says the same. */
  readonly speaks: boolean;
  /** Milliseconds. */
  readonly every?: number;
}

const EVERY = 10_000;
/** The words of a condition do not change while it goes on. What a peer can cause must not fill the log. */
const MOST = 1_000;

const idOf = ({ name, subject, peer, words }: Condition): string => JSON.stringify([name, subject, peer, words]);

export function createConditions({ look, log, speaks, every = EVERY }: ConditionsDeps): Conditions {
  let told = new Map<string, Condition>();
  const tell = (): void => {
    const now = new Map(
      look()
        .slice(0, MOST)
        .map((one) => [idOf(one), one]),
    );
    for (const [id, { level, name, subject, peer, words }] of now)
      if (!told.has(id)) log()[level]({ condition: name, subject, ...(peer !== '' && { peer }) }, words);
    for (const [id, { name, subject, peer, words }] of told)
      if (!now.has(id))
        log().info({ condition: name, subject, ...(peer !== '' && { peer }) }, `no longer so: ${words}`);
    told = now;
  };
  const timer = speaks ? setInterval(tell, every).unref() : undefined;
  return { current: look, close: () => clearInterval(timer) };
}
