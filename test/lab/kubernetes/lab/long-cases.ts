// SPDX-License-Identifier: Apache-2.0
// What is silent for long: begun before everything else, looked at when enough time has gone by.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../../claims.ts';
import { begin } from '../cases.ts';
import { digest, echo, portOf, type Talk } from '../talk.ts';
import { ENTRIES, type Setting } from './setting.ts';

/** Longer than each limit on silence that an HTTP client or server has by default (Node and undici: 300 s). */
const WATCH_SILENCE = 330;
const FORWARD_SILENCE = 65;

/** Starts the silent ones; what it gives back makes the claims. */
export async function beginSilence({ as, cluster, claims, pod }: Setting): Promise<() => Promise<void>> {
  await cluster.kubectl(['create', 'namespace', 'quiet']);
  const started = Date.now();
  const since = (): number => (Date.now() - started) / 1000;
  const watches = new Map<string, Talk>();
  const forwards = new Map<string, { forward: Talk; port: number }>();
  for (const entry of ENTRIES) {
    // By a field selector, or the namespace's own ConfigMap would speak.
    const quiet = ['get', 'configmaps', '-n', 'quiet', '-w', '--field-selector=metadata.name=late', '-o', 'name'];
    watches.set(entry, begin(as('alice', entry), quiet));
    const forward = begin(as('alice', entry), ['port-forward', pod, ':7']);
    forwards.set(entry, { forward, port: await portOf(forward) });
    // One that is used first and then left alone.
    await echo((forwards.get(entry) as { port: number }).port, Buffer.from('first'));
  }
  return async () => {
    if (!claims.wants('a watch that is silent for long still tells')) return;
    const left = WATCH_SILENCE - since();
    if (left > 0) {
      say(`waiting ${Math.ceil(left)} s more for a watch to have been silent for ${WATCH_SILENCE} s`);
      await pause(left * 1000);
    }
    await cluster.kubectl(['create', 'configmap', 'late', '-n', 'quiet']);
    for (const entry of ENTRIES) {
      await claims.claim(
        `${entry}: a watch that is silent for long still tells (${Math.floor(since())} s)`,
        async () => {
          const watch = watches.get(entry);
          assert.equal(watch?.child.exitCode, null, watch?.complaints());
          await watch?.line(/configmap\/late/, 5);
        },
      );
      await claims.claim(`${entry}: a port-forward left alone for more than a minute still carries`, async () => {
        assert.ok(since() > FORWARD_SILENCE);
        const { forward, port = 0 } = forwards.get(entry) ?? {};
        assert.equal(forward?.child.exitCode, null, forward?.complaints());
        const bytes = randomBytes(500_000);
        assert.equal(digest(await echo(port, bytes)), digest(bytes));
      });
      await watches.get(entry)?.stop();
      await forwards.get(entry)?.forward.stop();
    }
  };
}
