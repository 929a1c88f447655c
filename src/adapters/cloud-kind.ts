// SPDX-License-Identifier: Apache-2.0
// A kind of cloud beside OpenStack and Kubernetes: what a folder here defines. One whose API is JSON over HTTP needs
// nothing more (docs/adding-a-kind-of-cloud.md).
import type { Static, TObject } from 'typebox';
import type { CloudApi } from '../model/cloud-api.ts';
import type { NativeApi, ResourceAdapters } from '../model/scs/adapter.ts';
import type { Contents } from '../schema/contents.ts';

export interface CloudKind<S extends TObject = TObject, O = unknown> {
  /** The name of its section in a cloud's entry: `clouds[].{kind}`. One word in lower case. */
  readonly kind: string;
  /** The section. Secrets are references, as everywhere in the configuration. */
  readonly schema: S;
  /** References read, defaults that depend on others filled in. Pure. */
  resolve(written: Static<S>, context: { readonly contents: Contents }): O;
  create(options: O): CloudApi;
  /** By the resources' plural. Each adapter's `service` is the official service type, where there is one for it. */
  readonly resources: ResourceAdapters;
  /** The cheapest request past every cache: whether the cloud answers at this moment, and accepts this caller. */
  probe(api: NativeApi): Promise<unknown>;
}

/** Keeps the types of schema and options together. */
export const defineCloudKind = <const S extends TObject, O>(kind: CloudKind<S, O>): CloudKind<S, O> => kind;

// biome-ignore lint/suspicious/noExplicitAny: a list holds kinds with sections of every shape
export type CloudKinds = readonly CloudKind<any, any>[];
