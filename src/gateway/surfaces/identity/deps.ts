// SPDX-License-Identifier: Apache-2.0
// The dependencies of the identity facade, and the URLs that it publishes: its own, and for logins one of each region.
import type { FastifyRequest } from 'fastify';
import type { IdentityService } from '../../../model/identity-service.ts';
import type { Passwords } from '../../../model/passwords.ts';
import { CLOUDS } from '../../../model/public-paths.ts';
import type { Limits } from '../../limits/index.ts';
import type { CredentialSurface } from '../../own-credentials.ts';
import type { WebSsoDeps } from './websso-deps.ts';
import '../../request.ts';

export interface IdentityProviderEntry {
  readonly id: string;
  readonly protocol: string;
  readonly issuer: string;
}

export interface IdentityDeps {
  readonly identityService: IdentityService;
  readonly limits: Limits;
  /** Absent: nobody logs in by password. */
  readonly passwords?: Passwords;
  /** Milliseconds for the body of a request. */
  readonly bodyTime: () => number;
  /** The base of every published URL. No part of the request (Host, X-Forwarded-*) is ever used in a URL. */
  readonly publicUrl: string;
  /** The lists are functions, called on every use: the configuration may change at runtime. */
  readonly identityProviders: () => readonly IdentityProviderEntry[];
  /** The default regions of the federated clouds. */
  readonly regions: () => readonly string[];
  /** Those of clouds with accounts of their own, whose regions no token of the gateway opens. */
  readonly nativeRegions: () => readonly string[];
  /** Those of federated clouds whose Keystone makes EC2 credentials for users of the federation. */
  readonly ec2Regions: () => readonly string[];
  readonly applicationCredentials: CredentialSurface;
  /** The name of the vendor profile. */
  readonly profile: { readonly name: string };
  /** Absent: there are no logins in a browser. */
  readonly webSso?: WebSsoDeps;
}

/** The facade's own URL, whether or not the configured URL ends in a slash. */
export const v3Url = (deps: Pick<IdentityDeps, 'publicUrl'>, path = ''): string =>
  `${deps.publicUrl.replace(/\/+$/, '')}/identity/v3${path}`;

type AuthUrlRequest = Pick<FastifyRequest, 'loginRegion'>;

/** As the auth URL that was asked begins, without `/v3`: what a client is led to from there has this one's catalogue. */
export const authRoot = ({ publicUrl }: Pick<IdentityDeps, 'publicUrl'>, { loginRegion }: AuthUrlRequest): string =>
  `${publicUrl.replace(/\/+$/, '')}${loginRegion === undefined ? '' : `${CLOUDS}${loginRegion}`}/identity`;

/** The federation, or that region of it whose auth URL was asked. */
export const serviceAt = (
  { identityService }: Pick<IdentityDeps, 'identityService'>,
  { loginRegion }: AuthUrlRequest,
): IdentityService => (loginRegion === undefined ? identityService : identityService.at(loginRegion));
