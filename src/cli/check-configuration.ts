// SPDX-License-Identifier: Apache-2.0
// What `scs-gateway check` says of a configuration and of what it names, before anybody is asked.
import type { LoadedConfig } from '../config/load.ts';
import type { ReportPart, ReportStep } from '../report/report.ts';

export interface CheckedConfiguration {
  readonly part: ReportPart;
  readonly loaded: LoadedConfig;
  /** A gateway cannot start with it. */
  readonly stops: boolean;
}

/** Throws `ConfigError` where it is wrong. `say`: for people, a line each. */
export async function checkConfiguration(
  file: string,
  { against, say, now }: { readonly against?: string | undefined; say(line: string): void; now(): number },
): Promise<CheckedConfiguration> {
  const [{ loadConfig }, { conditionsOf }] = await Promise.all([
    import('../config/load.ts'),
    import('../build-conditions.ts'),
  ]);
  const loaded = await loadConfig(file, { env: process.env });
  const { config, warnings } = loaded;
  const { gateway, clouds, identityProviders } = config;
  const counts = `${count(clouds, 'cloud')}, ${count(identityProviders, 'identity provider')}`;
  say(`${file} is right: ${counts}, public URL ${gateway.publicUrl}`);
  const steps: ReportStep[] = [{ step: 'file', verdict: 'ok', reason: counts }];
  for (const { path, reason } of warnings) {
    say(`warning: ${path}: ${reason}`);
    steps.push({ step: path, verdict: 'advice', reason });
  }
  const conditions = await conditionsOf(config, now());
  for (const { name, words, stopsStart } of conditions) {
    say(`${stopsStart ? 'fault' : 'warning'}: ${words}`);
    steps.push({ step: name, verdict: stopsStart ? 'failed' : 'advice', reason: words });
  }
  if (against !== undefined) {
    const { needRestart } = await import('../config/unchangeable.ts');
    const before = await loadConfig(against, { env: process.env });
    const fields = needRestart(before.config, config);
    const reason =
      fields.length === 0
        ? `a gateway that runs with ${against} takes it up by itself`
        : `needs a restart of a gateway that runs with ${against}: ${fields.join(', ')}`;
    say(reason);
    steps.push({ step: 'against', verdict: fields.length === 0 ? 'ok' : 'advice', reason });
  }
  const stops = conditions.some(({ stopsStart }) => stopsStart);
  return { part: { name: file, kind: 'configuration', ok: !stops, steps }, loaded, stops };
}

/** The same of one that is wrong. */
export const faultyConfiguration = (
  file: string,
  faults: readonly { readonly path: string; readonly reason: string }[],
): ReportPart => ({
  name: file,
  kind: 'configuration',
  ok: false,
  steps: faults.map(({ path, reason }) => ({ step: path === '' ? 'file' : path, verdict: 'failed', reason })),
});

const count = (list: readonly unknown[], what: string): string =>
  `${list.length} ${what}${list.length === 1 ? '' : 's'}`;
