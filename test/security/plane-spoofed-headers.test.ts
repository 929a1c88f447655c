// SPDX-License-Identifier: Apache-2.0
// A client cannot tell a member who it is: whatever identity or routing header it brings, none gets there.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';
import { exchange } from './raw.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const EVIL = 'evil-42';
const IDENTITY = [
  'X-Identity-Status',
  'X-Service-Identity-Status',
  'X-Roles',
  'X-Role',
  'X-Service-Roles',
  'X-User',
  'X-User-Id',
  'X-User-Name',
  'X-User-Domain-Id',
  'X-User-Domain-Name',
  'X-Project-Id',
  'X-Project-Name',
  'X-Project-Domain-Id',
  'X-Project-Domain-Name',
  'X-Domain-Id',
  'X-Domain-Name',
  'X-Tenant',
  'X-Tenant-Id',
  'X-Tenant-Name',
  'X-Service-User-Id',
  'X-Service-Project-Id',
  'X-Service-Project-Domain-Name',
  'X-Service-Catalog',
  'X-Service-Token',
  'X-Subject-Token',
  'X-Is-Admin-Project',
  'OpenStack-System-Scope',
  'X-Remote-User',
  'X-Remote-Group',
  'Impersonate-User',
  'Impersonate-Extra-Scopes',
];
const ROUTING = [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Prefix',
  'X-Forwarded-Server',
  'X-Real-Ip',
  'X-Scs-Anything',
  'Cookie',
  'Proxy-Authorization',
  'Proxy-Connection',
];

/** Sent by hand: no client library would let all of these through. */
async function send(headers: string[], region = 'cloud-a'): Promise<{ answer: string; seen: Record<string, unknown> }> {
  const answer = await exchange(h.port, [
    `GET /clouds/${region}/compute/v2.1/servers HTTP/1.1\r\nHost: gateway\r\nX-Auth-Token: ${token}\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
  ]);
  const member = region === 'cloud-a' ? h.a : h.b;
  return { answer, seen: member.requests.at(-1)?.headers ?? {} };
}

it.each([...IDENTITY, ...ROUTING])('%s does not reach the member, in any spelling', async (name) => {
  const spellings = [name, name.toUpperCase(), name.toLowerCase(), name.replaceAll('-', '_'), name.replace('-', '_')];
  const { answer, seen } = await send([...new Set(spellings)].map((one) => `${one}: ${EVIL}`));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(JSON.stringify(seen)).not.toContain(EVIL);
  expect(seen['x-auth-token']).toMatch(/^gAAAAA/);
});

it('a header that Connection names is dropped, and none of ours can be named away', async () => {
  const { answer, seen } = await send([
    'Connection: X-Trace, X-Auth-Token, OpenStack-API-Version, close',
    'X-Trace: evil-42',
    'Connection: X-Other',
    'X-Other: evil-42',
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(JSON.stringify(seen)).not.toContain(EVIL);
  expect(seen['x-auth-token']).toMatch(/^gAAAAA/);
});

it('the member gets its own Host, whatever the client says', async () => {
  for (const region of ['cloud-a', 'cloud-b']) {
    for (const header of [`X-Forwarded-Host: ${EVIL}`, `Host: ${EVIL}`]) {
      const { seen } = await send([header], region);
      expect((region === 'cloud-a' ? h.a : h.b).hosts).toContain(seen.host);
    }
  }
});

it('the address of the gateway in answers does not come from the request', async () => {
  const { answer } = await send(['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https']);
  expect(answer).not.toContain('evil.example');
  expect(answer).not.toContain('https://');
  const login = await exchange(h.port, [
    'GET /identity/v3 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
  ]);
  expect(login).toContain(`${h.url}/identity/v3`);
  expect(login).not.toContain('evil.example');
});

it('two tokens in one request are one that is not good', async () => {
  const { answer } = await send(['X-Auth-Token: other']);
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

describeNoLeaks(() => h);
