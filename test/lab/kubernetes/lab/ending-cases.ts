// SPDX-License-Identifier: Apache-2.0
// What is open with a token: its revocation ends it within three seconds, and real clients see an end that they
// understand; its time being over ends nothing.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../../claims.ts';
import { begin, type Client, call } from '../cases.ts';
import { portOf, type Talk, until } from '../talk.ts';
import { ENTRIES, type Entry, type Setting } from './setting.ts';

const SPDY = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };
/** What clocks may differ by at the gateway's identity providers: an IdP's token is good for so long after its end. */
const CLOCK_SKEW = 30;
const LOGIN = '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth';

interface Opened {
  readonly watch: Talk;
  readonly shell: Talk;
  readonly oldShell: Talk;
  readonly logs: Talk;
  readonly forward: Talk;
}

/** The same user, entry and binary, by this very token. */
const by = (client: Client, token: string): Client => ({
  ...client,
  args: [...(client.args ?? []), `--token=${token}`],
});

async function open(client: Client, pod: string): Promise<Opened> {
  const ticking = ['exec', pod, '--', 'sh', '-c', 'while true; do echo tick; sleep 0.3; done'];
  const opened: Opened = {
    watch: begin(client, ['get', 'pods', '-w', '-o', 'name']),
    shell: begin(client, ticking),
    oldShell: begin({ ...client, env: { ...client.env, ...SPDY } }, ticking),
    logs: begin(client, ['logs', '-f', pod]),
    forward: begin(client, ['port-forward', pod, ':7']),
  };
  await Promise.all([
    opened.watch.line(/^pod\//),
    opened.shell.line(/tick/),
    opened.oldShell.line(/tick/),
    opened.logs.line(/./),
    portOf(opened.forward),
  ]);
  return opened;
}

const all = (opened: Opened): Talk[] => Object.values(opened) as Talk[];

export async function endingCases({ claims: { claim }, as, ask, idp, pod }: Setting): Promise<void> {
  const revoked = (entry: Entry): Promise<unknown> =>
    claim(`${entry}: a revoked token ends its watch, exec, logs and port-forward within three seconds`, async () => {
      const { access_token: own } = await idp.tokens.password('alice');
      const token = String((await ask(LOGIN, own, { method: 'POST' })).headers['x-subject-token']);
      const opened = await open(by(as('alice', entry), token), pod);
      const headers = { 'x-auth-token': token, 'x-subject-token': token };
      const { status } = await ask('/identity/v3/auth/tokens', undefined, { method: 'DELETE', headers });
      assert.equal(status, 204);
      const since = Date.now();
      const { shell, oldShell, logs, forward, watch } = opened;
      const streams = { shell, oldShell, logs, forward };
      const codes = await Promise.all(
        Object.entries(streams).map(async ([name, one]) => {
          const code = await one.ended;
          return { name, code, ms: Date.now() - since, said: one.complaints().trim().split('\n').at(-1) };
        }),
      );
      for (const { name, code, ms, said } of codes) say(`${entry}: ${name} ended with ${code} after ${ms} ms: ${said}`);
      // The watch ends well; kubectl then goes home.
      const code = await watch.ended;
      say(`${entry}: the watch ended with ${code} after ${Date.now() - since} ms: ${watch.complaints().trim()}`);
      assert.doesNotMatch(watch.lines.join('\n'), /Failure|InternalError/);
      for (const { name, code, ms } of codes) {
        assert.ok(ms < 3_000, `${name} took ${ms} ms`);
        assert.notEqual(code, 0, `${name} looks like a good end`);
      }
      assert.ok(Date.now() - since < 4_000);
      assert.equal((await call(by(as('alice', entry), token), ['get', 'pods'])).code, 1);
    });
  const expired = (entry: Entry): Promise<unknown> =>
    claim(`${entry}: the end of a token ends nothing that it has begun`, async () => {
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: 'alice', preferred_username: 'alice', groups: ['research'] };
      const token = await idp.mint({ ...claims, iat: now - 600, exp: now - CLOCK_SKEW + 12 });
      const client = by(as('alice', entry), token);
      const opened = await open(client, pod);
      await until(async () => (await call(client, ['get', 'pods'])).code === 1, 40);
      await pause(5_000);
      const ticks = opened.shell.lines.length;
      await pause(1_500);
      for (const one of all(opened)) assert.equal(one.child.exitCode, null, one.complaints());
      assert.ok(opened.shell.lines.length > ticks);
      for (const one of all(opened)) await one.stop();
    });
  for (const entry of ENTRIES) {
    await revoked(entry);
    await expired(entry);
  }
}
