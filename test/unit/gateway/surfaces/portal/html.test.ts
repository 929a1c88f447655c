// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, safeUrl, textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';

describe('the template of pages', () => {
  it('lets no text out of its place, in an element or in a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&;a =/') }), (text) => {
        const made = textOf(html`<p title="${text}">${text}</p>`);
        const inner = made.slice('<p title="'.length, -'</p>'.length);
        expect(inner.replace('">', '')).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('keeps what it has made itself, and nothing that only looks like it', () => {
    expect(textOf(html`<ul>${[html`<li>a</li>`, '<li>b</li>']}</ul>`)).toBe(
      '<ul><li>a</li>&lt;li&gt;b&lt;/li&gt;</ul>',
    );
    const parsed = JSON.parse('{"made here":"<script>","text":"<script>"}');
    expect(textOf(html`${[String(parsed)]}`)).not.toContain('<script>');
  });

  it('leaves out what is not there, but not a zero', () => {
    expect(textOf(html`${null}${undefined}${false}${0}`)).toBe('0');
  });

  it.each(['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', '//x', '/x', '', null])(
    'takes %j for no URL of a page',
    (url) => expect(safeUrl(url)).toBeUndefined(),
  );

  it('takes URLs of the web', () => expect(safeUrl('https://a.example/b')).toBe('https://a.example/b'));
});
