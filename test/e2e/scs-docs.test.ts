// SPDX-License-Identifier: Apache-2.0
// What the API tells about itself, as browsers and programs get it: the reference page, the document, the failures, and
// the links that lead there.
import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/model/errors.ts';
import { type Answer, type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let page: Answer;
beforeAll(async () => {
  h = await startHarness();
  page = await h.send('GET', '/docs', {
    headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  });
});
afterAll(() => h.close());

describe('the reference page', () => {
  it('is HTML that a browser takes as it is, without a token', () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toMatch(/max-age=\d+/);
    expect(page.text).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('and the index are there with a closing slash, where no link leads anywhere else', async () => {
    const slashed = await h.send('GET', '/docs/');
    expect([slashed.status, slashed.text]).toEqual([200, page.text]);
    for (const [, href = ''] of page.text.matchAll(/(?:href|src)="([^"]*)"/g))
      expect(href).toMatch(/^(?:#|https?:\/\/)/);
    expect((await h.send('GET', '/scs/v1/')).text).toBe((await h.send('GET', '/scs/v1')).text);
  });

  it('may load nothing but its own style, by its policy', () => {
    const policy = new Map(
      (page.headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name = '', ...values] = part.split(' ');
        return [name, values.join(' ')] as const;
      }),
    );
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page.text) ?? [];
    expect(style).not.toBe('');
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    // Not from elsewhere, and no style that the policy would refuse.
    expect(page.text).not.toMatch(
      /<(?:script|link|img|iframe|object|embed|base|form)\b|\s(?:style|src|srcset|on\w+)=|url\(|@import/i,
    );
  });

  it('has links that lead to a place on it or to an answer', async () => {
    const links = new Set([...page.text.matchAll(/href="([^"]+)"/g)].map(([, to = '']) => to));
    const ids = new Set([...page.text.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id));
    const away = [...links].filter((to) => !to.startsWith('#'));
    expect([...links].filter((to) => to.startsWith('#') && !ids.has(to.slice(1)))).toEqual([]);
    // With the path of publicUrl, where it has one.
    expect(away.sort()).toEqual([`${h.url}/scs/openapi.json`, `${h.url}/scs/v1/errors`]);
    for (const to of away) expect((await fetch(to)).status).toBe(200);
  });

  it('has each place once', () => {
    const ids = [...page.text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('shows commands for this very gateway', () => {
    expect(page.text).toContain(`curl &#39;${h.url}/scs/v1/errors&#39;`);
    expect(page.text).not.toContain('gateway.example.org/scs/v1/errors');
  });
});

describe('the document', () => {
  it('is valid as it is served, and is of this gateway', async () => {
    const { status, headers, body } = await h.send('GET', '/scs/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body.servers).toEqual([{ url: h.url }]);
    expect((await new Validator().validate(body)).errors).toBeUndefined();
  });
});

describe('the failures', () => {
  it('are listed, each with what to do', async () => {
    const { status, body } = await h.send('GET', '/scs/v1/errors');
    expect(status).toBe(200);
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(ERROR_CODES);
    for (const { type, code, when, what } of body.items) {
      expect(type).toBe(`urn:scs-gateway:error:${code}`);
      expect([when, what].filter((sentence) => !/^\S.*\.$/.test(sentence))).toEqual([]);
    }
  });

  it('have the type that problems have', async () => {
    const { body } = await h.send('GET', '/scs/v1/errors');
    const { body: problem } = await h.send('GET', '/scs/v1/servers');
    expect(body.items).toContainEqual(
      expect.objectContaining({ type: problem.type, status: problem.status, title: problem.title }),
    );
  });
});

describe('links', () => {
  it('at the root lead to the API, its document and its reference', async () => {
    const { body } = await h.send('GET', '/');
    expect(body.links).toMatchObject({
      scs: `${h.url}/scs/v1`,
      openapi: `${h.url}/scs/openapi.json`,
      docs: `${h.url}/docs`,
    });
    for (const link of [body.links.scs, body.links.openapi, body.links.docs])
      expect((await h.send('GET', link)).status).toBe(200);
  });

  it('of the API lead somewhere, with a token', async () => {
    const token = await h.scoped('alice');
    const { body } = await h.send('GET', '/scs/v1');
    const links = Object.values(body.links) as { href: string }[];
    expect(links.length).toBeGreaterThan(20);
    // Some want a parameter, and say so.
    for (const { href } of links)
      expect([href, (await h.send('GET', href, { token })).status]).toEqual([
        href,
        expect.toSatisfy((status: number) => [200, 400, 404].includes(status)),
      ]);
  });
});

describeNoLeaks(() => h);
