// SPDX-License-Identifier: Apache-2.0
// The whole of `scs-gateway check` as one report: the configuration, and with --online the identity providers, and every cloud
// and cluster.
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/faults.ts';
import type { Report, ReportPart } from '../report/report.ts';
import { VERSION } from '../version.ts';
import { checkConfiguration, faultyConfiguration } from './check-configuration.ts';
import { checkMembers, checkProviders, partsOfCloud } from './check-members.ts';
import type { Output } from './command.ts';

export interface CheckWishes {
  readonly against?: string | undefined;
  /** Absent: nobody is asked. */
  readonly online?: {
    readonly groups: readonly string[];
    readonly domain?: string | undefined;
    /** A secret. */
    readonly token?: string | undefined;
    /** Milliseconds, for each. */
    readonly timeout: number;
  };
}

export interface CheckReport extends Report {
  /** A gateway cannot start with the configuration. */
  readonly stops: boolean;
}

/** `say`: where it is told while it goes on; a configuration with faults is then thrown, and else part of the report. */
export async function checkReport(
  file: string,
  { against, online }: CheckWishes,
  { say, now }: { readonly say?: Output['out'] | undefined; now(): number },
): Promise<CheckReport> {
  const checkedAt = new Date(now()).toISOString();
  const report = (gateway: string, parts: readonly ReportPart[], stops: boolean): CheckReport => {
    const ok = parts.every((part) => part.ok);
    return { report: 'check', checkedAt, gateway, version: VERSION, ok, parts, stops };
  };
  try {
    const telling = { against, now, say: (line: string) => say?.(`${line}\n`) };
    const { part, loaded, stops } = await checkConfiguration(file, telling);
    const { config } = loaded;
    const asked = online === undefined ? [] : await askEverybody(config, online, { out: say ?? (() => undefined) });
    return report(config.gateway.publicUrl, [part, ...asked], stops);
  } catch (error) {
    if (say !== undefined || !(error instanceof ConfigError)) throw error;
    return report('', [faultyConfiguration(file, error.faults)], true);
  }
}

async function askEverybody(
  config: Config,
  { groups, domain, token, timeout }: NonNullable<CheckWishes['online']>,
  output: Pick<Output, 'out'>,
): Promise<ReportPart[]> {
  const providers = await checkProviders(config, timeout, output);
  const ownUser = groups.length > 0 || token !== undefined;
  const asked = { groups, domain, token, ownUser, timeout };
  const members = await checkMembers(config, config.clouds.flatMap(partsOfCloud), asked, output);
  const others = config.clouds.flatMap(({ id, further }): ReportPart[] => {
    if (further === undefined) return [];
    const reason = `clouds of the kind ${further.kind} are not checked`;
    output.out(`${id} (${further.kind})\n  not tried  ${reason}\n`);
    return [{ name: id, kind: further.kind, ok: true, steps: [{ step: 'all', verdict: 'not tried', reason }] }];
  });
  return [...[...providers, ...members].map(({ member: name, ...same }) => ({ name, ...same })), ...others];
}
