// SPDX-License-Identifier: Apache-2.0
// What clients make of answers: which are as they should be, and what the others say.
import type { Got, Sender } from './senders.ts';
import { PROJECTS, type User } from './users.ts';

export interface Signed {
  readonly token: string;
  /** The project's id at the gateway. */
  readonly project: string;
}

export const JSON_BODY = { 'content-type': 'application/json' };

export class Wrong extends Error {
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The status and what the answer says about it, in any of the dialects. */
const describe = ({ status, text }: Got): string => {
  const [, message] = /"(?:message|detail|title)":\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return `${status} ${message ?? text.slice(0, 100)}`.slice(0, 140);
};
export const expectStatus = (got: Got, ...wanted: readonly number[]): Got => {
  if (!wanted.includes(got.status)) throw new Wrong(describe(got), got.status);
  return got;
};

export async function login(sender: Sender, proof: string, user: User): Promise<Signed> {
  const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
  const first = expectStatus(
    await sender.send({ method: 'POST', path, headers: { authorization: `Bearer ${proof}` } }),
    201,
  );
  const identity = { methods: ['token'], token: { id: first.headers['x-subject-token'] } };
  const scope = { project: { name: PROJECTS[user], domain: { name: 'acme' } } };
  const second = expectStatus(
    await sender.send({
      method: 'POST',
      path: '/identity/v3/auth/tokens',
      headers: JSON_BODY,
      body: JSON.stringify({ auth: { identity, scope } }),
    }),
    201,
  );
  const { token } = JSON.parse(second.text) as { token: { project: { id: string } } };
  return { token: String(second.headers['x-subject-token']), project: token.project.id };
}

/** A list of /scs/v1 is 200 also where a cloud is missing in it: that is a failure to whoever wants it whole. */
export function allAnswered(text: string): void {
  const { clouds } = JSON.parse(text) as {
    clouds?: readonly { cloud: string; status: string; error?: { detail?: string } }[];
  };
  const missing = (clouds ?? []).filter(({ status }) => status !== 'ok');
  if (missing.length > 0) throw new Wrong(`200 without ${JSON.stringify(missing[0]).slice(0, 120)}`, 200);
}
