// SPDX-License-Identifier: Apache-2.0
// The support periods of Kubernetes versions (scs-0210-v2). A cluster may run what upstream still supports. Whether the
// provider offers the newest version cannot be seen on a cluster.
import { fail, unknown, type Verdict } from '../verdict.ts';

/** The last day of upstream's support. */
export const KUBERNETES_END_OF_LIFE: Readonly<Record<string, string>> = {
  '1.36': '2027-06-28',
  '1.35': '2027-02-28',
  '1.34': '2026-10-27',
  '1.33': '2026-06-28',
  '1.32': '2026-02-28',
  '1.31': '2025-10-28',
  '1.30': '2025-06-28',
  '1.29': '2025-02-28',
  '1.28': '2024-10-28',
  '1.27': '2024-06-28',
  '1.26': '2024-02-28',
  '1.25': '2023-10-28',
};

const DAY = 86_400_000;

/** `v1.34.2+k3s1` → `1.34`. */
const kubernetesBranch = (version: string): string | undefined => /^v?(\d+\.\d+)(\.|$)/.exec(version)?.[1];

export interface VersionAge {
  readonly branch: string;
  /** Null for a branch that the table does not contain. */
  readonly endOfLife: string | null;
  readonly supported: boolean | null;
}

export function kubernetesAge(version: string, now: number): VersionAge | undefined {
  const branch = kubernetesBranch(version);
  if (branch === undefined) return undefined;
  const endOfLife = KUBERNETES_END_OF_LIFE[branch];
  if (endOfLife !== undefined) return { branch, endOfLife, supported: now < Date.parse(endOfLife) + DAY };
  // The table starts with 1.25: older branches are out of support, newer ones are unknown.
  return { branch, endOfLife: null, supported: /^(0\.|1\.(\d|1\d|2[0-4])$)/.test(branch) ? false : null };
}

export function checkVersion(version: string, now: number): Verdict {
  const age = kubernetesAge(version, now);
  if (age === undefined) return unknown(`"${version}" is no version of Kubernetes`);
  const { branch, endOfLife, supported } = age;
  if (supported === null) return unknown(`when the support of ${branch} ends is not known here`);
  if (!supported)
    return fail(`${version}: the support of ${branch} ended${endOfLife === null ? '' : ` on ${endOfLife}`}`);
  return unknown(
    `${version} is supported until ${endOfLife}; whether newer patches are offered cannot be seen on a cluster`,
  );
}
