// SPDX-License-Identifier: Apache-2.0
// The configuration as the composition root gets it: complete, checked, durations in milliseconds, files read,
// secrets wrapped. Immutable; a changed file makes a new one.
import type { ClusterStrategyOptions } from '../federation/cluster-strategies/index.ts';
import type { OwnerGroupsOptions } from '../federation/owner-groups/index.ts';
import type { StrategyOptions } from '../federation/strategies/index.ts';
import type { AuditOptions } from '../model/audit.ts';
import type { AnswerLimits } from '../model/intake.ts';
import type { ConnectionLimits, ProjectClass, Rate, RouteClass } from '../model/limits.ts';
import type { Notice } from '../model/maintenance.ts';
import type { Secret } from '../model/secret.ts';
import type { PictureType } from '../schema/picture.ts';

export interface Config {
  readonly gateway: GatewayConfig;
  readonly state: { readonly redis?: Secret };
  readonly identityProviders: readonly IdentityProviderConfig[];
  readonly clouds: readonly CloudConfig[];
}

type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

interface GatewayConfig {
  /** Without trailing slash. */
  readonly publicUrl: string;
  readonly listen: {
    readonly host: string;
    readonly port: number;
    readonly tls?: { readonly cert: string; readonly key: Secret };
  };
  readonly operations: { readonly host: string; readonly port: number };
  /** Absolute path of the key folder. */
  readonly keys: string;
  /** Absolute path of the folder of the durable store's file. */
  readonly data: string;
  /** Host names of clusters end in it. */
  readonly clusterDomain?: string;
  /** Host names of regions' S3 services end in it. */
  readonly s3Domain?: string;
  /** Host names of consoles end in it. */
  readonly consoleDomain?: string;
  readonly consoleLifetime: number;
  readonly dashboards: readonly string[];
  /** Whose pages may call the SCS API. */
  readonly browserOrigins: readonly string[];
  readonly websso: { readonly trustedDashboards: readonly string[]; readonly sendReferrer: boolean };
  readonly portal: {
    readonly enabled: boolean;
    readonly name: string;
    /** In base64. */
    readonly logo?: { readonly type: PictureType; readonly data: string };
    readonly colours: { readonly accent?: string; readonly accentDark?: string };
    readonly operators: readonly { readonly identityProvider: string; readonly group: string }[];
    readonly imprint?: string;
    readonly privacy?: string;
  };
  /** PEM, for clients. */
  readonly ca?: string;
  readonly tokenLifetime: number;
  readonly applicationCredentials: {
    readonly perUser: number;
    readonly rules: number;
    /** Milliseconds. */
    readonly ownerUnseen: number;
  };
  readonly workers: number;
  readonly trustedProxies: readonly string[];
  readonly proxyProtocol: boolean;
  /** The one field in which they write whom they speak for. */
  readonly forwardedHeader: 'x-forwarded-for' | 'forwarded';
  readonly drainDelay: number;
  readonly drainTimeout: number;
  readonly limits: GatewayLimitsConfig;
  /** Absent: there is no audit stream. */
  readonly audit?: AuditOptions;
  readonly logLevel: LogLevel;
}

/** A limit that is absent is off. */
export interface GatewayLimitsConfig {
  readonly user: Readonly<Partial<Record<RouteClass, Rate>>>;
  readonly project: Readonly<Partial<Record<ProjectClass, Rate>>>;
  readonly address: Readonly<Partial<Record<'login' | 'failed', Rate>>>;
  readonly connections: ConnectionLimits;
  readonly passwords: Readonly<Partial<Record<'pair' | 'account', Rate>>>;
  readonly consoles: { readonly user: number; readonly address: number };
  /** Those that are held one by one. */
  readonly revocations: { readonly user: number; readonly total: number };
  readonly loopLag?: number;
  readonly answers: AnswerLimits;
  /** Milliseconds: the longest age of a stream. */
  readonly streamAge: number;
  /** Milliseconds between two questions whether a cloud still gives a project. */
  readonly streamRecheck: number;
}

type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

export interface IdentityProviderConfig {
  readonly id: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly domain: string;
  readonly protocol: string;
  readonly claims: {
    readonly username: string;
    readonly email: string;
    readonly groups: string;
    readonly subject: string;
  };
  /** A group is kept if one of these matches; absent: every group. */
  readonly groups?: readonly RegExp[];
  /** Between the groups of a claim that is a text. */
  readonly groupsSeparator?: string;
  readonly groupsFromKeys?: boolean;
  readonly requiredClaims?: readonly { readonly claim: string; readonly matches: RegExp }[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly clockSkew: number;
  readonly capLifetime: boolean;
  readonly hosts?: readonly string[];
  readonly cli?: { readonly clientId: string; readonly scope: string };
  readonly login?: {
    readonly clientId: string;
    readonly clientSecret?: Secret;
    readonly scope: string;
    readonly token: 'access' | 'id';
  };
  readonly jwksUri?: string;
  /** PEM. */
  readonly ca?: string;
  readonly introspection?: {
    readonly endpoint: string;
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly missingClaims?: boolean;
    readonly always?: boolean;
    /** Milliseconds. */
    readonly cacheTime?: number;
  };
  /** The clients whose logouts the provider tells of. */
  readonly backchannelLogout?: { readonly clients: readonly string[] };
  readonly userinfo?: { readonly endpoint: string };
  readonly ownerGroups?: OwnerGroupsOptions;
  readonly exchange?: {
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly scope?: string;
    readonly tokenEndpoint?: string;
  };
  readonly password?: {
    readonly clientId: string;
    readonly clientSecret?: Secret;
    readonly scope: string;
    readonly tokenType: 'access_token' | 'id_token';
    readonly tokenEndpoint?: string;
  };
}

export interface CloudConfig {
  readonly id: string;
  readonly name: string;
  readonly certificates?: readonly CertificateConfig[];
  /** Of all of it, its clusters too. */
  readonly maintenance?: Notice;
  readonly openstack?: OpenStackConfig;
  readonly clusters: readonly ClusterConfig[];
  /** Set where it is of a further kind: what that kind has made of its section. */
  readonly further?: { readonly kind: string; readonly options: unknown };
}

/** As the certifying body says it. */
interface CertificateConfig {
  readonly scope: string;
  readonly version: string;
  /** The last day, like `2027-06-30`. */
  readonly validUntil: string;
  readonly url?: string;
}

/** Names, as in Keystone: a project is known by its domain's name and its own. */
interface ProjectName {
  readonly domain: string;
  readonly name: string;
}

export interface OpenStackConfig {
  /** Ends in `/v3`. */
  readonly authUrl: string;
  readonly region: string;
  /** Further ones that are published. Absent: all. */
  readonly regions?: readonly string[];
  readonly interface: 'public' | 'internal';
  readonly ec2Credentials?: boolean;
  readonly bothNames?: boolean;
  /** Which it may name beside its own. */
  readonly hosts?: readonly string[];
  /** PEM. */
  readonly ca?: string;
  readonly strategy: StrategyOptions;
  /** User domains whose passwords its Keystone judges. */
  readonly homeDomains: readonly {
    readonly domain: string;
    readonly cloudDomain: string;
    readonly groups?: readonly RegExp[];
  }[];
  /** One to one; a project that is not listed is called the same on both sides. */
  readonly projects: readonly { readonly gateway: ProjectName; readonly member: ProjectName }[];
  readonly timeouts: {
    readonly connect: number;
    readonly headers: number;
    readonly writes?: number;
    readonly idle: number;
    readonly queue: number;
    readonly login: number;
  };
  readonly connections: number;
  readonly breaker: { readonly failures: number; readonly cooldown: number };
  readonly limits: {
    readonly requests?: Rate;
    readonly inFlight: number;
    readonly endpoints: number;
    readonly projects: number;
    readonly perUser: { readonly inFlight: number };
    /** Bytes of an upload in a time, at least. */
    readonly minRate?: Rate;
  };
}

export interface ClusterConfig {
  readonly id: string;
  readonly name: string;
  readonly maintenance?: Notice;
  /** Without trailing slash. */
  readonly server: string;
  readonly hosts?: readonly string[];
  /** PEM. */
  readonly ca?: string;
  readonly strategy: ClusterStrategyOptions;
  /** Tokens that it has issued itself pass. `keys`: a JWK Set as text. */
  readonly serviceAccounts?: { readonly issuer?: string; readonly keys?: string };
  readonly limits: {
    readonly requests?: Rate;
    readonly inFlight: number;
    readonly streams: number;
    readonly perUser: { readonly inFlight: number; readonly streams: number };
    /** Bytes of an upload in a time, at least. */
    readonly minRate?: Rate;
  };
}
