// SPDX-License-Identifier: Apache-2.0
// What members say ends up in files that CI systems and browsers read: it stays text there, whatever it is.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMS } from '../../../src/report/forms.ts';
import { historyPage } from '../../../src/report/history-page.ts';
import { junitOf } from '../../../src/report/junit.ts';
import { type Report, type ReportStep, readReport } from '../../../src/report/report.ts';
import { reportPage } from '../../../src/report/report-page.ts';

const step = (more: Partial<ReportStep> = {}): ReportStep => ({ step: 'tls', verdict: 'ok', reason: 'fine', ...more });
const report = (steps: readonly ReportStep[], more: Partial<Report> = {}): Report => {
  const ok = !steps.some(({ verdict }) => verdict === 'failed');
  return {
    report: 'check',
    checkedAt: '2026-11-26T03:00:00.000Z',
    gateway: 'https://gateway.example.org',
    version: '0.1.0',
    ok,
    parts: [{ name: 'cloud-a', kind: 'openstack', ok, steps }],
    ...more,
  };
};
const anything = fc.string({ unit: 'binary', maxLength: 60 });
const anyStep: fc.Arbitrary<ReportStep> = fc.record({
  step: anything,
  verdict: fc.constantFrom('ok', 'failed', 'not tried', 'advice'),
  reason: anything,
  next: anything,
  title: anything,
});
const EVIL = `"><script>alert(1)</script><img src=x onerror='a'>]]>&amp;\u0000\ud800`;

describe('a report as JUnit XML', () => {
  it('has a case for each step, and counts what failed and what was skipped', () => {
    const xml = junitOf(
      report([
        step(),
        step({ step: 'login', verdict: 'failed', reason: 'refused', next: 'look there' }),
        step({ step: 'groups', verdict: 'not tried', reason: '"login" failed' }),
        step({ step: 'scs-0101', verdict: 'advice', reason: 'none' }),
      ]),
    );
    expect(xml).toContain('<testsuites name="scs-gateway check" tests="4" failures="1" errors="0" skipped="2"');
    expect(xml).toContain('<testcase classname="check.openstack.cloud-a" name="login">');
    expect(xml).toContain('<failure message="refused">refused\n→ look there</failure>');
    expect(xml).toContain('<skipped message="&quot;login&quot; failed"/>');
    expect(xml).toContain('<skipped message="advice: none"/>');
  });

  it('holds only characters of XML, and no markup but its own, whatever members say', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 4 }), anything, (steps, name) => {
        const xml = junitOf(report(steps, { parts: [{ name, kind: 'openstack', ok: true, steps }] }));
        expect(xml.isWellFormed()).toBe(true);
        expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        const tags = new Set([...xml.matchAll(/<[/?]?([\w:-]+)/g)].map(([, tag]) => tag));
        const own = ['xml', 'testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure', 'skipped'];
        expect([...tags].filter((tag) => ![...own, 'system-out'].includes(tag ?? ''))).toEqual([]);
      }),
    );
  });
});

describe('a report as a page', () => {
  it('names what it may load by a policy that its own style fulfils, and loads nothing', () => {
    const text = reportPage(report([step()]));
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/<(?:script|link|img|iframe|a|form)\b|\bsrc=|\bhref=|\bstyle=|url\(/i);
  });

  it.each(['single', 'history'])('stays a page when members answer with markup: %s', (kind) => {
    const told = report([step({ step: EVIL, verdict: 'failed', reason: EVIL, next: EVIL, title: EVIL })], {
      gateway: EVIL,
      parts: [{ name: EVIL, kind: EVIL, ok: false, steps: [step({ reason: EVIL })] }],
    });
    const text = kind === 'single' ? reportPage(told) : historyPage([told], { title: EVIL, unread: [EVIL] });
    expect(text).not.toMatch(/<script|<img|onerror='/);
    expect(text).not.toContain('\u0000');
    expect(text).toContain('&lt;script&gt;');
    expect(text.isWellFormed()).toBe(true);
  });

  it('has only its own tags, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 3 }), (steps) => {
        const own = reportPage(report([]));
        const tags = (page: string) => new Set([...page.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, tag]) => tag));
        const known = new Set([...tags(own), 'tr', 'td', 'span']);
        expect([...tags(reportPage(report(steps)))].filter((tag) => !known.has(tag))).toEqual([]);
      }),
    );
  });
});

describe('a report that is read again', () => {
  it('is what was written', () => {
    const told = report([step({ next: 'x', title: 'y' }), step({ verdict: 'failed' })]);
    expect(readReport(FORMS.json(told))).toEqual(told);
  });

  it.each([
    '',
    'nonsense',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...report([]), report: 'other' }),
    JSON.stringify({ ...report([]), checkedAt: 'yesterday' }),
    JSON.stringify({ ...report([]), parts: [{ name: 'x' }] }),
    JSON.stringify({
      ...report([]),
      parts: [{ name: 'x', kind: 'y', ok: true, steps: [{ step: 'z', verdict: 'fine' }] }],
    }),
  ])('is none: %s', (text) => {
    expect(readReport(text)).toBeUndefined();
  });
});

describe('the history of reports', () => {
  const at = (hour: string, ok: boolean, more: Partial<Report> = {}): Report =>
    report([step({ verdict: ok ? 'ok' : 'failed' })], { checkedAt: `2026-11-26T${hour}:00:00.000Z`, ...more });

  it('says since when a cloud is not right, in whatever order results are read', () => {
    const page = historyPage([at('05', false), at('03', true), at('06', false), at('04', true)], {
      title: 't',
      unread: [],
    });
    expect(page).toContain('not right since 2026-11-26 05:00');
    const signs = [...page.matchAll(/<td class="run[^>]*>(.)<\/td>/g)].map(([, sign]) => sign);
    expect(signs.join('')).toBe('✓✓✗✗');
  });

  it('keeps gateways and kinds of report apart, and shows a member that has gone', () => {
    const gone = at('02', true, { parts: [{ name: 'cloud-z', kind: 'openstack', ok: true, steps: [step()] }] });
    const page = historyPage([at('03', true), gone, at('03', true, { report: 'conformance' })], {
      title: 't',
      unread: [],
    });
    expect(page.match(/<h1>/g)).toHaveLength(2);
    expect(page).toContain('gone since 2026-11-26 03:00');
  });

  it('says what could not be read, and that there is nothing yet', () => {
    const page = historyPage([], { title: 't', unread: ['x.json: it is no result'] });
    expect(page).toContain('Not read: x.json: it is no result');
    expect(page).toContain('There is no result yet.');
  });
});
