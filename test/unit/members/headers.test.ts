// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  answerHeaders,
  consoleRequestHeaders,
  firstOf,
  joined,
  pageHeaders,
  refuseIdentity,
  requestHeaders,
  spellMetadata,
  switchingHeaders,
} from '../../../src/members/headers.ts';

const same = (_name: string, text: string): string => text;
const sent = (...pairs: [string, string][]): string[] => requestHeaders(pairs.flat(), same);
const got = (headers: Record<string, string | string[]>): string[] => answerHeaders(headers, same);

/** What services would believe about the caller (keystonemiddleware), and what is the gateway's to say. */
const FORBIDDEN = [
  ...['', 'Service-'].flatMap((who) => [
    `X-${who}Identity-Status`,
    `X-${who}Domain-Id`,
    `X-${who}Domain-Name`,
    `X-${who}Project-Id`,
    `X-${who}Project-Name`,
    `X-${who}User-Id`,
    `X-${who}User-Name`,
    `X-${who}Project-Domain-Id`,
    `X-${who}Project-Domain-Name`,
    `X-${who}User-Domain-Id`,
    `X-${who}User-Domain-Name`,
    `X-${who}Roles`,
  ]),
  'X-Is-Admin-Project',
  'OpenStack-System-Scope',
  'X-Service-Catalog',
  'X-Role',
  'X-User',
  'X-Tenant',
  'X-Tenant-Id',
  'X-Tenant-Name',
  'X-Auth-Token',
  'X-Service-Token',
  'X-Subject-Token',
  'X-Storage-Token',
  'Authorization',
  'Cookie',
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Prefix',
  'X-Real-IP',
  'X-Cluster-Client-Ip',
  'X-Remote-User',
  'X-Scs-Anything',
  'Impersonate-User',
  'Host',
  'Content-Length',
  'Expect',
  'Accept-Encoding',
  'X-OpenStack-Request-Id',
];
const HOP = [
  'Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
];
const mixed = (name: string): string => [...name].map((c, i) => (i % 2 ? c.toLowerCase() : c.toUpperCase())).join('');

describe("a client's headers", () => {
  it.each([...FORBIDDEN, ...HOP])('lose %s in every spelling', (name) => {
    const spellings = [name, name.toLowerCase(), name.toUpperCase(), mixed(name)];
    for (const spelling of [...spellings, ...spellings.map((one) => one.replaceAll('-', '_'))]) {
      expect(sent(['Accept', 'a'], [spelling, 'v'], [spelling, 'w'], ['Range', 'b'])).toEqual([
        'accept',
        'a',
        'range',
        'b',
      ]);
    }
  });

  it.each(['X_Roles', 'x_User-id', 'X-Project_Id', 'Content_Type', 'anything_else'])(
    'lose names that WSGI reads as others: %s',
    (name) => expect(sent([name, 'v'])).toEqual([]),
  );

  it.each(
    [
      'Accept',
      'Content-Type',
      'Content-MD5',
      'If-None-Match',
      'Range',
      'User-Agent',
      'OpenStack-API-Version',
      'X-OpenStack-Nova-API-Version',
      'X-OpenStack-Manila-API-Version',
      'X-Openstack-Ironic-Inspector-API-Version',
      'X-Container-Read',
      'X-Container-Meta-Quota-Bytes',
      'X-Object-Meta-User',
      'X-Object-Manifest',
      'X-Copy-From-Account',
      'Destination-Account',
      'X-Delete-After',
      'X-Trans-Id-Extra',
      'X-Image-Meta-Store',
      'X-Users',
      'X-User-Agent',
      'X-Project',
      'Via-Something',
    ].filter((name) => name !== 'X-Project'),
  )('keep %s', (name) => {
    expect(sent([name, 'v'])).toEqual([name.toLowerCase(), 'v']);
  });

  it.each([
    ['X-Container-Meta-A', 'close, X-Container-Meta-A'],
    ['X-Object-Manifest', ' x-object-MANIFEST ,keep-alive'],
    ['Range', 'Range'],
  ])('lose what Connection names: %s', (name, connection) => {
    expect(sent([name, 'v'], ['CONNECTION', connection], ['Accept', 'a'])).toEqual(['accept', 'a']);
    expect(sent(['Connection', 'keep-alive'], ['connection', connection], [name, 'v'])).toEqual([]);
  });

  it('are not lost by a Connection that only says how the connection goes on', () => {
    expect(sent(['Connection', 'keep-alive, Close'], ['Accept', 'a'])).toEqual(['accept', 'a']);
  });

  it('stay as many and in the order that they came', () => {
    expect(sent(['B', '1'], ['a', '2'], ['b', '3'])).toEqual(['b', '1', 'a', '2', 'b', '3']);
  });

  it('have ids translated in values that can hold one', () => {
    const id = 'a'.repeat(32);
    const seen: string[] = [];
    const out = requestHeaders(['X-Container-Read', `${id}:*`, 'X-Short', 'x', 'User-Agent', id], (name, text) => {
      seen.push(name);
      return text.replace(id, 'b');
    });
    expect(out).toEqual(['x-container-read', 'b:*', 'x-short', 'x', 'user-agent', id]);
    expect(seen).toEqual(['x-container-read']);
  });
});

describe("a member's headers", () => {
  it.each([
    ...HOP.map((name) => name.toLowerCase()),
    'set-cookie',
    'alt-svc',
    'strict-transport-security',
    'www-authenticate',
    'server',
    'via',
    'date',
    'location',
    'content-location',
    'content-length',
    'x-subject-token',
    'x-auth-token',
    'x-storage-token',
    'x-accel-redirect',
    'x-sendfile',
  ])('lose %s', (name) => {
    expect(got({ [name]: 'v', etag: 'e' })).toEqual(['etag', 'e']);
  });

  it('lose what Connection names', () => {
    expect(got({ connection: 'close, x-hop', 'x-hop': 'v', etag: 'e' })).toEqual(['etag', 'e']);
  });

  it.each(['x-trans-id', 'x-object-meta-a', 'openstack-api-version', 'vary', 'accept-ranges', 'warning'])(
    'keep %s, once for each value',
    (name) => expect(got({ [name]: ['a', 'b'] })).toEqual([name, 'a', name, 'b']),
  );

  it.each(['etag', 'retry-after', 'content-type', 'last-modified', 'content-range', 'expires', 'age'])(
    'have one %s: the first',
    (name) => {
      expect(got({ [name]: ['a', 'b'] })).toEqual([name, 'a']);
      expect(firstOf({ [name]: ['a', 'b'] }, name)).toBe('a');
    },
  );

  it.each(['content-encoding', 'content-language'])('have one line of %s, with all of it', (name) =>
    expect(got({ [name]: ['a', 'b'] })).toEqual([name, 'a, b']),
  );

  it('are translated wherever a host or an id may stand', () => {
    const names: string[] = [];
    answerHeaders({ etag: 'e', warning: 'l', 'x-storage-url': 'u', 'x-object-meta-a': 'm' }, (name, text) => {
      names.push(name);
      return text;
    });
    expect(names).toEqual(['warning', 'x-storage-url', 'x-object-meta-a']);
  });
});

describe('the headers of a console’s page', () => {
  it.each([
    'accept-ranges',
    'cache-control',
    'content-encoding',
    'content-language',
    'content-range',
    'content-type',
    'etag',
    'expires',
    'last-modified',
    'vary',
  ])('keep %s', (name) => expect(pageHeaders({ [name]: 'a' })).toEqual([name, 'a']));

  it('are made fit for both versions of HTTP', () => {
    expect(pageHeaders({ etag: ['a', 'b'], 'content-encoding': ['gzip', 'br'] })).toEqual([
      ...['etag', 'a'],
      ...['content-encoding', 'gzip, br'],
    ]);
  });

  it.each([
    'set-cookie',
    'alt-svc',
    'strict-transport-security',
    'www-authenticate',
    'x-accel-redirect',
    'x-auth-token',
    'via',
    'server',
    'connection',
    'location',
    'content-location',
    'content-length',
    'content-security-policy',
    'service-worker-allowed',
    'clear-site-data',
    'x-whatever',
  ])('lose what a page does not need: %s', (name) =>
    expect(pageHeaders({ [name]: 'x', 'content-type': 'text/html' })).toEqual(['content-type', 'text/html']),
  );
});

describe('the headers of a WebSocket’s handshake', () => {
  it('towards a console proxy are those of the handshake and what no page could misuse', () => {
    const kept = ['Sec-WebSocket-Key', 'a', 'Sec-WebSocket-Version', '13', 'User-Agent', 'b', 'Accept', 'c'];
    const lost = [
      'Origin',
      'd',
      'Cookie',
      'e',
      'Authorization',
      'f',
      'X-Forwarded-For',
      'g',
      'Sec-WebSocket-Accept',
      'h',
    ];
    const asked = kept.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text));
    expect(consoleRequestHeaders([...lost, ...kept])).toEqual(asked);
  });
});

describe('the headers of an answer that switches protocols', () => {
  it('keep Connection and Upgrade, their order and their spelling, and lose what ties a client to the member', () => {
    const raw = ['Connection', 'Upgrade', 'Upgrade', 'SPDY/3.1', 'Set-Cookie', 'a', 'X-Auth-Token', 'b', 'Date', 'c'];
    expect(switchingHeaders(raw)).toEqual(['Connection', 'Upgrade', 'Upgrade', 'SPDY/3.1']);
  });
});

describe('headers by name', () => {
  it('have a value for each name: what came several times is a list with commas', () => {
    expect(joined({ link: ['<a>', '<b>'], etag: 'x', none: undefined })).toEqual({ link: '<a>, <b>', etag: 'x' });
    expect(joined(['link', '<a>', 'etag', 'x', 'link', '<b>'])).toEqual({ link: '<a>, <b>', etag: 'x' });
    expect(joined({ constructor: 'x' })).toEqual({ constructor: 'x' });
  });
});

describe('for a cluster', () => {
  it('bodies are opaque, so the client says which encodings it takes', () => {
    expect(requestHeaders(['Accept-Encoding', 'gzip', 'X-Long', 'a'.repeat(40)])).toEqual([
      ...['accept-encoding', 'gzip'],
      ...['x-long', 'a'.repeat(40)],
    ]);
  });

  it.each(['impersonate-user', 'Impersonate-Extra-x', 'x-remote-group', ' authorization '])(
    'a survivor among the identity headers stops the request: %s',
    (name) =>
      expect(() => refuseIdentity(['accept', 'a', name, 'v'])).toThrow(expect.objectContaining({ code: 'internal' })),
  );
});

describe('names of Swift’s metadata', () => {
  const spelt = (names: string[], raw: readonly string[] | null | undefined): string[] => {
    const headers = names.flatMap((name) => [name, 'v']);
    spellMetadata(
      headers,
      raw?.flatMap((name) => [Buffer.from(name), Buffer.from('v')]),
    );
    return headers.filter((_, i) => i % 2 === 0);
  };

  it('are those that the member wrote; all others are left alone', () => {
    const raw = ['X-Object-Meta-Colour', 'X-Container-Meta-A-b', 'X-Account-Meta-ID', 'X-Trans-Id', 'ETag'];
    const small = raw.map((name) => name.toLowerCase());
    expect(spelt(small, raw)).toEqual([...raw.slice(0, 3), 'x-trans-id', 'etag']);
  });

  it.each([undefined, null, []])('are in small letters where nobody knows better: %j', (raw) => {
    expect(spelt(['x-object-meta-colour'], raw)).toEqual(['x-object-meta-colour']);
  });
});
