// SPDX-License-Identifier: Apache-2.0
// What the file of a strategy exports: its part of the configuration's schema, how what is written there becomes options,
// and how it is made from them. Everything that knows of several strategies works on the two lists of these.
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
   * Rules that no single field can be judged by. Runs over what is sound in the section: a faulty field is absent, or
   * there as undefined.
   */
  readonly faults?: (written: Sound<Static<Schema>>) => readonly FieldFault[];
  /** What shows only in the content of files and variables. Runs once there are no other faults. */
  readonly contentFaults?: (written: Static<Schema>, contents: Contents) => readonly FieldFault[];
}

/** Of OpenStack members. `Options` is plain data: an entry is the same as before if its options are. */
export interface StrategyDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
> extends Definition<Name, Schema> {
  /** Only accounts of the member itself can log in: it has no part in the federation. */
  readonly ownAccounts?: true;
  /** From what is written, without faults, to what `create` takes. Projects keep their names at the gateway. */
  resolve(written: Static<Schema>, given: { readonly contents: Contents; readonly authUrl: string }): Options;
  create(options: Options, member: StrategyMember, deps: AssertionDeps): Strategy;
}

/** What a strategy may know of its member. */
export type StrategyMember = Pick<Member, 'authUrl' | 'projects'>;

/** Of Kubernetes clusters. */
export interface ClusterStrategyDefinition<
  Name extends string,
  Schema extends KindSchema<Name>,
  Options extends { readonly kind: Name },
> extends Definition<Name, Schema> {
  resolve(written: Static<Schema>, given: { readonly contents: Contents; readonly server: string }): Options;
  create(options: Options, deps: AssertionDeps): ClusterStrategy;
  /** What it brings to the TLS side: a client certificate, an authority that serves where no other is configured. */
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
