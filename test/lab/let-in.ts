// SPDX-License-Identifier: Apache-2.0
// Before anything is claimed: each cloud lets in one who comes by way of the gateway, with a catalogue. Where one does not, the
// gateway's reason is said, and the cloud is set up once more; a lab that goes on without says so in a hundred claims.

import { say } from './claims.ts';
import type { Http, Json } from './client.ts';
import type { Cloud } from './clouds.ts';
import { warningsSince } from './warnings.ts';

export interface LetIn {
  readonly clouds: readonly Pick<Cloud, 'id' | 'letter'>[];
  readonly http: Http;
  readonly publicUrl: string;
  /** Of a user, a fresh one each time. */
  readonly accessToken: () => Promise<string>;
  /** A project of that user at every cloud. */
  readonly project: { readonly name: string; readonly domain: { readonly name: string } };
  /** The gateway's log. */
  readonly log: string;
  /** Joins the clouds again, from the beginning. */
  readonly joinAgain: (clouds: LetIn['clouds']) => Promise<void>;
  /** Milliseconds between two looks. */
  readonly pause?: number;
}

const TRIES = 5;
const PAUSE = 3_000;

export async function letIn(options: LetIn): Promise<void> {
  for (const last of [false, true]) {
    const began = Date.now();
    let missing = await without(options);
    for (let tries = 1; missing.length > 0 && tries < TRIES; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, options.pause ?? PAUSE));
      missing = await without(options);
    }
    const names = missing.map(({ id }) => id).join(', ');
    const why = warningsSince([options.log], began);
    // Once is enough to be said: it was not so a moment later, and it should never have been.
    for (const line of why) say(`the gateway, at the first logins: ${line}`);
    if (missing.length === 0) return;
    const problem = `${names}: no catalogue for one who comes by way of the gateway${why.length > 0 ? `:\n${why.join('\n')}` : ''}`;
    if (last) throw new Error(problem);
    say(`${problem}\njoining again`);
    await options.joinAgain(missing);
  }
}

/** The clouds whose services a login does not offer. */
async function without({ clouds, http, publicUrl, accessToken, project }: LetIn): Promise<LetIn['clouds']> {
  const v3 = `${publicUrl}/identity/v3`;
  const first = await http('POST', `${v3}/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`, {
    headers: { authorization: `Bearer ${await accessToken()}` },
  });
  const identity = { methods: ['token'], token: { id: first.headers['x-subject-token'] } };
  const scoped = await http('POST', `${v3}/auth/tokens`, { body: { auth: { identity, scope: { project } } } });
  const catalog: Json[] = scoped.json?.token?.catalog ?? [];
  const regions = new Set(
    catalog.filter(({ type }) => type === 'compute').flatMap(({ endpoints }) => endpoints.map((at: Json) => at.region)),
  );
  const degraded = scoped.headers['x-scs-degraded']?.split(',').map((id) => id.trim()) ?? [];
  return clouds.filter(({ id }) => !regions.has(id) || degraded.includes(id));
}
