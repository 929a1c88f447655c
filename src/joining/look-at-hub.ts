// SPDX-License-Identifier: Apache-2.0
// The gateway as its members see it: the discovery document and the keys at its public URL, which Apache and kube-apiserver
// fetch. Looked at from this machine; whether the member itself gets there, only the proof shows.
import type { IssuerFetch } from '../federation/identity/index.ts';
import { jsonObject } from '../model/json-object.ts';
import { isLoopback } from '../model/loopback.ts';
import { nameOf } from '../model/may-name.ts';
import { type Ledger, StepFailure } from './ledger.ts';

export interface Hub {
  readonly publicUrl: string;
  /** PEM. */
  readonly ca?: string | undefined;
  readonly fetch: IssuerFetch;
  /** The key that signs. Undefined: there is none yet. */
  readonly kid: string | undefined;
  /** The member's URL. */
  readonly member: string;
}

const TIMEOUT = 10_000;

export async function lookAtHub(ledger: Ledger, { publicUrl, ca, fetch, kid, member }: Hub): Promise<void> {
  const get = async (url: string): Promise<Record<string, unknown>> => {
    const call = { method: 'GET' as const, timeoutMs: TIMEOUT, ...(ca === undefined ? {} : { ca }) };
    const { status, body } = await fetch(url, call).catch((error: Error) => {
      throw new StepFailure(`${url} cannot be read from this machine: ${error.message || error.name}`);
    });
    const document = status === 200 ? jsonObject(body) : undefined;
    if (document === undefined) throw new StepFailure(`${url} answers ${status} and no JSON document`);
    return document;
  };
  await ledger.attempt(
    'hub',
    async () => {
      const own = new URL(publicUrl);
      if (isLoopback(nameOf(own)) && !isLoopback(nameOf(new URL(member))))
        throw new StepFailure(
          `the public URL ${publicUrl} is this machine itself, where the member cannot fetch keys`,
          'set gateway.publicUrl to the name that members reach',
        );
      if (own.protocol !== 'https:' && !isLoopback(nameOf(own)))
        throw new StepFailure(`the public URL ${publicUrl} is not https`, 'members fetch keys by https only');
      const document = await get(`${publicUrl}/.well-known/openid-configuration`);
      if (document.issuer !== publicUrl)
        throw new StepFailure(
          `the discovery document says the issuer is ${String(document.issuer)}, not ${publicUrl}`,
          'another gateway answers there, or the running one has another publicUrl: restart it',
        );
      const at = String(document.jwks_uri);
      if (!at.startsWith(`${publicUrl}/`))
        throw new StepFailure(`the discovery document says that the keys are at ${at}`);
      const { keys } = await get(at);
      const kids = Array.isArray(keys) ? keys.map((key: unknown) => (key as { kid?: unknown } | null)?.kid) : [];
      if (kid !== undefined && !kids.includes(kid))
        throw new StepFailure(
          `the key that signs (${kid}) is not among the published ones`,
          'this configuration names another key folder than the gateway that runs there',
        );
      return {
        value: true,
        reason: `${publicUrl} publishes its issuer and ${kids.length} ${kids.length === 1 ? 'key' : 'keys'}${kid === undefined ? '' : ', the one that signs too'}`,
      };
    },
    'start the gateway, open the way to its public URL, or name the authority of its certificate in gateway.caFile; the member must reach it too',
  );
}
