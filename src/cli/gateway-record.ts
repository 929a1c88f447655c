// SPDX-License-Identifier: Apache-2.0
// What is saved of each gateway that the user has logged in to: how to log in there, the tokens that it has given, and
// which gateway a command means that names none.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { GatewayProvider, Project } from './gateway-api.ts';
import { readPrivate, writePrivate } from './private-files.ts';

export interface HeldToken {
  readonly token: string;
  /** Epoch milliseconds, by this machine's clock. */
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

export interface GatewayRecord {
  readonly gateway: string;
  readonly provider: GatewayProvider & { readonly cli: { readonly clientId: string; readonly scope: string } };
  /** An absolute path. */
  readonly ca?: string;
  /** What commands mean that name none. */
  readonly project?: Project;
  /** Without a scope: the login, from which the others descend. */
  readonly login?: HeldToken;
  readonly scoped: readonly (HeldToken & { readonly project: Project })[];
}

/** One URL has one spelling. */
export const canonical = (gateway: string): string => new URL(gateway).href.replace(/\/+$/, '');

export const recordFile = (folder: string, gateway: string): string =>
  join(folder, `gateway-${createHash('sha256').update(canonical(gateway)).digest('hex').slice(0, 32)}.json`);

export async function readRecord(folder: string, gateway: string): Promise<GatewayRecord | undefined> {
  const found = Object(await readPrivate(recordFile(folder, gateway))) as Partial<GatewayRecord>;
  if (typeof found.gateway !== 'string' || typeof found.provider?.cli?.clientId !== 'string') return undefined;
  return { ...(found as GatewayRecord), scoped: Array.isArray(found.scoped) ? found.scoped : [] };
}

export const writeRecord = (folder: string, record: GatewayRecord): Promise<void> =>
  writePrivate(recordFile(folder, record.gateway), record);

const currentFile = (folder: string): string => join(folder, 'current.json');

/** The gateway of the last login. */
export async function currentGateway(folder: string): Promise<string | undefined> {
  const { gateway } = Object(await readPrivate(currentFile(folder))) as { gateway?: unknown };
  return typeof gateway === 'string' && URL.canParse(gateway) ? gateway : undefined;
}

export const setCurrentGateway = (folder: string, gateway: string): Promise<void> =>
  writePrivate(currentFile(folder), { gateway });
