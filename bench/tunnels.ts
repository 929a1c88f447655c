// SPDX-License-Identifier: Apache-2.0
// Streams of Kubernetes beside the same without the gateway, on paper: measured in the Kubernetes lab
// (test/lab/kubernetes/tunnels.ts), where there is an apiserver to measure against.
import { median } from './budgets.ts';
import { machine, table, writePage, writeResults } from './report.ts';

export interface TunnelFigure {
  /** The stream and its size. */
  readonly what: string;
  readonly protocol: string;
  /** `direct`, or the strategy. */
  readonly way: string;
  /** By round. */
  readonly seconds: readonly number[];
  /** To direct, within a round; the median of the rounds. */
  readonly ratio: number;
}

interface TunnelReport {
  /** What a ratio may be. */
  readonly most: number;
  /** Load averages (1 and 5 minutes) before anything was started. */
  readonly loadBefore: readonly number[];
  readonly figures: readonly TunnelFigure[];
}

/** Beside the figures of the same day; its file. */
export function writeTunnels(date: string, report: TunnelReport): string {
  writePage('tunnels', tunnelPage(date, report));
  return writeResults(date, { tunnels: { machine: machine(), ...report } });
}

/** A line for each stream, a column for each way. */
export function tunnelPage(date: string, { most, loadBefore, figures }: TunnelReport): string {
  const on = machine();
  const rounds = figures[0]?.seconds.length ?? 0;
  const ways = [...new Set(figures.map(({ way }) => way))];
  const lines = [...new Set(figures.map(({ what, protocol }) => `${what}, ${protocol}`))];
  const cell = (line: string, way: string): string => {
    const figure = figures.find((one) => `${one.what}, ${one.protocol}` === line && one.way === way);
    if (figure === undefined) return '';
    const seconds = `${median(figure.seconds).toFixed(2)} s`;
    if (way === 'direct') return seconds;
    return `${seconds}, ${figure.ratio.toFixed(2)} ×${figure.ratio <= most ? '' : ' (over)'}`;
  };
  const [one = 0, five = 0] = loadBefore;
  return [
    `${date}, median of ${rounds} rounds; at most ${most.toFixed(2)} × direct. ${on.cpu}, ${on.cores} cores, ${on.memory}, ${on.kernel}. Load average before the run: ${one.toFixed(1)} (1 minute), ${five.toFixed(1)} (5 minutes).`,
    table(
      ['What', ...ways],
      lines.map((line) => [line, ...ways.map((way) => cell(line, way))]),
    ),
  ].join('\n\n');
}
