// SPDX-License-Identifier: Apache-2.0
// One request for a page, as the page sees it: who, in which language, with which wishes, and how to ask the SCS API.
import type { FastifyRequest } from 'fastify';
import type { Measurement } from '../../../members/latencies.ts';
import type { Caller } from '../../../model/identity.ts';
import type { ResourceDefinition } from '../../../model/scs/resource.ts';
import type { CommandLineLogin } from '../../../scs/kubeconfig/kubeconfig.ts';
import type { ScsOperation, ScsQuestion, ScsReply } from '../../scs-api.ts';
import type { OwnCredentials } from './credentials.ts';
import type { Format } from './format.ts';
import type { OperatorView } from './operator-view.ts';
import type { PortalSession } from './session.ts';
import type { Language, Texts } from './texts/index.ts';

export interface Visit {
  readonly request: FastifyRequest;
  /** Of the address, with its query: below /portal. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly language: Language;
  readonly t: Texts;
  readonly format: Format;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly publicUrl: string;
  /** For `href`: a path of the portal, behind the prefix of the public URL. */
  link(path: string, query?: Readonly<Record<string, string | readonly string[] | undefined>>): string;
  /** The same page with other wishes; undefined takes one away. */
  again(changes: Readonly<Record<string, string | readonly string[] | undefined>>): string;
  /** A path of the gateway outside the portal. */
  outside(path: string): string;
  readonly clouds: readonly { readonly id: string; readonly name: string }[];
  /** The configured name; what is no cloud of ours keeps its own. */
  cloudName(id: string): string;
  /** Of a cloud in the last hour, as this replica has measured them; the oldest first. */
  latencies(cloud: string): readonly Measurement[];
  readonly resources: readonly ResourceDefinition[];
  /** Providers with a login in a browser. */
  readonly providers: readonly string[];
  /** The client of a provider for command-line tools, if it has one. */
  commandLine(provider: string): CommandLineLogin | undefined;
  /** Aborted once nobody looks any more. */
  readonly signal: AbortSignal;
  /** Undefined: nobody is logged in. Pages that are not `open` have one. */
  readonly session: PortalSession | undefined;
  /** The one that somebody worked in last in this browser, by its id, `domain/name` or name: a proposal, and no more. */
  readonly lastProject: string | undefined;
  readonly caller: Caller | undefined;
  /** An operation of the SCS API on behalf of whoever is logged in; failures are `GatewayError`s. */
  ask<T>(operation: string, question?: Omit<ScsQuestion, 'signal'>): Promise<ScsReply<T>>;
  /** Of the SCS API. */
  readonly operations: readonly ScsOperation[];
  /** Application credentials of whoever is logged in. */
  readonly credentials: OwnCredentials;
  /** Absent: whoever looks is no operator of the gateway. */
  readonly operator: (() => Promise<OperatorView>) | undefined;
  /** For the hidden field of a form. */
  formToken(): string;
}
