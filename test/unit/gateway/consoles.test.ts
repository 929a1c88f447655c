// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createConsoles, publishConsole, withoutBase } from '../../../src/gateway/consoles.ts';
import type { Seal } from '../../../src/model/seal.ts';

/** Seals nothing, so that URLs can be compared. */
const sealed: string[] = [];
const seal: Seal = {
  close: (plain) => `sealed${sealed.push(plain)}`,
  open: (text) => sealed[Number(/^sealed(\d+)$/.exec(text)?.[1]) - 1],
};
let at = 1_000;
const create = (publicUrl: string, domain?: string) => {
  sealed.length = 0;
  return createConsoles({ seal, publicUrl, domain, lifetime: () => 60_000, now: () => at });
};
const USER = { cloud: 'cloud-a', user: 'alice', auditIds: ['a', 'b'], loggedInAt: 5 };

describe('a console URL of a member', () => {
  const cases: readonly (readonly [claim: string, given: string, ours: string])[] = [
    [
      'leads a page’s WebSocket the same way',
      'http://nova.internal:6080/vnc_auto.html?path=%3Ftoken%3D42',
      '/vnc_auto.html?path=BASE%2F%3Ftoken%3D42',
    ],
    [
      'keeps the path of the WebSocket, and what else the page is told',
      'https://nova.internal/novnc/vnc.html?autoconnect=true&path=%2Fnovnc%2Fws%3Ftoken%3D42',
      '/novnc/vnc.html?autoconnect=true&path=BASE%2Fnovnc%2Fws%3Ftoken%3D42',
    ],
    [
      'tells a page the token without a cookie',
      'https://nova.internal/spice_auto.html?token=4%262',
      '/spice_auto.html?path=BASE%2Fwebsockify%3Ftoken%3D4%25262',
    ],
    ['leaves the token of another page to it', 'https://nova.internal/console?token=42', '/console?token=42'],
    ['is a WebSocket’s where the member’s is', 'ws://nova.internal:6083/?token=42', '/?token=42'],
  ];
  const expected = (given: string, origin: string, base: string, ours: string): string =>
    `${given.startsWith('ws') ? origin.replace('http', 'ws') : origin}${base}${ours.replace('BASE', encodeURIComponent(base.slice(1)))}`;

  it.each(cases)('once published %s', (_claim, given, ours) => {
    const apart = create('https://gateway.example.org:8443', 'consoles.example.net').publish(given, USER);
    expect(apart).toBe(expected(given, 'https://cloud-a.consoles.example.net:8443', '/sealed1', ours));
    const within = create('https://gateway.example.org/scs').publish(given, USER);
    expect(within).toBe(expected(given, 'https://gateway.example.org', '/scs/consoles/sealed1', ours));
  });

  it.each([
    ['/', '/'],
    ['/websockify', '/websockify'],
    ['/cloud/consoles/sealed/websockify', '/websockify'],
    ['/novnc/cloud/consoles/sealed/novnc/ws', '/novnc/ws'],
    ['/cloud/consoles/sealed/cloud/consoles/sealed/', '/'],
    ['/cloud/consoles/sealedx/ws', '/cloud/consoles/sealedx/ws'],
    ['/consoles/sealed/ws', '/consoles/sealed/ws'],
  ])('is the same where a page puts its path behind its own: %s is %s', (path, theirs) => {
    expect(withoutBase(path, '/cloud/consoles/sealed')).toBe(theirs);
  });

  it.each([
    ['older pages', (page: URL, path: string) => `wss://${page.host}/${path}`],
    ['newer pages', (page: URL, path: string) => new URL(path, page).href.replace('http', 'ws')],
  ])('leads the WebSocket of %s to the member’s path, below the gateway’s', (_pages, resolve) => {
    for (const publicUrl of ['https://gw.example', 'https://gw.example/cloud', 'https://gw.example/a/b'])
      for (const [folder, theirs] of [
        ['', '/websockify?token=4'],
        ['/novnc', '/novnc/ws?token=4'],
      ] as const) {
        const consoles = create(publicUrl);
        const given = `https://nova.internal${folder}/vnc.html?path=${encodeURIComponent(theirs)}`;
        const page = new URL(consoles.publish(given, USER));
        const { pathname, search } = new URL(resolve(page, page.searchParams.get('path') ?? ''));
        const base = consoles.pathOf('sealed1');
        expect(pathname.startsWith(`${base}/`)).toBe(true);
        expect(withoutBase(pathname.slice(base.length), base) + search).toBe(theirs);
      }
  });

  it('says nothing of a URL that is none of the web', () => {
    for (const url of ['spice+tls://nova.internal/', 'javascript:alert(1)', 'nonsense'])
      expect(create('https://gateway.example.org').publish(url, USER)).toBe('https://gateway.example.org/consoles/');
  });
});

describe('the sealed part of a console URL', () => {
  it('gives back where it leads and whom it was given to, until it ends', () => {
    const consoles = create('https://gateway.example.org');
    consoles.publish('wss://nova.internal:6083/?token=42', USER);
    expect(consoles.open('sealed1')).toEqual({ ...USER, origin: 'https://nova.internal:6083', until: at + 60_000 });
    at += 60_000;
    expect(consoles.open('sealed1')).toBeUndefined();
  });

  it('of an earlier version, which names nobody, opens nothing', () => {
    const consoles = create('https://gateway.example.org');
    seal.close(JSON.stringify(['https://nova.internal', at + 60_000]), 'console');
    expect(consoles.open('sealed1')).toBeUndefined();
  });
});

describe('an answer with a console', () => {
  const publish = (url: string): string => `ours:${url}`;

  it('names the gateway’s URL, in Nova’s newer and older form', () => {
    for (const name of ['remote_console', 'console'])
      expect(JSON.parse(publishConsole(JSON.stringify({ [name]: { type: 'novnc', url: 'x' } }), publish))).toEqual({
        [name]: { type: 'novnc', url: 'ours:x' },
      });
  });

  it('passes as it is where it holds no URL', () => {
    for (const text of ['{"console":null}', '{"remote_console":{"url":5}}', '{"console":"x"}', '{"adminPass":"x"}'])
      expect(publishConsole(text, publish)).toBe(text);
  });
});
