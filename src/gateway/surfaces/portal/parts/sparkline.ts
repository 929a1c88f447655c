// SPDX-License-Identifier: Apache-2.0
// Latencies of an hour as a line, and as a table for whoever reads figures. What was not answered is a mark below the line.
import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';

const WIDTH = 360;
const HEIGHT = 48;
const HOUR_MS = 60 * 60_000;
/** Rows of the table. */
const MOST = 60;

export function sparkline(visit: Visit, cloud: string, id: string): Html {
  const { t, format, now } = visit;
  const all = visit.latencies(id);
  const told = all.flatMap(({ ms }) => ms ?? []);
  const [low, high] = [Math.min(...told), Math.max(...told)];
  const x = (at: number): string => (Math.min(1, Math.max(0, 1 - (now - at) / HOUR_MS)) * WIDTH).toFixed(1);
  const y = (ms: number): string => (HEIGHT - 6 - (ms / Math.max(high, 1)) * (HEIGHT - 12)).toFixed(1);
  const points = all.flatMap(({ at, ms }) => (ms === null ? [] : [`${x(at)},${y(ms)}`]));
  const dot = points.length === 1 ? [points[0], points[0]] : points;
  const misses = all
    .filter(({ ms }) => ms === null)
    .map(({ at }) => html`<path class="miss" d="M${x(at)} ${HEIGHT - 2}v-8"/>`);
  const words =
    told.length === 0
      ? `${cloud}: ${t.clouds.noMeasurements}`
      : `${cloud}: ${t.clouds.latencyHour}, ${t.clouds.lowest} ${format.number(low)} ${t.clouds.ms}, ${t.clouds.highest} ${format.number(high)} ${t.clouds.ms}`;
  const rows = all
    .slice(-MOST)
    .toReversed()
    .map(
      ({ at, ms }) =>
        html`<tr><td>${format.clock(at)}</td><td class="number">${ms === null ? t.clouds.missed : `${format.number(ms)} ${t.clouds.ms}`}</td></tr>`,
    );
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words}"><path class="base" d="M0 ${HEIGHT - 2}H${WIDTH}"/><polyline class="line" points="${dot.join(' ')}"/>${misses}</svg>
<details class="small" id="measured-${id}"><summary>${t.clouds.latencyHour}</summary>${rows.length === 0 ? t.clouds.noMeasurements : html`<div class="scroll short" id="measured-${id}-rows" role="region" aria-label="${words}" tabindex="0"><table><thead><tr><th scope="col">${t.clouds.time} (UTC)</th><th scope="col" class="number">${t.clouds.latency}</th></tr></thead><tbody>${rows}</tbody></table></div>`}</details>`;
}
