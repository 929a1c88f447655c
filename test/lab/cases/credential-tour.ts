// SPDX-License-Identifier: Apache-2.0
// A short tour with an application credential on each store that it may be kept in, where the process that made it and gave the
// token is killed between login and use: with Redis another replica goes on, with the file the same process started again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startRedis } from '../../redis/redis-server.ts';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Gateway } from '../gateway.ts';
import { type Context, until } from './context.ts';

interface Options {
  /** A gateway with the keys and the public URL of the lab's, at a port of its own. */
  start(name: string, port: number, redis?: string): Promise<Gateway>;
  readonly endings: (() => unknown)[];
}

const PORTS = [18481, 18484] as const;
const kill = ({ pid }: Gateway): void => void process.kill(pid, 'SIGKILL');

export async function credentialTour(lab: Context, { start, endings }: Options): Promise<void> {
  const { claim } = lab.claims;
  const [one, two] = PORTS;
  await claim('credential tour: on the file store, the only process is killed between login and use', async () => {
    let gateway = await start('tour-file', one);
    try {
      const tour = await begin(lab, one);
      kill(gateway);
      gateway = await start('tour-file', one);
      await goOn(lab, one, tour);
      await end(lab, one, tour);
      kill(gateway);
      gateway = await start('tour-file', one);
      await isOver(lab, one, tour);
    } finally {
      await gateway.stop();
    }
  });
  await claim(
    'credential tour: on Redis, the replica that gave the token is killed, and the other goes on',
    async () => {
      const redis = await startRedis({ config: ['appendonly yes', 'appendfsync always'] });
      endings.push(() => redis.close());
      let first = await start('tour-one', one, redis.url);
      const second = await start('tour-two', two, redis.url);
      try {
        const tour = await begin(lab, one);
        kill(first);
        await goOn(lab, two, tour);
        await end(lab, two, tour);
        first = await start('tour-one', one, redis.url);
        await isOver(lab, one, tour);
        await isOver(lab, two, tour);
      } finally {
        await first.stop();
        await second.stop();
        await redis.close();
      }
    },
  );
}

interface Tour {
  readonly user: string;
  readonly id: string;
  readonly secret: string;
  readonly owner: string;
  readonly token: string;
}

const at = (port: number, path: string): string => `https://127.0.0.1:${port}${path}`;

const login = (lab: Context, port: number, { id, secret }: { readonly id: string; readonly secret: string }) => {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  return lab.http('POST', at(port, '/identity/v3/auth/tokens'), { body: { auth: { identity } } });
};

async function begin(lab: Context, port: number): Promise<Tour> {
  const unscoped = await lab.http(
    'POST',
    at(port, '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth'),
    { headers: { authorization: `Bearer ${await lab.accessToken('alice')}` } },
  );
  const identity = { methods: ['token'], token: { id: unscoped.headers['x-subject-token'] } };
  const scope = { project: { name: 'research', domain: { name: 'hub' } } };
  const scoped = await lab.http('POST', at(port, '/identity/v3/auth/tokens'), { body: { auth: { identity, scope } } });
  assert.equal(scoped.status, 201, scoped.text);
  const owner = scoped.headers['x-subject-token'] ?? '';
  const user = scoped.json.token.user.id;
  const made = await lab.http('POST', at(port, `/identity/v3/users/${user}/application_credentials`), {
    token: owner,
    // The file of a run that was broken off may still have one.
    body: { application_credential: { name: `tour-${randomUUID()}` } },
  });
  assert.equal(made.status, 201, made.text);
  const { id, secret } = made.json.application_credential;
  const given = await login(lab, port, { id, secret });
  assert.equal(given.status, 201, given.text);
  return { user, id, secret, owner, token: given.headers['x-subject-token'] ?? '' };
}

/** The token of before, a new login, the list: at both clouds. */
async function goOn(lab: Context, port: number, { user, owner, token, ...credential }: Tour): Promise<void> {
  const again = await login(lab, port, credential);
  assert.equal(again.status, 201, again.text);
  for (const each of [token, again.headers['x-subject-token'] ?? ''])
    for (const { id } of CLOUDS) {
      const servers = await lab.http('GET', at(port, `/clouds/${id}/compute/v2.1/servers`), { token: each });
      assert.equal(servers.status, 200, servers.text);
    }
  const path = `/identity/v3/users/${user}/application_credentials`;
  const { json } = await lab.http('GET', at(port, path), { token: owner });
  assert.deepEqual(
    json.application_credentials.map(({ id }: Json) => id).filter((id: string) => id === credential.id),
    [credential.id],
  );
}

async function end(lab: Context, port: number, { user, owner, id }: Tour): Promise<void> {
  const url = at(port, `/identity/v3/users/${user}/application_credentials/${id}`);
  const { status, text } = await lab.http('DELETE', url, { token: owner });
  assert.equal(status, 204, text);
}

async function isOver(lab: Context, port: number, { token, ...credential }: Tour): Promise<void> {
  // A busy machine may keep a store from answering in time, which is no yes.
  const refused = async (ask: () => Promise<{ readonly status: number }>): Promise<void> => {
    const status = await until('an answer', 30, async () => {
      const answer = await ask();
      return answer.status !== 503 && answer.status;
    });
    assert.equal(status, 401);
  };
  await refused(() => login(lab, port, credential));
  for (const { id } of CLOUDS)
    await refused(() => lab.http('GET', at(port, `/clouds/${id}/compute/v2.1/servers`), { token }));
}
