// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerOf, sealedCaller } from '../../../src/gateway/console-caller.ts';
import { createConsoles, publishConsole, withoutBase } from '../../../src/gateway/consoles.ts';
import type { Caller } from '../../../src/model/identity.ts';
import { domainRef, projectRef, userId } from '../../../src/model/ids.ts';
import type { Seal } from '../../../src/model/seal.ts';

/** Seals nothing, so that URLs can be compared. */
const sealed: [plain: string, context: string][] = [];
const seal: Seal = {
  close: (plain, context) => `sealed${sealed.push([plain, context])}`,
  open(text, context) {
    const [plain, closedFor] = sealed[Number(/^sealed(\d+)$/.exec(text)?.[1]) - 1] ?? [];
    return closedFor === context ? plain : undefined;
  },
};
let at = 1_000;
const create = (publicUrl: string, domain?: string) => {
  sealed.length = 0;
  return createConsoles({ seal, publicUrl, domain, lifetime: () => 60_000, now: () => at });
};
const USER = { cloud: 'cloud-a', user: 'alice' };

/** Whoever may be given a console's URL. */
const callers: fc.Arbitrary<Caller> = fc
  .record({
    texts: fc.array(fc.string({ unit: 'binary' }), { minLength: 8, maxLength: 8 }),
    email: fc.option(fc.string()),
    groups: fc.array(fc.string()),
    others: fc.array(fc.string(), { maxLength: 1 }),
    times: fc.tuple(fc.nat(), fc.option(fc.nat())),
    kind: fc.constantFrom('project', 'domain', 'unscoped'),
  })
  .map(({ texts, email, groups, others, times: [issuedAt, loggedInAt], kind }) => {
    const [issuer = '', subject = '', name = '', domain = '', protocol = '', first = '', inner = '', outer = ''] =
      texts;
    return {
      principal: {
        ...{ id: userId(issuer, subject), issuer, subject, name, domain, groups, identityProvider: outer, protocol },
        ...(email === null ? {} : { email }),
      },
      scope:
        kind === 'project'
          ? { kind, project: projectRef(outer, inner) }
          : kind === 'domain'
            ? { kind, domain: domainRef(inner) }
            : { kind: 'unscoped' },
      methods: [protocol],
      auditIds: [first, ...others],
      issuedAt,
      expiresAt: 0,
      ...(loggedInAt === null ? {} : { loggedInAt }),
    };
  });

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

  it('of an earlier version, which names no project, opens nothing', () => {
    const consoles = create('https://gateway.example.org');
    seal.close(JSON.stringify(['https://nova.internal', at + 60_000, 'cloud-a', 'alice', [], 0]), 'console');
    expect(consoles.open('sealed1')).toBeUndefined();
  });

  it('carries whoever was given it, as the cloud and the revocations are asked about them', () => {
    fc.assert(
      fc.property(callers, (caller) => {
        const { issuedAt, loggedInAt = issuedAt } = caller;
        const back = callerOf(JSON.parse(JSON.stringify(sealedCaller(caller))), 7);
        expect(back).toEqual({ ...caller, issuedAt: loggedInAt, loggedInAt, expiresAt: 7 });
      }),
    );
  });

  it('is the same caller each time, for whom one view of the cloud is kept', () => {
    const [caller] = fc.sample(callers, 1) as [Caller];
    const consoles = create('https://gateway.example.org');
    consoles.publish('wss://nova.internal:6083/?token=42', { ...USER, caller });
    expect(consoles.open('sealed1')?.caller).toBeDefined();
    expect(consoles.open('sealed1')?.caller).toBe(consoles.open('sealed1')?.caller);
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
