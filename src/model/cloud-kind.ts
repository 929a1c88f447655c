// SPDX-License-Identifier: Apache-2.0
// A kind of cloud beside OpenStack and Kubernetes, which the normalised API has resources of: what a folder in adapters/
// defines. One whose API is JSON over HTTP needs nothing more than this (docs/adding-a-kind-of-cloud.md).
import type { Static, TObject } from 'typebox';
import type { HeaderField } from './http.ts';
import type { Principal } from './identity.ts';
import type { ResourceAdapters } from './scs/adapter.ts';

/** Where a cloud's API is, and how the gateway proves a caller to it. */
export interface CloudApi {
  /** Without trailing slash. */
  readonly url: string;
  /** PEM: who signed its certificate. The system's authorities where absent. */
  readonly ca?: string;
  /**
   * Header fields, names in lower case. Asked for at each request, and again after a 401: cache what is dear. Throws
   * `GatewayError` `forbidden` where this caller has no part in the cloud. May run many times at once.
   */
  credential(principal: Principal): Promise<readonly HeaderField[]>;
  /** The API answered 401 to the last credential of this caller: forget it. */
  refused?(principal: Principal): void;
}

/** What a definition may ask the configuration for. */
export interface KindContext {
  /** The text of a file that the configuration names. */
  readonly contents: { readonly text: (file: string) => string };
}

export interface CloudKind<S extends TObject = TObject, O = unknown> {
  /** The name of its section in a cloud's entry: `clouds[].{kind}`. */
  readonly kind: string;
  /** The section. Secrets are references, as everywhere in the configuration. */
  readonly schema: S;
  /** References resolved, defaults that depend on others filled in. */
  resolve(written: Static<S>, context: KindContext): O;
  create(options: O): CloudApi;
  readonly resources: ResourceAdapters;
}

/** Keeps the types of schema and options together. */
export const defineCloudKind = <const S extends TObject, O>(kind: CloudKind<S, O>): CloudKind<S, O> => kind;
