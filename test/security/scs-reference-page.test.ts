// SPDX-License-Identifier: Apache-2.0
// The reference is the one page of the gateway that every browser may open, on the very origin that people's tokens are
// for. Text of a schema, an example or a description must stay text, and nothing on the page may run or load.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../src/gateway/surfaces/scs/document/openapi.ts';
import { referencePage } from '../../src/gateway/surfaces/scs/document/reference-page.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const EVIL = `</style></pre></code>"'><img src=x onerror=alert(1)><script>alert(1)</script>\`<b>\`&lt;`;

/** The same document with every text, and every name that is anybody's, followed by markup. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return `${value}${EVIL}`;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      ['paths', 'properties', 'schemas', 'responses'].includes(key) ? `${name}${EVIL}` : name,
      poisoned(inner, name),
    ]),
  );
}

it('nothing that stands in the document becomes markup', async () => {
  const { body } = await h.send('GET', '/scs/openapi.json');
  const clean = referencePage(body as OpenApiDocument);
  const page = referencePage(poisoned(body) as OpenApiDocument);
  expect(page.match(/&lt;script&gt;alert/g)?.length ?? 0).toBeGreaterThan(1_000);
  expect(page).not.toMatch(/<script|<img|onerror=(?!alert\(1\)&gt;)/i);
  // The same elements as before, and no attribute that was not there.
  const elements = (html: string) =>
    new Set([...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/gi)].map(([, name]) => name));
  const attributes = (html: string) =>
    new Set(
      [...html.matchAll(/<[a-z][a-z0-9]*((?:\s+[a-z-]+(?:="[^"]*")?)*)/gi)].flatMap(([, all = '']) =>
        [...all.replace(/"[^"]*"/g, '""').matchAll(/\s([a-z-]+)=/gi)].map(([, name]) => name),
      ),
    );
  expect(elements(page)).toEqual(elements(clean));
  expect([...attributes(page)].filter((name) => !attributes(clean).has(name))).toEqual([]);
});

it('the page may run nothing, load nothing and be framed by nobody', async () => {
  const { headers, text } = await h.send('GET', '/docs');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/(?:^|; )default-src 'none'(?:;|$)/);
  expect(policy).toMatch(/(?:^|; )frame-ancestors 'none'(?:;|$)/);
  expect(policy).not.toMatch(/unsafe|script-src|connect-src|\*|https?:/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('set-cookie')).toBeNull();
  expect(text).not.toMatch(/<script|<link|<img|<iframe|<form|<base|\ssrc=|\son\w+=|javascript:|style="/i);
  expect((await h.send('GET', '/docs?x=<script>alert(1)</script>')).text).not.toContain('alert(1)');
});
