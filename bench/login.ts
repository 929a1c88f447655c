// SPDX-License-Identifier: Apache-2.0
// A login as `openstack --os-auth-type v3oidcaccesstoken` has it: the provider's token for an unscoped one, that for a scoped one.
import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 20;

export interface Login {
  /** The gateway's. */
  readonly url: string;
  readonly provider: string;
  /** The provider's token. */
  readonly bearer: string;
  readonly project: string;
}

/** A token for the project. On a busy machine the first login may be refused with 503, for the provider has not answered in time. */
export async function logIn(login: Login): Promise<string> {
  let last = '';
  for (let tries = 0; tries < TRIES; tries++) {
    const { token, said } = await once(login);
    if (token !== null) return token;
    last = said;
    await sleep(500);
  }
  throw new Error(`no login: ${last}`);
}

async function once({ url, provider, bearer, project }: Login): Promise<{ token: string | null; said: string }> {
  const unscoped = await fetch(
    `${url}/identity/v3/OS-FEDERATION/identity_providers/${provider}/protocols/openid/auth`,
    { method: 'POST', headers: { authorization: `Bearer ${bearer}` } },
  );
  const id = unscoped.headers.get('x-subject-token');
  if (id === null) return { token: null, said: `${unscoped.status} ${await unscoped.text()}` };
  const scope = { project: { name: project, domain: { name: 'acme' } } };
  const scoped = await fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { id } }, scope } }),
  });
  return { token: scoped.headers.get('x-subject-token'), said: `${scoped.status} ${await scoped.text()}` };
}
