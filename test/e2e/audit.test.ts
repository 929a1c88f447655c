// SPDX-License-Identifier: Apache-2.0
// The audit stream of a whole gateway over stand-in clouds: an event of each kind, with who, what, where and the ids of both
// sides; no secret in any of them; and a file that `scs-gateway audit verify` finds intact.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestBy } from '../../src/audit/chain.ts';
import { linesOf } from '../../src/audit/read-lines.ts';
import { verify } from '../../src/audit/verify.ts';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { AUDIT_KINDS } from '../../src/gateway/audit/kinds.ts';
import { createFileStore } from '../../src/store/file.ts';
import { type Event, incomplete } from './audit-events.ts';
import { type Harness, rescope, startHarness } from './harness.ts';
import { blocksOf } from './readme-blocks.ts';

/** Of another issuer: ours would be refused in such a place. */
const FOREIGN = `eyJhbGciOiJFUzI1NiJ9${'x'.repeat(40)}.eyJzdWIiOiJhIn0.c2lnbmF0dXJl`;

let h: Harness;
let folder: string;
let file: string;
let token: string;
/** What must be in no event. */
const secrets: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-gateway-audit-'));
  file = join(folder, 'deep', 'audit.jsonl');
  h = await startHarness({
    durable: createFileStore({ folder: ':memory:' }),
    gateway: { audit: { file: { path: file } } },
  });
  token = await h.scoped('alice');
  secrets.push(token, token.split('.')[2] ?? '');
});
afterAll(async () => {
  await h.close();
  await rm(folder, { recursive: true, force: true });
});

const all = async (): Promise<Event[]> =>
  (await readFile(file, 'utf8').catch(() => ''))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The newest event for which this is so, once it has been written. */
async function event(is: (one: Event) => boolean): Promise<Event> {
  for (let turn = 0; turn < 500; turn++) {
    const found = (await all()).filter(is).at(-1);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(
    `no such event among ${JSON.stringify((await all()).map(({ name, requestPath }) => [name, requestPath]))}`,
  );
}
const named = (name: string, path: string) => event((one) => one.name === name && one.requestPath?.includes(path));

const CADF = {
  typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
  eventType: 'activity',
  eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00$/),
  id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  observer: { typeURI: 'service/security', id: expect.any(String), name: expect.stringContaining('http') },
};
const ALICE = { typeURI: 'service/security/account/user', name: 'alice', domain: 'acme' };
const HOST = { address: '127.0.0.1', agent: expect.any(String) };

describe('who has come in', () => {
  it('a login is told with the audit id of its token', async () => {
    const { body } = await h.send('GET', '/identity/v3/auth/tokens', {
      token,
      headers: { 'x-subject-token': token },
    });
    expect(await named('login', '/OS-FEDERATION/')).toMatchObject({
      ...CADF,
      action: 'authenticate',
      outcome: 'success',
      reason: { reasonType: 'HTTP', reasonCode: '201' },
      initiator: {
        ...ALICE,
        host: HOST,
        credential: { type: 'token', token: body.token.audit_ids[1], authority: 'demo' },
        request_id: expect.stringMatching(/^req-/),
      },
      target: { typeURI: 'service/security/account/user', id: body.token.user.id },
    });
    expect(await named('token', '/auth/tokens')).toMatchObject({
      action: 'renew',
      initiator: {
        ...ALICE,
        project: 'acme/research',
        project_id: body.token.project.id,
        credential: { token: body.token.audit_ids[0], login: body.token.audit_ids[1] },
      },
      target: { id: body.token.audit_ids[0] },
    });
  });

  it('a refused login is told, with nothing of what was shown', async () => {
    const forged = `${(await h.idp.tokens.password('alice')).access_token.slice(0, -8)}AAAAAAAA`;
    secrets.push(forged.slice(-40));
    const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    await h.send('POST', path, { headers: { authorization: `Bearer ${forged}` } });
    expect(await event((one) => one.name === 'login' && one.outcome === 'failure')).toMatchObject({
      reason: { reasonCode: '401', policyType: 'scs-gateway/errors', policyId: 'unauthorized' },
      initiator: { id: 'unknown', host: HOST },
      target: { id: 'unknown' },
    });
    const password = 'correct horse battery';
    secrets.push(password);
    const user = { name: 'alice', domain: { name: 'acme' }, password };
    await h.send('POST', '/identity/v3/auth/tokens', {
      json: { auth: { identity: { methods: ['password'], password: { user } } } },
    });
    const answer = await rescope(h.url, token, { project: { name: 'nowhere', domain: { name: 'acme' } } });
    expect(answer.status).toBe(401);
    expect(await event((one) => one.name === 'token' && one.outcome === 'failure')).toMatchObject({
      initiator: ALICE,
      target: { id: 'unknown' },
    });
  });

  it('a token that is none is told where it was shown, and no token at all is not', async () => {
    await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers?marker=secret-marker');
    await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers/x', {
      token: 'eyJhbGciOiJFUzI1NiJ9.e30.forged-signature',
    });
    secrets.push('forged-signature', 'secret-marker');
    expect(await named('refused', '/servers/x')).toMatchObject({ outcome: 'failure', target: { cloud: 'cloud-a' } });
    expect((await all()).some(({ requestPath }) => requestPath === '/clouds/cloud-a/compute/v2.1/servers')).toBe(false);
  });

  it('what is refused for its form, before anybody is asked who it is, fills no stream', async () => {
    const before = (await all()).length;
    expect((await h.send('PUT', '/scs/v1/servers')).status).toBe(405);
    expect((await h.send('DELETE', '/clouds/nowhere/compute/v2.1/servers/x')).status).toBe(404);
    await h.send('PUT', '/scs/v1/servers', { token: 'x' });
    await h.send('DELETE', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': 'none' } });
    expect((await named('revocation', '/auth/tokens')).target.id).toBe('unknown');
    expect((await all()).slice(before).map(({ name }) => name)).toEqual(['revocation']);
  });

  it('credentials that are made and ended, and revocations, are told', async () => {
    const { body: shown } = await h.send('GET', '/identity/v3/auth/tokens', {
      token,
      headers: { 'x-subject-token': token },
    });
    const path = `/identity/v3/users/${shown.token.user.id}/application_credentials`;
    const { body } = await h.send('POST', path, { token, json: { application_credential: { name: 'ci' } } });
    const { id, secret } = body.application_credential;
    secrets.push(secret);
    expect(await event((one) => one.name === 'credential' && one.action === 'create')).toMatchObject({
      outcome: 'success',
      target: { typeURI: 'data/security/credential', id },
    });
    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    const own = await h.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
    const ownToken = own.headers.get('x-subject-token') ?? '';
    secrets.push(ownToken);
    expect(await event((one) => one.initiator.credential?.application_credential !== undefined)).toMatchObject({
      name: 'login',
      initiator: { credential: { application_credential: { id, name: 'ci' } } },
    });
    await h.send('DELETE', '/identity/v3/auth/tokens', { token: ownToken, headers: { 'x-subject-token': ownToken } });
    expect(await event((one) => one.name === 'revocation' && one.outcome === 'success')).toMatchObject({
      action: 'revoke',
      target: { id: own.body.token.audit_ids[0] },
    });
    await h.send('DELETE', `${path}/${id}`, { token });
    expect(await event((one) => one.name === 'credential' && one.action === 'delete')).toMatchObject({
      target: { id },
    });
  });
});

describe('what was changed', () => {
  it('at a service of a cloud is told with the ids of both sides', async () => {
    const base = '/clouds/cloud-b/compute/v2.1';
    const { body: list } = await h.send('GET', `${base}/flavors`, { token });
    const { body: stored } = await h.send('GET', '/clouds/cloud-b/image/v2/images', { token });
    const made = await h.send('POST', `${base}/servers`, {
      token,
      json: {
        server: {
          name: 'web',
          flavorRef: list.flavors[0].id,
          imageRef: stored.images[0].id,
          networks: 'none',
          metadata: { note: 'hunter2hunter2' },
        },
      },
      headers: { 'openstack-api-version': 'compute 2.92', 'user-agent': `tool ${FOREIGN}` },
    });
    secrets.push('hunter2hunter2', FOREIGN);
    expect(made.body).toMatchObject({ server: {} });
    const { id } = made.body.server;
    expect(await named('native', `${base}/servers`)).toMatchObject({
      ...CADF,
      action: 'create',
      outcome: 'success',
      reason: { reasonCode: '202' },
      initiator: { ...ALICE, project: 'acme/research', host: { agent: 'tool [token]' } },
      target: {
        typeURI: 'service/compute/servers',
        id,
        cloud: 'cloud-b',
        region: 'cloud-b',
        service: 'compute',
        member_project_id: h.b.projectIds['acme/research'],
        request_id: made.headers.get('x-openstack-request-id'),
      },
      requestMethod: 'POST',
      requestPath: `${base}/servers`,
    });
    const both = await named('native', `${base}/servers`);
    expect(both.initiator.request_id).toBe(made.headers.get('x-scs-request-id'));
    expect(both.target.request_id).not.toBe(both.initiator.request_id);
    await h.send('POST', `${base}/servers/${id}/action?token=query-secret`, {
      token,
      json: { reboot: { type: 'SOFT' } },
    });
    secrets.push('query-secret');
    expect(await named('native', '/action')).toMatchObject({
      action: 'update',
      target: { typeURI: 'service/compute/servers/action', id },
    });
    await h.send('DELETE', `${base}/servers/00000000-0000-4000-8000-000000000000`, { token });
    expect(await event((one) => one.action === 'delete' && one.name === 'native')).toMatchObject({
      outcome: 'failure',
      reason: { reasonCode: '404' },
      target: { id: '00000000-0000-4000-8000-000000000000' },
    });
  });

  it('by the SCS API is told with each request at the cloud', async () => {
    const json = { cloud: 'cloud-a', project: 'acme/research', name: 'net' };
    const made = await h.send('POST', '/scs/v1/networks', { token, json });
    expect(made.status).toBeLessThan(300);
    const found = await named('scs', '/scs/v1/networks');
    expect(found).toMatchObject({
      action: 'create',
      outcome: 'success',
      initiator: ALICE,
      target: { typeURI: 'service/scs/networks', id: made.body.item.id, cloud: 'cloud-a' },
    });
    const [attachment] = found.attachments;
    expect(attachment).toMatchObject({ name: 'changes', contentType: 'application/json' });
    expect(attachment.content[0]).toMatchObject({
      typeURI: 'service/network/networks',
      cloud: 'cloud-a',
      method: 'POST',
      status: 201,
      request_id: expect.stringMatching(/^req-/),
    });
  });

  it('a console is told when it opens and when it closes, under the name that its URL was given with', async () => {
    const base = '/clouds/cloud-a/compute/v2.1';
    const headers = { 'openstack-api-version': 'compute 2.92' };
    const { body: list } = await h.send('GET', `${base}/flavors`, { token });
    const server = { name: 'c', flavorRef: list.flavors[0].id, imageRef: '', networks: 'none' };
    const { body } = await h.send('POST', `${base}/servers`, { token, headers, json: { server } });
    const given = await h.send('POST', `${base}/servers/${body.server.id}/remote-consoles`, {
      token,
      headers,
      json: { remote_console: { protocol: 'vnc', type: 'novnc' } },
    });
    const page = new URL(given.body.remote_console.url);
    secrets.push(page.pathname.split('/')[2] ?? '', page.searchParams.get('path') ?? '');
    const { target } = await named('native', '/remote-consoles');
    expect(target).toMatchObject({
      typeURI: 'service/compute/servers/remote-consoles',
      ids: { parent: body.server.id },
    });
    const socket = new WebSocket(`ws://${page.host}/${page.searchParams.get('path')}`);
    await new Promise((open, fail) => {
      socket.onopen = open;
      socket.onerror = fail;
    });
    const opened = await event((one) => one.name === 'console.opened');
    expect(opened).toMatchObject({ action: 'start', initiator: ALICE, target: { id: target.id, cloud: 'cloud-a' } });
    expect((await all()).some(({ name }) => name === 'console.closed')).toBe(false);
    socket.close();
    expect(await event((one) => one.name === 'console.closed')).toMatchObject({
      action: 'stop',
      target: { id: target.id },
      duration_ms: expect.any(Number),
    });
  });
});

it('what reads is not told', async () => {
  await h.send('GET', '/clouds/cloud-a/compute/v2.1/flavors', { token });
  await h.send('GET', '/scs/v1/flavors', { token });
  expect((await all()).filter(({ requestPath }) => requestPath?.includes('flavors'))).toEqual([]);
});

it('the stream is seen in readiness and metrics', async () => {
  const ready = (await (await h.operations('/readyz')).json()) as Event;
  expect(ready.parts.audit).toMatchObject({
    ok: true,
    needed: false,
    detail: expect.stringContaining('file: takes events'),
  });
  const metrics = await (await h.operations('/metrics')).text();
  expect(metrics).toMatch(/scs_gateway_audit_events_total\{kind="login"\} [1-9]/);
  expect(metrics).toContain('scs_gateway_audit_sink_up{sink="file"} 1');
});

it('there is an event of each kind, and each says who, what, where, with which outcome and under which ids', async () => {
  await h.send('PATCH', '/identity/v3/projects/none', { token, json: { project: {} } });
  await named('identity', '/projects/none');
  const events = await all();
  expect(incomplete(events)).toEqual([]);
  const of = new Set(events.map(({ name }) => name));
  const elsewhere = ['kubernetes', 'exec.opened', 'exec.closed'];
  expect(Object.keys(AUDIT_KINDS).filter((kind) => !of.has(kind))).toEqual(elsewhere);
});

it('no event has a secret, and the file is intact to its end', async () => {
  await h.gateway.close();
  const text = await readFile(file, 'utf8');
  expect(secrets.filter((secret) => secret.length < 6 || text.includes(secret))).toEqual([]);
  expect(text).not.toMatch(/eyJ[\w-]{16,}\.|gAAAA[\w-]{20,}|temp_url_sig|adminPass/);
  const verdict = await verify(linesOf([file]), { digest: digestBy(undefined), keyed: false, sink: 'file' });
  expect(verdict).toMatchObject({ intact: true, findings: [], chains: [{ from: 1, ended: true }] });
  // And by the page's own command.
  const blocks = blocksOf(await readFile(join(import.meta.dirname, '../../docs/audit.md'), 'utf8'));
  const [[program, ...args] = []] = blocks
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text.trim().replace('/var/log/scs-gateway/audit.jsonl', file).split(' '));
  const out: string[] = [];
  expect(program).toBe('scs-gateway');
  expect(await runCommandLine(args, { out: (text) => out.push(text), err: () => undefined }, COMMANDS)).toBe(0);
  expect(out.join('')).toMatch(/, ended\nintact\n$/);
});
