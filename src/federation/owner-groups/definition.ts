// SPDX-License-Identifier: Apache-2.0
// The interface of a way to ask an identity provider for the groups of somebody who is not there: its part of the
// configuration's schema, how a written entry becomes options, and how the question is put. A way is a file in this folder
// and a line in its list.
import type { Static } from 'typebox';
import type { Clock } from '../../model/clock.ts';
import type { Principal } from '../../model/identity.ts';
import type { ProvenPrincipal } from '../../model/identity-service.ts';
import type { Contents } from '../../schema/contents.ts';
import { duration } from '../../schema/fields.ts';
import type { Kind, KindSchema } from '../../schema/kinds.ts';
import type { Sound } from '../../schema/walk.ts';
import type { IssuerFetch } from '../identity/options.ts';
import type { AskTokenEndpoint, EndpointClient } from '../identity/token-endpoint.ts';
import type { RefreshTokens } from './refresh-tokens.ts';

/**
 * `gone`: the account is no longer there, is disabled, or takes back what it has allowed. `unasked`: there is nothing to ask
 * with. Whatever says neither is thrown: the provider is away.
 */
export type OwnerAnswer =
  | { readonly state: 'there'; readonly principal: Principal }
  | { readonly state: 'gone'; readonly reason: string }
  | { readonly state: 'unasked' };

/** The provider is there, but what it says of this one user cannot be used: no reason to ask about nobody else. */
export class UserUntold extends Error {
  override readonly name = 'UserUntold';
}

export interface OwnerSource {
  ask(principal: Principal): Promise<OwnerAnswer>;
  /** Whether there is something to ask with. Absent: about everybody. */
  canAsk?(principal: Principal): Promise<boolean>;
}

/** What every way has in the configuration. Milliseconds. */
export interface Often {
  readonly every: number;
  readonly grace: number;
}

/** The rest of the provider's entry, as far as a way may depend on it. */
export interface ProviderEntry {
  readonly id: string;
  readonly protocol: string;
  readonly issuer: string;
  readonly ca?: string | undefined;
  readonly groups?: readonly RegExp[] | undefined;
  readonly login?: (EndpointClient & { readonly scope: string; readonly token: 'access' | 'id' }) | undefined;
  readonly password?:
    | (EndpointClient & { readonly scope: string; readonly tokenType: 'access_token' | 'id_token' })
    | undefined;
}

export interface OwnerSourceDeps {
  readonly provider: ProviderEntry;
  readonly now: Clock;
  /** Judged by the address rules of this provider and of these URLs; small answers, a few seconds. */
  fetchOf(...urls: string[]): IssuerFetch;
  tokenEndpoint(client: EndpointClient): AskTokenEndpoint;
  /** Every check of a login by this provider. */
  authenticate(bearer: string): Promise<ProvenPrincipal>;
  readonly refreshTokens: RefreshTokens;
}

/** Of the entry, as far as rules look at it; what has a fault is absent. */
type SoundEntry = Sound<{
  issuer: string;
  claims: { subject: string; groups: string };
  login?: { scope: string };
  password?: { scope: string };
}>;

export interface OwnerSourceDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends Often & { readonly kind: Name },
> extends Kind<Name, Schema> {
  /** What the rest of the provider's entry must be like. `field`: of the section, or '' for all of it. */
  faults?(written: Sound<Static<Schema>>, entry: SoundEntry): readonly { field: string; reason: string }[];
  resolve(written: Static<Schema>, contents: Contents): Options;
  create(options: Options, deps: OwnerSourceDeps): OwnerSource;
}

export const defineOwnerSource = <
  const Name extends string,
  Schema extends KindSchema<Name>,
  Options extends Often & { readonly kind: Name },
>(
  definition: OwnerSourceDefinition<Name, Schema, Options>,
): OwnerSourceDefinition<Name, Schema, Options> => definition;

/** Fields of every way. */
export const often = () => ({
  every: duration(
    {
      description: 'How old the groups of an owner may become before the provider is asked again.',
      examples: ['5m'],
      default: '15m',
    },
    { least: '10s', most: '24h' },
  ),
  grace: duration(
    {
      description:
        'How long, beyond that, application credentials go on with the last known groups while the provider cannot be asked. Then they are refused until it answers or the owner logs in.',
      examples: ['4h'],
      default: '24h',
    },
    { least: '0s', most: '720h' },
  ),
});
