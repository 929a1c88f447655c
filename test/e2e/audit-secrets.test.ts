// SPDX-License-Identifier: Apache-2.0
// No audit event has a secret, whatever is asked: requests at random on every surface, with secrets in each place where clients
// have been seen to put them. Every other test of the gateway's own process looks too: leaks() of harness.ts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { digestBy } from '../../src/audit/chain.ts';
import { linesOf } from '../../src/audit/read-lines.ts';
import { verify } from '../../src/audit/verify.ts';
import { createFileStore } from '../../src/store/file.ts';
import { SOON } from '../soon.ts';
import { type Event, incomplete } from './audit-events.ts';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
const folder = mkdtempSync(join(tmpdir(), 'scs-audit-'));
const file = join(folder, 'audit.jsonl');
const own: string[] = [];
beforeAll(async () => {
  h = await startHarness({
    durable: createFileStore({ folder: ':memory:' }),
    gateway: { audit: { file: { path: file } } },
  });
  own.push(await h.scoped('alice'), await h.login('bob'));
});
afterAll(async () => {
  await h.close();
  rmSync(folder, { recursive: true });
});

const SURFACES = [
  '/identity/v3/auth/tokens',
  '/identity/v3/users/u/application_credentials',
  '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth',
  '/oauth2/token',
  '/oauth2/revoke',
  '/clouds/cloud-a/compute/v2.1/servers',
  '/clouds/cloud-b/image/v2/images',
  '/clouds/cloud-a/object-store/v1/account/container/object',
  '/clouds/cloud-b/identity/v3/auth/tokens',
  '/scs/v1/servers',
  '/scs/v1/networks',
  '/k8s/nowhere/api/v1/namespaces/default/secrets',
  '/consoles/sealed/websockify',
  '/portal/login',
  '/nowhere',
];

/** A secret of each form, told apart by its number. */
const forms: readonly ((mark: string) => string)[] = [
  (mark) => `hunter2-${mark}-horse`,
  (mark) => `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(`{"sub":"${mark}"}`).toString('base64url')}.${mark}${'s'.repeat(40)}`,
  (mark) => `gAAAAAB${mark}${'f'.repeat(60)}`,
];
let count = 0;
const secret = fc.constantFrom(...forms).map((form) => form(`mark${(++count).toString(36)}zq`));
/** Where it stands. What a person types as part of a path is no secret's place, unless it is a token. */
const place = fc.constantFrom('bearer', 'x-auth-token', 'x-subject-token', 'basic', 'cookie', 'query', 'json', 'form');
const asked = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
  path: fc.constantFrom(...SURFACES),
  secret,
  place,
  /** A token beside it that is good. */
  good: fc.boolean(),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

async function send({ method, path, secret: hidden, place: at, good }: Asked): Promise<void> {
  const headers: Record<string, string> =
    ({
      bearer: { authorization: `Bearer ${hidden}` },
      'x-auth-token': { 'x-auth-token': hidden },
      'x-subject-token': { 'x-subject-token': hidden },
      basic: { authorization: `Basic ${Buffer.from(`user:${hidden}`).toString('base64')}` },
      cookie: { cookie: `session=${hidden}` },
    }[at as string] as Record<string, string> | undefined) ?? {};
  const token = good && at !== 'x-auth-token' ? own[0] : undefined;
  const auth = { identity: { methods: ['password'], password: { user: { name: hidden, password: hidden } } } };
  const bodies: Record<string, string> = {
    json: JSON.stringify({ auth, server: { name: 'x', adminPass: hidden, user_data: hidden }, secret: hidden }),
    form: new URLSearchParams({ client_secret: hidden, token: hidden, password: hidden, code: hidden }).toString(),
  };
  const body = method === 'GET' ? undefined : bodies[at];
  const type = at === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  await h.send(method, at === 'query' ? `${path}?token=${hidden}&temp_url_sig=${hidden}` : path, {
    token,
    headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  });
}

it('no event has what was hidden in a header, a query or a body, of whatever request', {
  timeout: 300_000,
}, async () => {
  const hidden: string[] = [];
  await fc.assert(
    fc.asyncProperty(asked, async (one) => {
      hidden.push(one.secret);
      await send(one);
    }),
    { numRuns: 400, endOnFailure: true },
  );
  // Tokens in paths and user agents too, where text is told.
  for (const token of [...own, ...forms.slice(1).map((form) => form('markpathzq'))]) {
    hidden.push(token);
    await h.send('DELETE', `/clouds/cloud-a/compute/v2.1/servers/${token}`, { token: own[0] });
    await h.send('DELETE', `/scs/v1/servers/cloud-a/${token}`, { token: own[0], headers: { 'user-agent': token } });
  }
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('/scs/v1/servers/cloud-a/[token]'), SOON);
  await h.gateway.close();
  const text = readFileSync(file, 'utf8');
  const events: Event[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.length).toBeGreaterThan(100);
  const marks = hidden.flatMap((one) => [one, one.split('.')[2] ?? one]);
  expect(marks.filter((one) => text.includes(one))).toEqual([]);
  expect(text.match(/mark[0-9a-z]+zq/g) ?? []).toEqual([]);
  expect(text).not.toMatch(/eyJ[\w-]{16,}\.|gAAAA[\w-]{20,}|temp_url_sig|adminPass/);
  expect(incomplete(events)).toEqual([]);
  const verdict = await verify(linesOf([file]), { digest: digestBy(undefined), keyed: false, sink: 'file' });
  expect(verdict).toMatchObject({ intact: true, findings: [] });
});
