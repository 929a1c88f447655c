// SPDX-License-Identifier: Apache-2.0
// The definition of a strategy: its section of the configuration's schema, how that section is resolved into options, and
// how the strategy is created from them. Code that concerns several strategies works on the lists of definitions.
import type { Static } from 'typebox';
import type { ClusterStrategy, ClusterTls } from '../model/cluster.ts';
import type { Member } from '../model/member.ts';
import type { Strategy } from '../model/strategy.ts';
import type { Contents, FieldFault } from '../schema/contents.ts';
import type { Kind, KindSchema } from '../schema/kinds.ts';
import type { Sound } from '../schema/walk.ts';
import type { AssertionDeps } from './assertion.ts';

interface Definition<Name extends string, Schema extends KindSchema<Name>> extends Kind<Name, Schema> {
  /**
   * Rules that concern more than one field. Called with the valid part of the section: an invalid field is undefined, but
   * its key is present.
   */
  readonly faults?: (written: Sound<Static<Schema>>) => readonly FieldFault[];
  /** Faults in the content of files and variables. Called only if there are no other faults. */
  readonly contentFaults?: (written: Static<Schema>, contents: Contents) => readonly FieldFault[];
}

/** For OpenStack members. `Options` is plain data, which is compared to find out whether an entry has changed. */
export interface StrategyDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
> extends Definition<Name, Schema> {
  /** Only the member's own accounts can log in, so the member is not part of the federation. */
  readonly ownAccounts?: true;
  /** Resolves a valid section into the options of `create`. Projects keep the gateway's names. */
  resolve(written: Static<Schema>, given: { readonly contents: Contents; readonly authUrl: string }): Options;
  create(options: Options, member: StrategyMember, deps: AssertionDeps): Strategy;
}

/** What a strategy may know about its member. */
export type StrategyMember = Pick<Member, 'authUrl' | 'projects'>;

/** For Kubernetes clusters. */
export interface ClusterStrategyDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
> extends Definition<Name, Schema> {
  resolve(written: Static<Schema>, given: { readonly contents: Contents; readonly server: string }): Options;
  create(options: Options, deps: AssertionDeps): ClusterStrategy;
  /** TLS settings of the strategy: a client certificate, and an authority that is used if the cluster configures none. */
  tls?(options: Options): ClusterTls;
}

export const defineStrategy = <
  const Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
>(
  definition: StrategyDefinition<Name, Schema, Options>,
): StrategyDefinition<Name, Schema, Options> => definition;

export const defineClusterStrategy = <
  const Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
>(
  definition: ClusterStrategyDefinition<Name, Schema, Options>,
): ClusterStrategyDefinition<Name, Schema, Options> => definition;
