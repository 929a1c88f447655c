// SPDX-License-Identifier: Apache-2.0
// The budgets, and what the figures of a run say to each. Ratios are taken within a round and then the median of the
// rounds: what else the machine does at that moment weighs on both sides.

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly verdict: 'ok' | 'over';
}

/** One list for each subject or figure, by round. */
export type Figures = Readonly<Record<string, readonly number[]>>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

export function judge(figures: Figures): Row[] {
  const of = (name: string): readonly number[] => figures[name] ?? [];
  const ratio = (name: string, to: string): number =>
    median(of(name).map((value, round) => value / (of(to)[round] ?? Number.NaN)));
  const added = (name: string, to: string): number =>
    median(of(name).map((value, round) => value - (of(to)[round] ?? Number.NaN)));
  const most = (what: string, value: number, limit: number, show: (value: number) => string): Row => ({
    what,
    measured: show(value),
    budget: `≤ ${show(limit)}`,
    verdict: value <= limit ? 'ok' : 'over',
  });
  const least = (what: string, value: number, limit: number, show: (value: number) => string): Row => ({
    ...most(what, value, limit, show),
    budget: `≥ ${show(limit)}`,
    verdict: value >= limit ? 'ok' : 'over',
  });
  const times = (value: number): string => `${value.toFixed(2)} ×`;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const mb = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;

  const rows = [
    most('1 KB JSON: CPU per request, to the floor', ratio('gateway 1 KB', 'node:http + undici 1 KB'), 1.6, times),
    most('… to caddy, without authentication', ratio('gateway beside peers', 'caddy'), 0.9, times),
    most('… to haproxy, verifying the same token', ratio('gateway beside peers', 'haproxy, jwt_verify'), 0.75, times),
    most('… to bare @fastify/http-proxy', ratio('gateway 1 KB', 'http-proxy 1 KB'), 0.85, times),
    most(
      '27 KB JSON, 200 links: CPU per request, to nginx sub_filter',
      ratio('gateway 27 KB', 'nginx 27 KB'),
      1.2,
      times,
    ),
    most(
      'TLS, HTTP/2, 8 × 8: CPU per request, to its own HTTP/1.1 over TLS',
      ratio('gateway TLS, HTTP/2, 8 × 8', 'gateway TLS, HTTP/1.1'),
      1.1,
      times,
    ),
    most(
      'a new TLS connection for each request: CPU, to nginx',
      ratio('gateway, new TLS connections', 'nginx, new TLS connections'),
      2,
      times,
    ),
    most(
      'a change with its audit event: CPU, to one without',
      ratio('change, with audit', 'change, without audit'),
      1.05,
      times,
    ),
    most('latency added at 1,000 requests/s, p50', added('gateway p50', 'direct p50'), 0.25, ms),
    most('latency added at 1,000 requests/s, p99', added('gateway p99', 'direct p99'), 1.5, ms),
    most(
      'upload: growth of resident memory, from the second body on',
      Math.max(...of('gateway upload growth')),
      32e6,
      mb,
    ),
    most(
      'download: growth of resident memory, from the second body on',
      Math.max(...of('gateway download growth')),
      32e6,
      mb,
    ),
    least('upload: throughput, to nginx', ratio('gateway upload', 'nginx upload'), 0.7, times),
    least('download: throughput, to the floor', ratio('gateway download', 'node:http + undici download'), 1, times),
    most('start to ready', median(of('start to ready')), 600, ms),
    most(
      'cross-cloud list over 50 members: longer than the slowest of them, less 10 % of it',
      Math.max(0, added('list over all', 'slowest member') - 0.1 * median(of('slowest member'))),
      5,
      ms,
    ),
    most(
      `idle watches, ${median(of('watches')).toLocaleString('en')} in one process: resident memory each`,
      median(of('watch memory')),
      40_000,
      (value) => `${(value / 1e3).toFixed(0)} KB`,
    ),
  ];
  return [...rows, ...growth(figures)].filter(({ measured }) => !measured.startsWith('NaN'));
}

/** What grows must not cost more: each point of a curve, to the first of it. */
function growth(figures: Figures): Row[] {
  const curves = new Map<string, string[]>();
  for (const name of Object.keys(figures)) {
    const curve = /^growth, (\w+) [\d,]+: (?:CPU|resident)$/.exec(name)?.[1];
    if (curve === undefined) continue;
    const key = `${curve}: ${name.endsWith('CPU') ? 'CPU of a request' : 'resident memory'}`;
    curves.set(key, [...(curves.get(key) ?? []), name]);
  }
  return [...curves].flatMap(([what, [first = '', ...later]]) => {
    const base = median(figures[first] ?? []);
    const most = Math.max(...later.map((name) => median(figures[name] ?? []) / base));
    const verdict = most <= 1.1 ? ('ok' as const) : ('over' as const);
    return [
      {
        what: `as ${what}, the most of its curve to its first`,
        measured: `${most.toFixed(2)} ×`,
        budget: '≤ 1.10 ×',
        verdict,
      },
    ];
  });
}
