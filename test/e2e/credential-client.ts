// SPDX-License-Identifier: Apache-2.0
// Application credentials as a client of one replica makes and uses them, and what must not be found of their secrets.
import { hash } from 'node:crypto';
import type { ReplicaClient } from './replica.ts';

export interface MadeCredential {
  readonly id: string;
  readonly secret: string;
  /** Of the credential, below the replica's URL. */
  readonly path: string;
}

type Replica = Pick<ReplicaClient, 'send'>;

/** `owner`: a token for a project. Without a `secret` one is generated. */
export async function makeCredential(
  at: Replica,
  owner: string,
  name: string,
  more: { readonly secret?: string } = {},
): Promise<MadeCredential> {
  const headers = { 'x-auth-token': owner };
  const shown = await at.send('GET', '/identity/v3/auth/tokens', { ...headers, 'x-subject-token': owner });
  const { token } = (await shown.json()) as { token: { user: { id: string } } };
  const path = `/identity/v3/users/${token.user.id}/application_credentials`;
  const answer = await at.send('POST', path, headers, { application_credential: { name, ...more } });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  const made = (await answer.json()) as { application_credential: { id: string; secret: string } };
  const { id, secret } = made.application_credential;
  return { id, secret, path: `${path}/${id}` };
}

/** A login; the token is empty where it is refused. */
export async function byCredential(
  at: Replica,
  { id, secret }: Pick<MadeCredential, 'id' | 'secret'>,
): Promise<{ readonly status: number; readonly token: string }> {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const answer = await at.send('POST', '/identity/v3/auth/tokens', {}, { auth: { identity } });
  await answer.arrayBuffer();
  return { status: answer.status, token: answer.headers.get('x-subject-token') ?? '' };
}

/** What somebody who has read all that is kept could use or guess at, as far as these bytes hold it; none, where all is well. */
export function secretsIn(kept: Buffer, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret, at): [string, string | Buffer][] => {
    const digest = hash('sha256', secret, 'buffer');
    return [
      [`secret ${at}`, secret],
      [`secret ${at} in base64`, Buffer.from(secret).toString('base64').replace(/=+$/, '')],
      [`the digest of secret ${at}`, digest],
      ...(['hex', 'base64', 'base64url'] as const).map((encoding): [string, string] => [
        `the digest of secret ${at} in ${encoding}`,
        digest.toString(encoding).replace(/=+$/, ''),
      ]),
    ];
  });
  const all: [string, string | Buffer][] = [
    ...forms,
    ['a derived key', 'scrypt:'],
    ['a digest', 'sha256:'],
    ['a token', 'eyJhbGciOi'],
  ];
  return all.flatMap(([name, form]) => (kept.includes(form) ? [name] : []));
}
