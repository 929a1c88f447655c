// SPDX-License-Identifier: Apache-2.0
// What a suite is: a test suite or a set of commands that others wrote, run twice, direct at a cloud or cluster and through
// the gateway. A new suite is one file with such a value, and one line in `index.ts`.
import type { Env, Http } from '../client.ts';
import type { Cloud } from '../clouds.ts';
import type { Tools } from './tools.ts';

/** What a suite says of one of its tests. */
export interface Verdict {
  readonly verdict: string;
  /** Compared too, where there is one: the same output, not only the same exit code. */
  readonly text?: string;
  /** What it said: shown where the two differ. */
  readonly detail?: string;
}

export type Verdicts = ReadonlyMap<string, Verdict>;

export interface ScopedToken {
  readonly token: string;
  readonly userId: string;
  /** For how long it is good. */
  readonly seconds: number;
  readonly projectId: string;
  readonly projectDomainId: string;
  /** Of a service in the side's region. */
  endpoint(type: string): string;
}

/** One way to the same rights: at the cloud itself, or through the gateway. */
export interface Side {
  readonly name: 'direct' | 'gateway';
  readonly cloud: Cloud;
  readonly region: string;
  readonly authUrl: string;
  readonly project: string;
  /** PEM file of who signed the gateway's certificate; harmless where there is no TLS. */
  readonly ca: string;
  /** How keystoneauth logs in on this side, as OS_… variables. */
  login(): Promise<Env>;
  /** Requests to this side. */
  readonly http: Http;
  /** A new token of the project. */
  token(): Promise<ScopedToken>;
  /** The same at the other cloud: through the gateway it is the same login. */
  other(): Side;
  /** An empty folder for this suite and side. */
  readonly folder: string;
}

/** What both sides find at the cloud. */
export interface CloudFacts {
  readonly image: string;
  readonly imageName: string;
  readonly flavor: string;
  readonly flavorName: string;
  readonly largerFlavor: string;
  readonly externalNetwork: string;
}

/** One way to one Kubernetes cluster. */
export interface ClusterSide {
  readonly name: 'direct' | 'gateway';
  readonly server: string;
  readonly ca: string;
  /** A bearer token of the user, valid for as long as a suite may take, or for some seconds. */
  token(seconds?: number): Promise<string>;
  /** A kubeconfig with such a token in it. */
  kubeconfig(seconds?: number): Promise<string>;
  readonly namespace: string;
  readonly folder: string;
  /** What happens at the cluster meanwhile, by its administrator and around the gateway. */
  readonly adminKubeconfig: string;
  readonly kubectl: string;
}

interface Common {
  readonly name: string;
  /** What it is and where it comes from, in a few words. */
  readonly what: string;
  /** Takes more than a few minutes: left out unless asked for with `--all` or by name. */
  readonly long?: boolean;
  /** Installs what it needs. A sentence says why the suite cannot run here. */
  prepare(tools: Tools): Promise<string | undefined>;
  /** What is left out of the suite, and why: one line. */
  readonly skips?: string;
  /** Tests whose difference is known and meant, and why. They are shown, and are no claims. */
  readonly meant?: readonly (readonly [test: RegExp, why: string])[];
}

export interface CloudSuite extends Common {
  readonly at: 'cloud';
  /** Of the gateway, while it runs: for those that shall see the end of a token. */
  readonly tokenLifetime?: string;
  run(side: Side, facts: CloudFacts, tools: Tools): Promise<Verdicts>;
}

export interface ClusterSuite extends Common {
  readonly at: 'cluster';
  /** One who may do everything, in place of a user with the role `admin` in namespaces. */
  readonly operator?: boolean;
  /** How the gateway's requests reach the cluster; `hub-oidc` where nothing is said. */
  readonly strategy?: 'hub-oidc' | 'impersonate';
  run(side: ClusterSide, tools: Tools): Promise<Verdicts>;
}

export type Suite = CloudSuite | ClusterSuite;
