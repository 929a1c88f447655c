// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createBrowserPolicy } from '../../../../../src/gateway/surfaces/console/browser-policy.ts';
import { planAnswer } from '../../../../../src/gateway/surfaces/console/plan-answer.ts';
import type { AnswerHeaders } from '../../../../../src/members/headers.ts';

const CONSOLE = {
  ...{ origin: 'https://nova.example:6080', cloud: 'cloud-a', until: 0, user: '' },
};
const plan = (status: number, headers: AnswerHeaders, apart = false) =>
  planAnswer({
    ...{ console: CONSOLE, path: '/novnc/vnc.html?token=1', base: '/consoles/sealed', status, headers },
    policy: createBrowserPolicy({ apart, dashboards: () => [] }),
  });
const locationOf = (location: string, status = 302): string | undefined => {
  const { headers } = plan(status, { location });
  return headers[headers.indexOf('location') + 1];
};

describe('a redirect of a console proxy', () => {
  it.each([
    ['/vnc.html', '/consoles/sealed/vnc.html'],
    ['vnc.html?path=x', '/consoles/sealed/novnc/vnc.html?path=x'],
    ['./a', '/consoles/sealed/novnc/a'],
    ['../../../a', '/consoles/sealed/a'],
    ['https://nova.example:6080/a', '/consoles/sealed/a'],
  ])('stays with it: %s', (location, ours) => {
    for (const status of [301, 302, 303, 307, 308]) expect(locationOf(location, status)).toBe(ours);
  });

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example',
    String.raw`\\elsewhere.example`,
    ' javascript:x',
    'https://nova.example/',
    'http://nova.example:6080/',
    'https://nova.example:6080@elsewhere.example/',
    'https://[',
  ])('leads nowhere else: %s', (location) => {
    expect(() => locationOf(location)).toThrow(expect.objectContaining({ code: 'memberRedirect', cloud: 'cloud-a' }));
  });

  it('without a location is none', () => {
    expect(() => plan(302, {})).toThrow(expect.objectContaining({ code: 'memberRedirect' }));
    expect(plan(304, { location: 'https://elsewhere.example/' }).headers).not.toContain('location');
    expect(plan(200, { location: 'https://elsewhere.example/' }).headers).not.toContain('location');
  });
});

describe('a console’s page in a sandbox', () => {
  const HTML = { 'content-type': 'text/html; charset=utf-8' };

  it('is changed where it is a whole page, also one that comes in pieces', () => {
    const { translate } = plan(200, HTML);
    expect(translate?.whole('<p>')).toMatch(/^<script>.*<p>$/);
    const stream = translate?.stream();
    expect(stream?.push(Buffer.from('<p>')).toString()).toMatch(/^<script>.*<p>$/);
    expect(stream?.push(Buffer.from('<p>')).toString()).toBe('<p>');
    expect(stream?.end().length).toBe(0);
  });

  it('passes as it is where it is something else', () => {
    expect(plan(206, HTML).translate).toBeUndefined();
    expect(plan(200, { 'content-type': 'text/javascript' }).translate).toBeUndefined();
    expect(plan(200, HTML, true).translate).toBeUndefined();
  });
});
