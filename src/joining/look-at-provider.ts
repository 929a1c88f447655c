// SPDX-License-Identifier: Apache-2.0
// What a cloud's Keystone has configured for the gateway, read with a token of its administrator: identity provider, protocol,
// mapping. Without such a token only the proof of a user shows whether they are right.
import { isObject } from '../model/is-object.ts';
import { jsonObject } from '../model/json-object.ts';
import type { Member } from '../model/member.ts';
import { type Ledger, StepFailure } from './ledger.ts';

export interface ProviderThere {
  readonly identityProvider: string;
  readonly protocol: string;
  /** The issuer of what is shown there. Undefined: not the gateway. */
  readonly issuer?: string | undefined;
}

export async function lookAtProvider(
  ledger: Ledger,
  {
    member: { authUrl, transport },
    federation,
    adminToken,
  }: { readonly member: Member; readonly federation: ProviderThere; readonly adminToken?: string | undefined },
): Promise<void> {
  if (adminToken === undefined) {
    ledger.skip(
      'provider',
      "only the cloud's administrator can read its identity provider, protocol and mapping",
      'give a token of one by --member-token env:NAME, or rely on the proof below',
    );
    return;
  }
  const get = async (path: string, key: string, what: string): Promise<Record<string, unknown>> => {
    const answer = await transport.call({
      method: 'GET',
      url: `${authUrl}/OS-FEDERATION${path}`,
      headers: { 'x-auth-token': adminToken, accept: 'application/json' },
    });
    if (answer.status === 401 || answer.status === 403)
      throw new StepFailure(
        `the token of --member-token may not read the ${what}`,
        "give one of the cloud's administrator",
      );
    const found = answer.status === 200 ? jsonObject(answer.body)?.[key] : undefined;
    if (isObject(found)) return found;
    throw new StepFailure(`Keystone has no ${what}: it answers ${answer.status}`, 'run the joining commands');
  };
  const [idp, protocol] = [federation.identityProvider, federation.protocol].map(encodeURIComponent);
  await ledger.attempt('provider', async () => {
    const provider = await get(`/identity_providers/${idp}`, 'identity_provider', `identity provider ${idp}`);
    const remote = Array.isArray(provider.remote_ids) ? provider.remote_ids : [];
    if (provider.enabled === false)
      throw new StepFailure(
        `the identity provider ${idp} is disabled`,
        `openstack identity provider set --enable ${idp}`,
      );
    if (federation.issuer !== undefined && !remote.includes(federation.issuer))
      throw new StepFailure(
        `the identity provider ${idp} is of ${remote.join(', ') || 'no issuer'}, not of ${federation.issuer}`,
        `openstack identity provider set --remote-id ${federation.issuer} ${idp}`,
      );
    const path = `/identity_providers/${idp}/protocols/${protocol}`;
    const { mapping_id: id } = await get(path, 'protocol', `protocol ${protocol} of ${idp}`);
    const { rules } = await get(`/mappings/${encodeURIComponent(String(id))}`, 'mapping', `mapping ${String(id)}`);
    if (federation.issuer !== undefined && !JSON.stringify(rules ?? '').includes('OIDC-groups'))
      throw new StepFailure(
        `the mapping ${String(id)} does not read OIDC-groups`,
        'use the mapping of the joining commands',
      );
    return { value: true, reason: `identity provider ${idp}, protocol ${protocol}, mapping ${String(id)}` };
  });
}
