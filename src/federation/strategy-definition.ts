// SPDX-License-Identifier: Apache-2.0
// The interface of a strategy's file: its part of the configuration's schema, how a written entry becomes options, and
// how the strategy is created from them. Code that handles several strategies works on the two lists.
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
   * Rules that concern several fields. Applied to the valid part of the section: a field with a fault is absent or
   * undefined.
   */
  readonly faults?: (written: Sound<Static<Schema>>) => readonly FieldFault[];
  /** Faults in the content of files and variables. Checked once there are no other faults. */
  readonly contentFaults?: (written: Static<Schema>, contents: Contents) => readonly FieldFault[];
}

/** What an entry is resolved with. */
interface Given {
  readonly contents: Contents;
  /** Of the configured identity providers, each once. */
  readonly domains: readonly string[];
}

/** For OpenStack members. `Options` is plain data: an entry is unchanged if its options are equal. */
export interface StrategyDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
> extends Definition<Name, Schema> {
  /** Only accounts of the member itself can log in, so the member is not part of the federation. */
  readonly ownAccounts?: true;
  /** Converts a valid entry to what `create` takes. Projects keep their names at the gateway. */
  resolve(written: Static<Schema>, given: Given & { readonly authUrl: string }): Options;
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
  resolve(written: Static<Schema>, given: Given & { readonly server: string }): Options;
  create(options: Options, deps: AssertionDeps): ClusterStrategy;
  /** Its part of the TLS options: a client certificate, or an authority that is used if no other is configured. */
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
