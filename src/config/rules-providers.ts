// SPDX-License-Identifier: Apache-2.0
// What the fields of one identity provider's entry demand of each other.
import { OWNER_SOURCES } from '../federation/owner-groups/index.ts';
import { isLoopback } from '../model/loopback.ts';
import { parseUrl } from '../schema/fields.ts';
import type { Fault } from './faults.ts';
import type { ConfigFile } from './schema.ts';
import type { Sound } from './validate.ts';

type Provider = Sound<ConfigFile['identityProviders'][number]>;

export function providerEntryFaults(provider: Provider, path: string): Fault[] {
  const { issuer, jwksUri, cli, login, userinfo, introspection, password, exchange } = provider;
  const faults: Fault[] = [];
  const url = parseUrl(issuer ?? '');
  if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
    const where = `${path}.issuer`;
    // AD FS calls itself so in its access tokens. Where the keys have a URL of their own, it is a name that is compared.
    if (jwksUri === undefined)
      faults.push({
        path: where,
        reason: 'must be https (plain http is for loopback hosts only, or as a mere name where jwksUri is set)',
      });
    else if (cli !== undefined)
      faults.push({ path: where, reason: 'must be https with cli: command-line tools read its discovery document' });
  }
  if (url?.protocol === 'http:' && !isLoopback(url.hostname))
    for (const [name, section] of Object.entries({ password, exchange }))
      if (section !== undefined && !('tokenEndpoint' in section))
        faults.push({
          path: `${path}.${name}.tokenEndpoint`,
          reason: 'is required: the issuer is a mere name, which leads to no discovery document',
        });
  if (login !== undefined && url?.protocol === 'http:' && !isLoopback(url.hostname) && jwksUri !== undefined)
    faults.push({ path: `${path}.issuer`, reason: 'must be https with login: its discovery document is read' });
  if (login?.token === 'id' && userinfo !== undefined)
    faults.push({ path: `${path}.login.token`, reason: 'must be access with userinfo, where ID tokens are refused' });
  if (userinfo !== undefined && introspection?.missingClaims === true)
    faults.push({
      path: `${path}.userinfo`,
      reason: 'must not stand beside introspection.missingClaims: one is asked',
    });
  if (provider.ownerGroups?.kind !== undefined) {
    const source = OWNER_SOURCES.find(({ kind }) => kind === provider.ownerGroups?.kind);
    for (const { field, reason } of source?.faults?.(provider.ownerGroups as never, provider) ?? [])
      faults.push({ path: `${path}.ownerGroups${field === '' ? '' : `.${field}`}`, reason });
  }
  return faults;
}
