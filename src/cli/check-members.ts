// SPDX-License-Identifier: Apache-2.0
// Runs the check of the trust for one member or for all, and tells its steps: for `member check` and `check --online`.
import type { Config } from '../config/config.ts';
import type { CheckOptions } from '../joining/index.ts';
import type { Step } from '../joining/ledger.ts';
import { CommandError, type Output } from './command.ts';

type Part = CheckOptions['part'];

export interface PartOf {
  readonly cloud: string;
  readonly part: Part;
}

interface Report {
  readonly member: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly steps: readonly Step[];
}

/** The OpenStack of a cloud, and its clusters. */
export const partsOfCloud = ({ id, openstack, clusters }: Config['clouds'][number]): PartOf[] => [
  ...(openstack === undefined ? [] : [{ cloud: id, part: { kind: 'openstack' as const } }]),
  ...clusters.map((cluster) => ({ cloud: id, part: { kind: 'cluster' as const, id: cluster.id } })),
];

/** One after the other, so that what is told of one stands together. */
export async function checkMembers(
  config: Config,
  parts: readonly PartOf[],
  options: Omit<CheckOptions, 'cloud' | 'part' | 'onStep'>,
  { out }: Pick<Output, 'out'>,
): Promise<Report[]> {
  const { checkMember } = await import('../joining/index.ts');
  const reports: Report[] = [];
  for (const { cloud, part } of parts) {
    const member = part.kind === 'cluster' ? part.id : cloud;
    out(`${member} (${part.kind === 'cluster' ? 'Kubernetes' : 'OpenStack'})\n`);
    const onStep = (step: Step): void => out(lineOf(step));
    const steps = await checkMember(config, { ...options, cloud, part, onStep });
    reports.push({ member, kind: part.kind, ok: !steps.some(({ verdict }) => verdict === 'failed'), steps });
    out(summary(steps));
  }
  return reports;
}

export function demandTrust(reports: readonly Report[]): void {
  const wrong = reports.filter(({ ok }) => !ok);
  if (wrong.length > 0)
    throw new CommandError(`the trust does not hold: ${wrong.map(({ member }) => member).join(', ')}`);
}

const lineOf = ({ step, verdict, reason, next }: Step): string =>
  `  ${verdict.padEnd(9)}  ${step.padEnd(22)}  ${reason}\n${next === undefined ? '' : `${' '.repeat(13)}→ ${next}\n`}`;

function summary(steps: readonly Step[]): string {
  const count = (verdict: string): string => `${steps.filter((step) => step.verdict === verdict).length} ${verdict}`;
  return `${count('ok')}, ${count('failed')}, ${count('not tried')}\n`;
}
