// SPDX-License-Identifier: Apache-2.0
// Sinks that fail: full, hanging, lying, killed. Events wait, are bounded, and what is lost is told; nothing ever throws.
import { once } from 'node:events';
import { appendFile, mkdtemp, open as open_, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { digestBy } from '../../../src/audit/chain.ts';
import { createFileSink, rotatedFiles } from '../../../src/audit/file-sink.ts';
import { createHttpSink } from '../../../src/audit/http-sink.ts';
import { type Audit, openAudit, openAuditFile } from '../../../src/audit/index.ts';
import { linesOf, withRotated } from '../../../src/audit/read-lines.ts';
import type { Entry, Sink } from '../../../src/audit/sink.ts';
import { createSpool, type SpoolDeps } from '../../../src/audit/spool.ts';
import { verify } from '../../../src/audit/verify.ts';
import { Secret } from '../../../src/model/secret.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const entry = (seq: number, line = `{"n":${seq}}\n`): Entry => ({
  seq,
  line,
  at: Date.now(),
  kind: 'native',
  failed: false,
});
const SILENT = {
  publicUrl: 'https://gateway.example.org',
  version: '1',
  worker: undefined,
  now: Date.now,
  onEvent: () => undefined,
  onLost: () => undefined,
  log: () => ({ info: () => undefined, warn: () => undefined }),
};
const recordIn = (audit: Audit): void =>
  audit.record({
    kind: 'native',
    at: Date.now(),
    action: 'create',
    outcome: 'success',
    initiator: '{}',
    target: '{}',
  });
const until = async (is: () => unknown): Promise<void> => {
  for (let turn = 0; turn < 1_000 && !(await is()); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!(await is())) throw new Error('it never came');
};

function spoolOver(send: Sink['send'], more: Partial<SpoolDeps> = {}) {
  const told = { onLost: vi.fn(), onTold: vi.fn(), onState: vi.fn() };
  const sink: Sink = { name: 'http', send, close: () => undefined };
  const limits = { size: 1_000, time: 60_000 };
  const spool = createSpool({ sink, limits, now: Date.now, pauses: [5, 20], ...told, ...more });
  ends.push(() => spool.close(0));
  return { spool, ...told };
}

describe('the stream', () => {
  const spool = { size: 1e6, time: 60_000 };

  it('gives a sink what came within some milliseconds at once, also while the sink is at work', async () => {
    const batches: number[] = [];
    const send: Sink['send'] = async (batch) => void batches.push(batch.length);
    const audit = openAudit({
      ...SILENT,
      options: { spool },
      sinks: [{ name: 'http', send, close: () => undefined }],
    });
    ends.push(() => audit.close(0));
    const begun = performance.now();
    let recorded = 0;
    while (performance.now() - begun < 300) {
      recordIn(audit);
      recorded += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // With the one that begins the chain. A busy machine makes fewer batches of the same, never more.
    await until(() => batches.reduce((sum, one) => sum + one, 0) === recorded + 1);
    expect(batches.length).toBeLessThan(45);
  });

  it('has what it was given in its head and at its sinks, whenever it is asked', async () => {
    const audit = openAudit({
      ...SILENT,
      options: { spool },
      sinks: [{ name: 'http', send: () => new Promise(() => undefined), close: () => undefined }],
    });
    ends.push(() => audit.close(0));
    for (let n = 0; n < 1_000; n++) recordIn(audit);
    expect(audit.head().seq).toBe(1_001);
    expect(audit.sinks()[0]?.waiting).toBe(1_001);
  });
});

describe('the stream, when it ends', () => {
  it('tells a sink that takes events again at last what it has not got', async () => {
    const got: string[] = [];
    let fails = true;
    const send: Sink['send'] = async (batch) => {
      if (fails) throw new Error('full');
      got.push(...batch.map(({ line }) => line));
    };
    const audit = openAudit({
      ...SILENT,
      options: { spool: { size: 5_000, time: 60_000 } },
      sinks: [{ name: 'http', send, close: () => undefined }],
    });
    for (let n = 0; n < 100; n++) recordIn(audit);
    await until(() => audit.sinks()[0]?.detail.includes('full'));
    fails = false;
    await audit.close();
    expect(got.at(-1)).toContain('"name":"chain.lost"');
  });
});

describe('a spool', () => {
  it('sends what failed again, in order, and says that it has begun and ceased to fail', async () => {
    const got: number[] = [];
    let failures = 2;
    const { spool, onState, onLost } = spoolOver(async (batch) => {
      if (failures-- > 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      got.push(...batch.map(({ seq }) => seq));
    });
    for (const seq of [1, 2, 3]) spool.push(entry(seq));
    await until(() => got.length === 3);
    expect(got).toEqual([1, 2, 3]);
    expect(onState.mock.calls).toEqual([['ENOSPC'], [undefined]]);
    expect(onLost).not.toHaveBeenCalled();
    expect(spool.state()).toMatchObject({ ok: true, waiting: 0 });
  });

  it('takes no more than its size while a sink hangs, and tells which events are lost when it goes on', async () => {
    let go = (_?: undefined): void => undefined;
    const { spool, onLost, onTold } = spoolOver(() => new Promise((resolve) => (go = resolve)));
    spool.push(entry(1));
    await until(() => spool.state().waiting === 1);
    for (let seq = 2; seq <= 1_000; seq++) spool.push(entry(seq));
    const { waiting } = spool.state();
    expect(waiting).toBeLessThan(150);
    expect(onLost).toHaveBeenCalledTimes(1_000 - waiting);
    expect(spool.state().ok).toBe(false);
    await until(() => {
      go();
      return spool.state().waiting === 0;
    });
    expect(onTold.mock.calls).toEqual([
      [{ ranges: [{ from: waiting + 1, to: 1_000 }], events: 1_000 - waiting, reason: expect.any(String) }],
    ]);
  });

  it('gives up what has waited for longer than it may', async () => {
    let now = 0;
    let fails = true;
    const got: number[] = [];
    const send: Sink['send'] = async (batch) => {
      if (fails) throw new Error('it answers 500');
      got.push(...batch.map(({ seq }) => seq));
    };
    const { spool, onTold } = spoolOver(send, { now: () => now, limits: { size: 1_000, time: 100 } });
    spool.push({ ...entry(1), at: 0 });
    await until(() => !spool.state().ok);
    now = 150;
    spool.push({ ...entry(2), at: 150 });
    await until(() => spool.state().waiting === 1);
    fails = false;
    await until(() => got.length === 1);
    expect(got).toEqual([2]);
    expect(onTold).toHaveBeenCalledWith({ ranges: [{ from: 1, to: 1 }], events: 1, reason: 'it answers 500' });
  });

  it.each<[string, unknown, string]>([
    ['a collector that hangs', new DOMException('aborted', 'TimeoutError'), 'no answer in time'],
    ['what is no error', 'nothing', 'it fails'],
    ['an error without words', new AggregateError([]), 'AggregateError'],
  ])('goes on after %s, whatever is thrown', async (_what, thrown, reason) => {
    let failures = 1;
    const { spool, onState } = spoolOver(async () => {
      if (failures-- > 0) throw thrown;
    });
    spool.push(entry(1));
    await until(() => onState.mock.calls.length === 2);
    expect(onState.mock.calls).toEqual([[reason], [undefined]]);
    expect(spool.state()).toMatchObject({ ok: true, waiting: 0 });
  });

  it('gives up alone what its sink says that it will never take', async () => {
    const got: number[] = [];
    const { spool, onTold } = spoolOver(async (batch) => {
      const large = batch.filter(({ seq }) => seq === 2);
      got.push(...batch.filter((one) => !large.includes(one)).map(({ seq }) => seq));
      return large;
    });
    for (const seq of [1, 2, 3]) spool.push(entry(seq));
    await until(() => got.length === 2);
    expect(onTold).toHaveBeenCalledWith({ ranges: [{ from: 2, to: 2 }], events: 1, reason: 'too large for it' });
    expect(spool.state()).toMatchObject({ ok: true, waiting: 0 });
  });

  it('ends within its patience though its sink never answers', async () => {
    const { spool, onLost } = spoolOver(() => new Promise(() => undefined));
    spool.push(entry(1));
    await until(() => spool.state().waiting === 1);
    expect(await spool.close(30)).toBe(1);
    expect(onLost).toHaveBeenCalledTimes(1);
  });
});

describe('a file', () => {
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'scs-gateway-audit-'));
    ends.push(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  const open = async (path: string, size = 1e6, keep = 100) => {
    const options = { file: { path, size, keep, fsync: true }, spool: { size: 1e6, time: 60_000 } };
    const file = await openAuditFile(options, { of: undefined, now: Date.now });
    const audit = openAudit({ ...SILENT, options, file });
    return { audit, record: () => recordIn(audit) };
  };
  const check = async (path: string) =>
    verify(linesOf(await withRotated([path])), { digest: digestBy(undefined), keyed: false, sink: 'file' });

  it('is rotated, keeps no more than it may, and is intact over its rotations', async () => {
    const path = join(await folder(), 'a', 'audit.jsonl');
    const { audit, record } = await open(path, 2_000);
    for (let n = 0; n < 30; n++) {
      record();
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await audit.close();
    expect((await rotatedFiles(path)).length).toBeGreaterThan(2);
    expect(await check(path)).toMatchObject({ intact: true, chains: [{ from: 1, to: 32, ended: true }] });
  });

  it('that a killed process has left with half an event begins anew on a line of its own, and names the last one', async () => {
    const path = join(await folder(), 'audit.jsonl');
    const first = await open(path);
    first.record();
    await until(async () => (await readFile(path, 'utf8').catch(() => '')).includes('"native"'));
    const before = first.audit.head();
    await appendFile(path, '{"typeURI":"http://schemas.dmtf.org/clo');
    const second = await open(path);
    second.record();
    await second.audit.close();
    const [begun] = (await readFile(path, 'utf8')).split('\n').filter((line) => line.includes('"previous"'));
    expect(JSON.parse(begun ?? '').attachments[0].content.previous).toEqual({ ...before });
    const verdict = await check(path);
    expect(verdict.intact).toBe(true);
    expect(verdict.findings.map(({ what }) => what)).toEqual([
      expect.stringContaining('half an event'),
      expect.stringContaining('has no end'),
    ]);
    await first.audit.close();
  });

  it('that another process writes to as well keeps what that one has written, also where a write fails half way', async () => {
    const path = join(await folder(), 'audit.jsonl');
    const [one, other] = [1, 2].map(() => createFileSink({ path, size: 1e6, keep: 1, fsync: false }, Date.now));
    await one?.send([entry(1)]);
    await other?.send([entry(2)]);
    // As a disk that fills: a part is written, and the rest is refused.
    const probe = await open_(path, 'r+');
    const kind = Object.getPrototypeOf(probe) as { write: (bytes: Buffer, at: number) => Promise<object> };
    await probe.close();
    const { write } = kind;
    let calls = 0;
    vi.spyOn(kind, 'write').mockImplementation(function (this: unknown, bytes, at) {
      calls += 1;
      if (calls > 1) return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      return write.call(this, bytes.subarray(0, 4), at);
    });
    await expect(one?.send([entry(3)])).rejects.toMatchObject({ code: 'ENOSPC' });
    vi.restoreAllMocks();
    await one?.send([entry(3)]);
    const lines = (await readFile(path, 'utf8')).split('\n');
    for (const n of [1, 2, 3]) expect(lines).toContain(`{"n":${n}}`);
    await Promise.all([one?.close(), other?.close()]);
  });

  it('that is no regular file, or in no folder, is refused and never waited for', async () => {
    const full = createFileSink({ path: '/dev/full', size: 1e6, keep: 1, fsync: false }, Date.now);
    await expect(full.send([entry(1)])).rejects.toMatchObject({ code: 'EFTYPE' });
    const nowhere = createFileSink({ path: '/proc/no/audit.jsonl', size: 1e6, keep: 1, fsync: false }, Date.now);
    await expect(nowhere.send([entry(1)])).rejects.toMatchObject({ code: expect.any(String) });
  });
});

describe('a collector', () => {
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ends.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
  };
  const sinkAt = (url: string, format: 'ndjson' | 'json' = 'ndjson'): Sink => {
    const options = { url, format, timeout: 300, authorization: new Secret('Bearer of-the-siem') };
    const sink = createHttpSink(options, { chain: 'c', userAgent: 'scs-gateway/1' });
    ends.push(() => sink.close());
    return sink;
  };

  it.each([
    ['500', (_request, response) => void response.writeHead(500).end('no')],
    ['a redirect', (_request, response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end()],
    ['what is no HTTP', (request) => void request.socket.end('garbage\r\n\r\n')],
    ['nothing', () => undefined],
  ] as [string, RequestListener][])('that answers %s has not taken them', async (_what, listener) => {
    await expect(sinkAt(await serve(listener)).send([entry(1)])).rejects.toThrow();
  });

  it('that answers without end has taken them, and holds nobody', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1024)), 1);
      response.on('close', () => clearInterval(more));
    });
    await sinkAt(url).send([entry(1)]);
  });

  it('gets whole events, in smaller batches where they are too many for it', async () => {
    const got: string[][] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const lines = body.trimEnd().split('\n');
        if (lines.length > 2) return void response.writeHead(413).end();
        expect(request.headers).toMatchObject({
          authorization: 'Bearer of-the-siem',
          'content-type': 'application/x-ndjson',
        });
        got.push(lines);
        response.writeHead(204).end();
      });
    });
    await sinkAt(url).send([1, 2, 3, 4].map((seq) => entry(seq)));
    expect(got.flat()).toEqual(['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']);
  });

  it('that finds a single event too large gets the others', async () => {
    const got: string[] = [];
    const url = await serve(async (request, response) => {
      const body = await text(request);
      if (body.includes('"n":2')) return void response.writeHead(413).end();
      got.push(...body.trimEnd().split('\n'));
      response.writeHead(204).end();
    });
    const entries = [1, 2, 3].map((seq) => entry(seq));
    expect(await sinkAt(url).send(entries)).toEqual([entries[1]]);
    expect(got).toEqual(['{"n":1}', '{"n":3}']);
  });
});
