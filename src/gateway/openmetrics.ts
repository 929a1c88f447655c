// SPDX-License-Identifier: Apache-2.0
// The metrics in the OpenMetrics format, which alone can carry exemplars: for those who ask for it. prom-client writes it too,
// but takes `_total` from its counters' names for good, and knows no exemplars of several processes.
// https://prometheus.io/docs/specs/om/open_metrics_spec/
import type { Registry } from 'prom-client';

export const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

export type MetricSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch seconds. */
  readonly timestamp: number;
}

export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
  exemplar?: Exemplar | null;
}

/** Whether a scraper prefers it to the text format (RFC 9110 §12.5.1); whoever names neither does not. */
export function prefersOpenMetrics(accept = ''): boolean {
  let best = 0;
  let plain = 0;
  for (const range of accept.slice(0, 1024).split(',')) {
    const [type = '', ...parameters] = range
      .toLowerCase()
      .split(';')
      .map((one) => one.trim());
    const of = (name: string): string | undefined =>
      parameters.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(of('q') ?? 1);
    if (!(quality >= 0 && quality <= 1)) continue;
    if (type === 'application/openmetrics-text' && (of('version') ?? '1.0.0') === '1.0.0')
      best = Math.max(best, quality);
    if (type === 'text/plain') plain = Math.max(plain, quality);
  }
  return best > 0 && best >= plain;
}

/** `from`: where exemplars are, if not in `metrics`: adding up loses them. */
export function openMetrics(metrics: MetricSnapshot, from: readonly MetricSnapshot[] = [metrics]): string {
  const exemplars = newest(from);
  const lines: string[] = [];
  for (const { name, help, type, values } of metrics) {
    const kind = String(type);
    // A counter's samples end with `_total`, its family does not.
    const isCounter = kind === 'counter' && name.endsWith(TOTAL);
    const family = isCounter ? name.slice(0, -TOTAL.length) : name;
    const shown = kind === 'counter' && !isCounter ? 'unknown' : kind;
    lines.push(`# TYPE ${family} ${shown}`, `# HELP ${family} ${escaped(help)}`);
    for (const sample of values as readonly Sample[]) {
      const series = seriesOf(name, sample);
      lines.push(`${series} ${numeral(sample.value)}${shownExemplar(exemplars.get(series))}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

const TOTAL = '_total';

function newest(snapshots: readonly MetricSnapshot[]): Map<string, Exemplar> {
  const found = new Map<string, Exemplar>();
  for (const { name, values } of snapshots.flat())
    for (const sample of values as readonly Sample[]) {
      const { exemplar } = sample;
      if (exemplar == null) continue;
      const series = seriesOf(name, sample);
      if ((found.get(series)?.timestamp ?? 0) <= exemplar.timestamp) found.set(series, exemplar);
    }
  return found;
}

function seriesOf(name: string, { metricName = name, labels }: Sample): string {
  const text = labelled(labels);
  return text === '' ? metricName : `${metricName}{${text}}`;
}

const labelled = (labels: Sample['labels']): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(',');

const shownExemplar = (exemplar: Exemplar | undefined): string =>
  exemplar === undefined ? '' : ` # {${labelled(exemplar.labelSet)}} ${numeral(exemplar.value)} ${exemplar.timestamp}`;

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

const numeral = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value < 0 ? '-Inf' : '+Inf';
