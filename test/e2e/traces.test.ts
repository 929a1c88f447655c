// SPDX-License-Identifier: Apache-2.0
// Traces, as an OTLP receiver has them: the steps of requests, their ids at members, in errors, in the log and in metrics.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listen } from '../../src/otel/listen.ts';
import { readSettings } from '../../src/otel/settings.ts';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';
import { startClusterHarness } from './cluster-harness.ts';
import { type Harness, startHarness } from './harness.ts';
import { cloud, house } from './member-house.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';
import { blocksOf } from './readme-blocks.ts';

let h: Harness;
let receiver: OtlpReceiver;
const told: string[] = [];
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const settings = readSettings(process.env, (text) => told.push(text));
  if (settings === undefined) throw new Error('traces are off');
  await listen(settings, (text) => told.push(text));
  h = await startHarness();
});
/** Ended last: a gateway that ends flushes and ends the tracer of its process. */
const further: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of [h, ...further]) await one.close();
  receiver.close();
  vi.unstubAllEnvs();
});

const SERVERS = '/clouds/cloud-a/compute/v2.1/servers/detail';
let number = 0;
function clientTrace(): { traceId: string; traceparent: string } {
  const traceId = (++number).toString(16).padStart(32, 'c');
  return { traceId, traceparent: `00-${traceId}-${'d'.repeat(16)}-01` };
}
/** All spans of a trace, once that of the request is among them: it ends last. */
async function trace(traceId: string): Promise<ReceivedSpan[]> {
  const own = (): ReceivedSpan[] => receiver.spans.filter((span) => span.traceId === traceId);
  await vi.waitFor(() => expect(own().some(({ kind }) => kind === 2)).toBe(true), SOON);
  return own();
}
const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan[] =>
  spans.filter((span) => span.name === name || (name === 'member' && span.kind === 3));

it('a native request is a span with its steps below it, in the trace of its client', async () => {
  const token = await h.scoped('alice');
  const { traceId, traceparent } = clientTrace();
  const before = h.a.requests.length;
  const { status } = await h.send('GET', SERVERS, { token, headers: { traceparent, tracestate: 'foo=1' } });
  expect(status).toBe(200);
  const spans = await trace(traceId);
  const request = spans.find(({ kind }) => kind === 2);
  expect(request).toMatchObject({
    name: 'GET /clouds/*',
    parentSpanId: 'd'.repeat(16),
    traceState: 'foo=1',
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': SERVERS,
      'scs.cloud': 'cloud-a',
      'scs.service': 'compute',
    },
  });
  const [member] = named(spans, 'member').slice(-1);
  expect(member?.attributes).toMatchObject({ 'scs.cloud': 'cloud-a', 'http.response.status_code': 200 });
  expect(named(spans, 'translate').length).toBeGreaterThan(0);
  // Every span has its parent, and the member was told of its own.
  const ids = new Set(spans.map(({ spanId }) => spanId));
  expect(spans.filter((span) => span !== request && !ids.has(span.parentSpanId ?? ''))).toEqual([]);
  const asked = h.a.requests.slice(before).find(({ service }) => service === 'compute');
  expect(asked?.headers).toMatchObject({ traceparent: `00-${traceId}-${member?.spanId}-01`, tracestate: 'foo=1' });
});

it('a request that waits for a connection to its cloud has a span of that, between the one before it and its own', async () => {
  const narrow = await startHarness({ openstack: { connections: 1 } });
  further.push(narrow);
  const token = await narrow.scoped('alice');
  const list = (traceparent: string) => narrow.send('GET', SERVERS, { token, headers: { traceparent } });
  // Sessions, and the connection itself.
  expect((await list(clientTrace().traceparent)).status).toBe(200);
  await narrow.a.faults.set('compute', { kind: 'slow', ms: 300 });
  const both = [clientTrace(), clientTrace()];
  const answers = await Promise.all(both.map(({ traceparent }) => list(traceparent)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const traces = await Promise.all(both.map(({ traceId }) => trace(traceId)));
  const queued = (spans: readonly ReceivedSpan[]) => spans.find(({ name }) => name === 'queue');
  const waited = traces.filter((spans) => queued(spans) !== undefined);
  expect(waited).toHaveLength(1);
  const [first] = traces.filter((spans) => queued(spans) === undefined);
  const [queue, before, own] = [
    queued(waited[0] ?? []),
    named(first ?? [], 'member')[0],
    named(waited[0] ?? [], 'member')[0],
  ];
  expect(queue).toMatchObject({ kind: 1, attributes: { 'scs.cloud': 'cloud-a' } });
  expect(queue?.parentSpanId).toBe(waited[0]?.find(({ kind }) => kind === 2)?.spanId);
  const order = [before?.startTimeUnixNano, queue?.startTimeUnixNano, queue?.endTimeUnixNano, own?.startTimeUnixNano];
  // Milliseconds: beginnings have no finer ones.
  const times = order.map((time = '0') => BigInt(time) / 1_000_000n);
  expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  expect(times[1]).not.toBe(times[2]);
});

it('a cluster is told of the trace too, by a request and by an upgrade, with the gateway’s span as its parent', async () => {
  const clusters = await startClusterHarness();
  further.push(clusters);
  const token = await clusters.login('alice');
  const pods = '/api/v1/namespaces/default/pods';
  const asked = clientTrace();
  const headers = { traceparent: asked.traceparent, tracestate: 'foo=1' };
  expect((await clusters.send('GET', `/k8s/hub${pods}`, { token, headers })).status).toBe(200);
  const opened = clientTrace();
  const tunnel = await clusters.upgrade(
    `/k8s/hub${pods}/web-1/exec?command=sh&stdin=true`,
    [
      ...['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
      ...['Sec-WebSocket-Protocol: v5.channel.k8s.io', `traceparent: ${opened.traceparent}`, 'tracestate: foo=1'],
    ],
    { token },
  );
  expect(tunnel.status).toBe(101);
  tunnel.socket.end();
  await tunnel.ended;
  for (const [{ traceId }, path] of [
    [asked, pods],
    [opened, `${pods}/web-1/exec`],
  ] as const) {
    const spans = await trace(traceId);
    const request = spans.find(({ kind }) => kind === 2);
    expect(request).toMatchObject({ parentSpanId: 'd'.repeat(16), attributes: { 'url.path': `/k8s/hub${path}` } });
    const told = clusters.cluster.requests.find(({ headers: { traceparent = '' } }) =>
      String(traceparent).includes(traceId),
    )?.headers;
    expect(told?.tracestate).toBe('foo=1');
    const [, , parent] = String(told?.traceparent).split('-');
    expect(spans.map(({ spanId }) => spanId)).toContain(parent);
  }
});

it('a login is authenticated, and opens a session at each cloud that it asks', async () => {
  const { traceId, traceparent } = clientTrace();
  const { access_token: bearer } = await h.idp.tokens.password('bob');
  const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
  const headers = { traceparent, authorization: `Bearer ${bearer}` };
  const { status, headers: answer } = await h.send('POST', path, { headers });
  expect(status).toBe(201);
  expect(named(await trace(traceId), 'authenticate')).toHaveLength(1);
  const token = answer.get('x-subject-token') ?? '';
  const next = clientTrace();
  await h.send('GET', '/identity/v3/auth/projects', { token, headers: { traceparent: next.traceparent } });
  const spans = await trace(next.traceId);
  const clouds = named(spans, 'session').map(({ attributes }) => attributes['scs.cloud']);
  expect(new Set(clouds)).toEqual(new Set(['cloud-a', 'cloud-b']));
  const sessions = new Set(named(spans, 'session').map(({ spanId }) => spanId));
  expect(named(spans, 'member').some(({ parentSpanId = '' }) => sessions.has(parentSpanId))).toBe(true);
});

it('a list of the SCS API has the questions to all clouds in one trace', async () => {
  const token = await h.scoped('alice');
  const { traceId, traceparent } = clientTrace();
  const { status } = await h.send('GET', '/scs/v1/servers', { token, headers: { traceparent } });
  expect(status).toBe(200);
  const clouds = named(await trace(traceId), 'member').map(({ attributes }) => attributes['scs.cloud']);
  expect(new Set(clouds)).toEqual(new Set(['cloud-a', 'cloud-b']));
});

it('requests beside each other never get into one another’s trace', async () => {
  const token = await h.scoped('alice');
  const before = h.a.requests.length;
  const traces = Array.from({ length: 20 }, clientTrace);
  const paths = ['/scs/v1/servers', SERVERS, '/scs/v1/images'];
  await Promise.all(
    traces.map(({ traceparent }, at) => h.send('GET', paths[at % 3] as string, { token, headers: { traceparent } })),
  );
  for (const { traceId } of traces) {
    const spans = await trace(traceId);
    expect(spans.filter(({ kind }) => kind === 2)).toHaveLength(1);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const { kind, parentSpanId = '' } of spans) if (kind !== 2) expect(ids).toContain(parentSpanId);
  }
  // What a member is told stands below a request of the very same kind.
  for (const { headers } of h.a.requests.slice(before)) {
    const [, traceId, spanId] = String(headers.traceparent).split('-');
    expect(receiver.spans.find((span) => span.spanId === spanId)?.traceId).toBe(traceId);
  }
});

it.each([
  ['broken', 'nonsense'],
  ['two of them', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01, 00-${'c'.repeat(32)}-${'b'.repeat(16)}-01`],
  ['endless', 'x'.repeat(4_000)],
])('a trace header that is %s harms no request: the gateway begins a trace of its own', async (_, traceparent) => {
  const token = await h.scoped('alice');
  const before = h.a.requests.length;
  const { status } = await h.send('GET', SERVERS, { token, headers: { traceparent, tracestate: 'foo=1' } });
  expect(status).toBe(200);
  const { headers } = h.a.requests.slice(before).find(({ service }) => service === 'compute') ?? {};
  expect(headers?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(headers).not.toHaveProperty('tracestate');
  const [, traceId = ''] = String(headers?.traceparent).split('-');
  expect((await trace(traceId)).find(({ kind }) => kind === 2)?.parentSpanId).toBeFalsy();
});

it('a failure tells its trace, in every dialect, and so do the log and the metrics', async () => {
  for (const path of ['/scs/v1/servers', SERVERS, '/identity/v3/auth/projects', '/k8s/nowhere/api', '/nowhere']) {
    const { traceId, traceparent } = clientTrace();
    const { status, headers } = await h.send('GET', path, { headers: { traceparent } });
    expect(status, path).toBeGreaterThanOrEqual(400);
    const [request] = (await trace(traceId)).filter(({ kind }) => kind === 2);
    expect(headers.get('traceparent'), path).toBe(`00-${traceId}-${request?.spanId}-01`);
    expect(
      h.log.some((line) => JSON.parse(line).traceId === traceId),
      path,
    ).toBe(true);
  }
  const token = await h.scoped('alice');
  const { traceId, traceparent } = clientTrace();
  const missing = `${SERVERS.replace('/detail', '')}/00000000-0000-4000-8000-000000000000`;
  const { status, headers } = await h.send('GET', missing, { token, headers: { traceparent } });
  expect(status).toBe(404);
  expect(headers.get('traceparent')).toContain(traceId);
  const member = named(await trace(traceId), 'member').at(-1);
  expect(member).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '404' } });
});

it('metrics lead to traces for scrapers that take OpenMetrics, and are as always for others', async () => {
  const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3';
  const url = `${h.gateway.operationsUrl}/metrics`;
  const scraped = await fetch(url, { headers: { accept } });
  expect(scraped.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0');
  const text = await scraped.text();
  const [, traceId = ''] = /duration_seconds_bucket\{[^}]*\} \d+ # \{trace_id="([0-9a-f]{32})"\}/.exec(text) ?? [];
  expect((await trace(traceId)).length).toBeGreaterThan(0);
  const plain = await (await fetch(url)).text();
  expect(plain).not.toContain('trace_id');
  const series = (of: string): string[] =>
    [...of.matchAll(/^(scs_gateway_(?:requests_total|request_duration_seconds\w+)(?:\{.*?\})?) /gm)].map(
      ([, one = '']) => one,
    );
  expect(series(text).toSorted()).toEqual(series(plain).toSorted());
});

it('the page says how a trace is told back, and that is so', async () => {
  const [block] = blocksOf(await readFile(`${import.meta.dirname}/../../docs/tracing.md`, 'utf8'));
  const env = { ...process.env, SCS_GATEWAY_URL: h.url, SCS_CA: '/dev/null' };
  const { stdout } = await promisify(execFile)('sh', ['-c', block?.text ?? ''], { env });
  expect(stdout).toMatch(/^traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01/i);
});

it('a gateway that is started by the page’s commands sends its traces where they say', async () => {
  const root = join(import.meta.dirname, '../..');
  const port = await freePort();
  const home = await house([cloud('cloud-a', 'https://127.0.0.1:9/v3')], {
    ...{ publicUrl: `http://127.0.0.1:${port}`, listen: { host: '127.0.0.1', port }, data: './data', drainDelay: '0s' },
    operations: { host: '127.0.0.1', port: await freePort() },
  });
  const blocks = blocksOf(await readFile(join(root, 'docs/tracing.md'), 'utf8'));
  const commands = (blocks.find(({ text }) => text.includes('NODE_OPTIONS'))?.text ?? 'false')
    .replace('http://collector.example.org:4318', receiver.url)
    .replace('/opt/scs-gateway/src/otel/register.js', join(root, 'src/otel/register.ts'))
    .replace('gateway.yaml', home.file);
  const program = `scs-gateway() { exec '${process.execPath}' '${join(root, 'bin/scs-gateway.js')}' "$@"; }`;
  const gateway = spawn('bash', ['-ec', `${program}\n${commands}`]);
  const ended = once(gateway, 'exit');
  try {
    let said = '';
    for (const stream of [gateway.stdout, gateway.stderr]) stream.on('data', (chunk) => (said += chunk));
    await vi.waitFor(() => expect(said).toContain('"msg":"ready"'), SOON);
    const { traceId, traceparent } = clientTrace();
    const answer = await fetch(`http://127.0.0.1:${port}/scs/v1/servers`, { headers: { traceparent } });
    expect(answer.status).toBe(401);
    expect((await trace(traceId)).map(({ name }) => name)).toContain('GET /scs/v1/servers');
  } finally {
    gateway.kill('SIGTERM');
    await ended;
    await rm(home.folder, { recursive: true });
  }
});

it('the receiver knows whose traces these are, and no token is in them', async () => {
  expect(receiver.resources[0]).toMatchObject({
    'service.name': 'scs-gateway',
    'deployment.environment.name': 'test',
  });
  expect(JSON.stringify(receiver.spans)).not.toMatch(/eyJ[\w-]{16,}\./);
  expect(told).toEqual([]);
});
