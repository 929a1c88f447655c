// SPDX-License-Identifier: Apache-2.0
// What operators see of the running gateway: put together from whoever knows it, when somebody looks.
import { stringify } from 'yaml';
import type { Config } from './config/config.ts';
import type { Keys } from './federation/keys.ts';
import type { Metrics } from './gateway/metrics.ts';
import type { Readiness } from './gateway/readiness.ts';
import type { RecentFailures } from './gateway/recent-failures.ts';
import type { KeyAge, OperatorView } from './gateway/surfaces/portal/operator-view.ts';

export interface OperatorDeps {
  readonly config: () => Config;
  readonly keys: Pick<Keys, 'published' | 'sealing' | 'signing'>;
  readonly readiness: () => Readiness;
  readonly failures: RecentFailures['list'];
  readonly metrics: Pick<Metrics, 'snapshot'>;
}

const LIMITED = 'scs_gateway_limited_total';
/** A certificate, a picture. */
const LONGEST_VALUE = 300;

export const buildOperator =
  ({ config, keys, readiness, failures, metrics }: OperatorDeps): (() => Promise<OperatorView>) =>
  async () => {
    const hit = (await metrics.snapshot()).find(({ name }) => name === LIMITED);
    return {
      operationsUrl: urlOf(config().gateway.operations),
      readiness: readiness(),
      keys: keysOf(keys),
      failures: failures(),
      limits: (hit?.values ?? []).map(({ labels, value }) => ({
        limit: String(labels.limit ?? ''),
        surface: String(labels.surface ?? ''),
        times: value,
      })),
      configuration: shownConfig(config()),
    };
  };

const urlOf = ({ host, port }: Config['gateway']['operations']): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

function keysOf(keys: OperatorDeps['keys']): KeyAge[] {
  const signing = keys.signing().kid;
  return [
    ...keys.published().map(({ kid, created }) => ({ kid, created, use: 'sign' as const, current: kid === signing })),
    ...keys.sealing().map(({ kid, created }, index) => ({ kid, created, use: 'seal' as const, current: index === 0 })),
  ];
}

/** What a reference led to shows itself as `[secret]`. */
const shownConfig = (config: Config): string =>
  stringify(
    JSON.parse(
      JSON.stringify(config, (_name, value: unknown) => {
        if (value instanceof RegExp) return value.source;
        if (typeof value === 'string' && value.length > LONGEST_VALUE)
          return `${value.slice(0, 40)}… (${value.length})`;
        return value;
      }),
    ),
  );
