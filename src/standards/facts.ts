// SPDX-License-Identifier: Apache-2.0
// The facts of one cloud, as the standards use them: small readonly subsets of the normalised items. A fact that could
// not be read is `unknown` with its reason, never a guess; everything in this folder must handle that.

/** Why something is unknown: the caller may not read it, the cloud did not answer, it was not queried. */
export interface Unknown {
  readonly unknown: string;
}

export type Fact<T> = T | Unknown;

export const isUnknown = (fact: unknown): fact is Unknown =>
  typeof fact === 'object' && fact !== null && !Array.isArray(fact) && 'unknown' in fact;

export interface FlavorFacts {
  readonly cloud: string;
  readonly region?: string;
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  readonly ramMiB: number;
  /** Of the root disk. 0: there is none. Null: the cloud did not report it. */
  readonly diskGiB: number | null;
  /** Null if they could not be read, which differs from `{}`. */
  readonly extraSpecs: Readonly<Record<string, string>> | null;
}

export interface ImageFacts {
  readonly cloud: string;
  readonly region?: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly visibility: string;
  readonly hidden: boolean;
  readonly architecture: string | null;
  readonly minDiskGiB: number | null;
  readonly minRamMiB: number | null;
  readonly sizeBytes: number | null;
  /** RFC 3339. */
  readonly createdAt: string | null;
  /** Glance's custom properties, by their Glance names. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface VolumeTypeFacts {
  readonly cloud: string;
  readonly region?: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
}

/** A row of `/v2.0/default-security-group-rules`. */
export interface DefaultRuleFacts {
  readonly direction: string;
  readonly ethertype: string;
  readonly remoteGroupId: string | null;
  /** What it is for, where it is not for all addresses. */
  readonly remoteIpPrefix: string | null;
  readonly usedInDefaultGroup: boolean;
  readonly usedInOtherGroups: boolean;
}

export interface StorageClassFacts {
  readonly name: string;
  readonly provisioner: string;
  readonly default: boolean;
}

export interface ClusterFacts {
  readonly id: string;
  /** As in `GET /version`: `v1.34.2`. */
  readonly version: Fact<string>;
  readonly nodes: Fact<readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[]>;
  readonly storageClasses: Fact<readonly StorageClassFacts[]>;
  /** Whether `networking.k8s.io/v1` serves NetworkPolicy. */
  readonly networkPolicies: Fact<boolean>;
}

export interface CloudFacts {
  readonly cloud: string;
  /** Absent: the facts are those of the whole cloud. */
  readonly region?: string;
  readonly flavors: Fact<readonly FlavorFacts[]>;
  readonly images: Fact<readonly ImageFacts[]>;
  readonly volumeTypes: Fact<readonly VolumeTypeFacts[]>;
  /** The raw `type` strings of the member's own catalogue. */
  readonly services: Fact<readonly string[]>;
  readonly securityGroupDefaults?: Fact<readonly DefaultRuleFacts[]>;
  /** What the host of the object store answered to somebody who asked in S3 with an unknown key. Null: there is none. */
  readonly s3AtSwift?: Fact<{ readonly status: number; readonly error: string } | null>;
  /** The names of the roles that exist on the cloud. */
  readonly roles?: Fact<readonly string[]>;
}
