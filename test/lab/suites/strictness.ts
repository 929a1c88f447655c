// SPDX-License-Identifier: Apache-2.0
// Whether the stand-ins are as strict as real services: one script of ordinary and wrong calls, played at the cloud and at a
// stand-in. Not a suite of others; what is compared beside the cloud is the stand-in, not the gateway.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playAtStandIn } from '../../contract/strictness/at-stand-in.ts';
import { remarksOn } from '../../contract/strictness/fields.ts';
import { MILDER } from '../../contract/strictness/milder.ts';
import { type Place, type Played, play, recordOf, verdictOf } from '../../contract/strictness/play.ts';
import { SCRIPT } from '../../contract/strictness/script.ts';
import type { CloudSuite, Side, Verdicts } from './suite.ts';

/** `beside`: what the cloud answered. A field that it does not have is a difference, and one that is left out without a reason. */
const verdicts = (played: readonly Played[], beside = played): Verdicts =>
  new Map(
    played.map((one, index) => {
      const real = beside[index];
      const alike = one.status < 400 && real?.status === one.status;
      const verdict = [verdictOf(one), ...(alike ? remarksOn(one.shape, real.shape) : [])].join(', ');
      return [`${index} ${one.title}`, { verdict, detail: one.text }];
    }),
  );

async function atCloud(side: Side): Promise<readonly Played[]> {
  const { token, endpoint } = await side.token();
  const of = (...types: readonly string[]): string => types.map(endpoint).find((url) => url !== '') ?? '';
  const place: Place = {
    token,
    endpoint: (service) => (service === 'volume' ? of('volumev3', 'block-storage') : of(service)),
    async send(method, url, { headers, body }) {
      const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, text: await answer.text() };
    },
  };
  const played = await play(SCRIPT, place, 90_000);
  // What was answered, and what of it is recorded for the test that runs without a cloud (`test/contract/strictness/recorded.json`).
  writeFileSync(join(side.folder, 'answers.json'), JSON.stringify(played, null, 1));
  writeFileSync(join(side.folder, 'recorded.json'), JSON.stringify(played.map(recordOf)));
  return played;
}

/** Of each cloud; it is played at before the stand-in. */
const answered = new Map<string, readonly Played[]>();

export const STRICTNESS: CloudSuite = {
  name: 'strictness',
  what: `${SCRIPT.length} native calls, ordinary and wrong, at the cloud ("direct") and at a stand-in ("gateway")`,
  at: 'cloud',
  meant: MILDER.map(([title, why]) => [new RegExp(`^\\d+ ${title}$`), why] as const),
  prepare: async () => undefined,
  run: async (side) => {
    if (side.name === 'gateway') return verdicts(await playAtStandIn(), answered.get(side.cloud.id));
    const played = await atCloud(side);
    answered.set(side.cloud.id, played);
    return verdicts(played);
  },
};
