// SPDX-License-Identifier: Apache-2.0
// What the identity facade is given, and the URLs that it hands out.
import type { IdentityService } from '../../../model/identity-service.ts';
import type { Limits } from '../../limits/index.ts';

export interface IdentityProviderEntry {
  readonly id: string;
  readonly protocol: string;
  readonly issuer: string;
}

export interface IdentityDeps {
  readonly identityService: IdentityService;
  readonly limits: Limits;
  /** The base of every URL handed out. Nothing of the request (Host, X-Forwarded-*) ever goes into a URL. */
  readonly publicUrl: string;
  /** The two lists are asked for on every use: the configuration may change while the gateway runs. */
  readonly identityProviders: () => readonly IdentityProviderEntry[];
  readonly regions: () => readonly string[];
  /** The vendor profile's name. */
  readonly profile: { readonly name: string };
}

/** The facade's own URL, whether or not the configured one ends in a slash. */
export const v3Url = (deps: Pick<IdentityDeps, 'publicUrl'>, path = ''): string =>
  `${deps.publicUrl.replace(/\/+$/, '')}/identity/v3${path}`;
