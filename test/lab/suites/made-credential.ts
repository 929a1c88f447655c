// SPDX-License-Identifier: Apache-2.0
// Application credentials of a side's user: at the cloud Keystone's own, through the gateway the gateway's.
import { randomUUID } from 'node:crypto';
import type { Env, Json } from '../client.ts';
import type { ScopedToken, Side } from './suite.ts';

interface MadeCredential {
  readonly id: string;
  readonly secret: string;
  /** How keystoneauth, gophercloud, rclone and restic log in by it. */
  readonly env: Env;
}

const base = (side: Side, { userId }: ScopedToken): string => `${side.authUrl}/users/${userId}/application_credentials`;

export async function makeCredential(side: Side, wanted: object = {}): Promise<MadeCredential> {
  const owner = await side.token();
  const body = { application_credential: { name: `suite-${randomUUID()}`, ...wanted } };
  const { status, json, text } = await side.http('POST', base(side, owner), { token: owner.token, body });
  if (status !== 201) throw new Error(`no application credential: ${status} ${text}`);
  const { id, secret } = json.application_credential;
  const env = {
    OS_CACERT: side.ca,
    OS_IDENTITY_API_VERSION: '3',
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_AUTH_URL: side.authUrl,
    OS_REGION_NAME: side.region,
    OS_APPLICATION_CREDENTIAL_ID: id,
    OS_APPLICATION_CREDENTIAL_SECRET: secret,
  };
  return { id, secret, env };
}

/** A token by it; undefined where it opens nothing. */
export async function tokenOf(side: Side, { id, secret }: MadeCredential): Promise<string | undefined> {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const { headers } = await side.http('POST', `${side.authUrl}/auth/tokens`, { body: { auth: { identity } } });
  return headers['x-subject-token'];
}

export async function removeCredentials(side: Side, owner: ScopedToken): Promise<void> {
  const { json } = await side.http('GET', base(side, owner), { token: owner.token });
  for (const { id } of (json?.application_credentials ?? []) as Json[])
    await side.http('DELETE', `${base(side, owner)}/${id}`, { token: owner.token });
}
