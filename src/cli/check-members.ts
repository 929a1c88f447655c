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

interface Checked {
  readonly member: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly steps: readonly Step[];
}

/** Members that are asked at a time: of a dozen that are away, each takes its whole time. */
const AT_ONCE = 8;

/** The OpenStack of a cloud, and its clusters. */
export const partsOfCloud = ({ id, openstack, clusters }: Config['clouds'][number]): PartOf[] => [
  ...(openstack === undefined ? [] : [{ cloud: id, part: { kind: 'openstack' as const } }]),
  ...clusters.map((cluster) => ({ cloud: id, part: { kind: 'cluster' as const, id: cluster.id } })),
];

/** Some at a time, told in the order of the configuration, so that what is told of one stands together. */
export async function checkMembers(
  config: Config,
  parts: readonly PartOf[],
  options: Omit<CheckOptions, 'cloud' | 'part' | 'onStep'>,
  { out }: Pick<Output, 'out'>,
): Promise<Checked[]> {
  const { checkMember } = await import('../joining/index.ts');
  const jobs = parts.map(({ cloud, part }): Job => {
    const member = part.kind === 'cluster' ? part.id : cloud;
    return {
      member,
      kind: part.kind,
      title: `${member} (${part.kind === 'cluster' ? 'Kubernetes' : 'OpenStack'})`,
      run: (onStep) => checkMember(config, { ...options, cloud, part, onStep }),
    };
  });
  return runInOrder(jobs, out);
}

/** The identity providers, in the same way. */
export async function checkProviders(
  config: Config,
  timeout: number,
  { out }: Pick<Output, 'out'>,
): Promise<Checked[]> {
  const { checkIdentityProvider } = await import('../joining/index.ts');
  const jobs = config.identityProviders.map(
    ({ id }): Job => ({
      member: id,
      kind: 'identity provider',
      title: `${id} (identity provider)`,
      run: (onStep) => checkIdentityProvider(config, { provider: id, timeout, onStep }),
    }),
  );
  return runInOrder(jobs, out);
}

interface Job {
  readonly member: string;
  readonly kind: string;
  readonly title: string;
  run(onStep: (step: Step) => void): Promise<readonly Step[]>;
}

async function runInOrder(jobs: readonly Job[], out: Output['out']): Promise<Checked[]> {
  const told = jobs.map((): string[] => []);
  let speaks = 0;
  const tell = (index: number, text: string): void => {
    if (index === speaks) out(text);
    else told[index]?.push(text);
  };
  const done = new Set<number>();
  const checked: Checked[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < jobs.length) {
      const index = next;
      next += 1;
      const { member, kind, title, run } = jobs[index] as Job;
      tell(index, `${title}\n`);
      const steps = await run((step) => tell(index, lineOf(step)));
      checked[index] = { member, kind, ok: !steps.some(({ verdict }) => verdict === 'failed'), steps };
      tell(index, summary(steps));
      done.add(index);
      while (done.has(speaks)) {
        speaks += 1;
        for (const text of told[speaks]?.splice(0) ?? []) out(text);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return checked;
}

export function demandTrust(reports: readonly Checked[]): void {
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
