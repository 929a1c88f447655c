// SPDX-License-Identifier: Apache-2.0
// One report as a page: what failed first, then each part with its steps.
import { type Html, html, page } from './html.ts';
import { failedIn, type Report, type ReportPart, type ReportStep, type Verdict } from './report.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { ok: '✓', failed: '✗', 'not tried': '–', advice: '!' };
const CLASSES: Readonly<Record<Verdict, string>> = { ok: 'ok', failed: 'failed', 'not tried': 'dim', advice: 'dim' };

export const titleOf = (report: Report['report']): string =>
  report === 'check' ? 'Check of the gateway and its members' : 'Conformance to the SCS standards';

export function reportPage(report: Report): string {
  const title = titleOf(report.report);
  return page(`${title} · ${report.gateway}`, [html`<h1>${title}</h1>\n`, headOf(report), ...sectionsOf(report)]);
}

export const headOf = ({ gateway, checkedAt, version }: Report): Html =>
  html`<p class="dim">${gateway} · ${checkedAt} · scs-gateway ${version}</p>\n`;

export function sectionsOf(report: Report): Html[] {
  const failed = failedIn(report);
  const summary =
    failed.length === 0
      ? html`<p class="ok">${SIGNS.ok} All of ${report.parts.length} hold.</p>\n`
      : html`<p class="failed">${SIGNS.failed} Not right: ${failed.map(({ name }) => name).join(', ')}</p>\n`;
  return [summary, ...report.parts.map(sectionOf)];
}

function sectionOf({ name, kind, ok, steps }: ReportPart): Html {
  return html`<h2><span class="${ok ? 'ok' : 'failed'}">${SIGNS[ok ? 'ok' : 'failed']}</span> ${name} <span class="dim">${kind}</span></h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Step</th><th scope="col">Verdict</th><th scope="col">Reason</th></tr></thead>
<tbody>
${steps.map(rowOf)}</tbody>
</table></div>
`;
}

function rowOf({ step, title, verdict, reason, next }: ReportStep): Html {
  const what = title === undefined ? html`${step}` : html`${title} <span class="dim">${step}</span>`;
  const then = next === undefined ? html`` : html`<span class="next">→ ${next}</span>`;
  return html`<tr><td>${what}</td><td class="${CLASSES[verdict]}">${SIGNS[verdict]} ${verdict}</td><td>${reason}${then}</td></tr>\n`;
}
