// SPDX-License-Identifier: Apache-2.0
// Many reports as one page: for each part when it was right and since when it is not, then the latest of each kind in full.
import { type Html, html, page } from './html.ts';
import { REPORTS, type Report } from './report.ts';
import { headOf, sectionsOf, titleOf } from './report-page.ts';

/** Runs that are shown as a row of signs. */
const RUNS = 60;

export interface HistoryOptions {
  readonly title: string;
  /** What could not be read, for people: a page that hides a lost result shows something better than the truth. */
  readonly unread: readonly string[];
}

export function historyPage(reports: readonly Report[], { title, unread }: HistoryOptions): string {
  const sections = groupsOf(reports).flatMap((runs) => {
    const latest = runs.at(-1);
    if (latest === undefined) return [];
    return [html`<h1>${titleOf(latest.report)}</h1>\n`, headOf(latest), tableOf(runs), ...sectionsOf(latest)];
  });
  const nothing = sections.length === 0 ? [html`<p class="dim">There is no result yet.</p>\n`] : [];
  const lost = unread.map((words) => html`<p class="failed">Not read: ${words}</p>\n`);
  return page(title, [...lost, ...nothing, ...sections]);
}

/** Those of one gateway and kind belong together, oldest first. */
function groupsOf(reports: readonly Report[]): Report[][] {
  const groups = new Map<string, Report[]>();
  const sorted = reports.toSorted((a, b) => (a.checkedAt < b.checkedAt ? -1 : Number(a.checkedAt > b.checkedAt)));
  for (const report of sorted) {
    const key = JSON.stringify([report.gateway, REPORTS.indexOf(report.report)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [report]);
    else group.push(report);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

interface Row {
  readonly name: string;
  readonly kind: string;
  /** Of each run; undefined: the part was not there. */
  readonly runs: readonly (boolean | undefined)[];
  /** Since when the verdict is what it is. */
  readonly since: string;
}

function rowsOf(runs: readonly Report[]): Row[] {
  const known = new Map(
    runs.flatMap(({ parts }) => parts.map(({ name, kind }) => [JSON.stringify([name, kind]), { name, kind }] as const)),
  );
  return [...known.values()].map((part) => {
    const states = runs.map(
      ({ parts }) => parts.find(({ name, kind }) => name === part.name && kind === part.kind)?.ok,
    );
    const changed = states.findLastIndex((state) => state !== states.at(-1));
    return { ...part, runs: states, since: runs[changed + 1]?.checkedAt ?? '' };
  });
}

function tableOf(runs: readonly Report[]): Html {
  const rows = rowsOf(runs).map(({ name, kind, runs: states, since }) => {
    const now = states.at(-1);
    const word = now === undefined ? 'gone' : now ? 'right' : 'not right';
    const signs = states.slice(-RUNS).map((state, index) => {
      const at = runs.slice(-RUNS)[index]?.checkedAt ?? '';
      return html`<td class="run ${state === false ? 'failed' : 'ok'}" title="${at}">${state === undefined ? ' ' : state ? '✓' : '✗'}</td>`;
    });
    return html`<tr><th scope="row">${name} <span class="dim">${kind}</span></th><td class="${now === false ? 'failed' : 'ok'}">${word} since ${since.slice(0, 16).replace('T', ' ')}</td>${signs}</tr>\n`;
  });
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Part</th><th scope="col">Now</th><th scope="col" colspan="${Math.min(runs.length, RUNS)}">Runs, oldest first (UTC)</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
`;
}
