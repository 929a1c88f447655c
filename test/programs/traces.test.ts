// SPDX-License-Identifier: Apache-2.0
// The gateway's own process with its tracer, at a collector of OpenTelemetry (build-otelcol.sh): both forms of OTLP, and the
// last spans before it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { cloud, house } from '../e2e/member-house.ts';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';
import { otelcol } from './found.ts';

const root = join(import.meta.dirname, '../..');
const program = otelcol();
const started: ChildProcess[] = [];
const folders: string[] = [];
afterAll(() => {
  for (const one of started) one.kill();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function begin(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; said(): string } {
  let text = '';
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  started.push(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

it.runIf(program !== undefined).each(['http/protobuf', 'http/json'])(
  'a collector has the spans of a gateway that sends %s, when the gateway has ended',
  async (protocol) => {
    const [listen, operations, otlp] = [await freePort(), await freePort(), await freePort()];
    const home = await house([cloud('cloud-a', 'https://127.0.0.1:9/v3')], {
      publicUrl: `http://127.0.0.1:${listen}`,
      listen: { host: '127.0.0.1', port: listen },
      operations: { host: '127.0.0.1', port: operations },
      data: './data',
      drainDelay: '0s',
    });
    folders.push(home.folder);
    const config = join(home.folder, 'otelcol.yaml');
    writeFileSync(
      config,
      JSON.stringify({
        receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
        exporters: { debug: { verbosity: 'detailed' } },
        service: {
          telemetry: { metrics: { level: 'none' } },
          pipelines: { traces: { receivers: ['otlp'], exporters: ['debug'] } },
        },
      }),
    );
    const collector = begin(program as string, ['--config', config]);
    await vi.waitFor(() => expect(collector.said()).toContain('Everything is ready'), SOON);

    const gateway = begin(
      process.execPath,
      ['--import', join(root, 'src/otel/register.ts'), join(root, 'bin/scs-gateway.js'), '--config', home.file],
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlp}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_BSP_SCHEDULE_DELAY: '600000',
      },
    );
    await vi.waitFor(() => expect(gateway.said()).toContain('"msg":"ready"'), SOON);
    const traceId = protocol === 'http/json' ? 'a1'.repeat(16) : 'b2'.repeat(16);
    const headers = { traceparent: `00-${traceId}-${'c'.repeat(16)}-01` };
    expect((await fetch(`http://127.0.0.1:${listen}/scs/v1/servers`, { headers })).status).toBe(401);
    expect(collector.said()).not.toContain(traceId);
    gateway.child.kill('SIGTERM');
    await once(gateway.child, 'exit');
    await vi.waitFor(() => expect(collector.said()).toContain(traceId), SOON);
    for (const part of ['GET /scs/v1/servers', 'http.response.status_code: Int(401)', 'service.name: Str(scs-gateway)'])
      expect(collector.said()).toContain(part);
  },
  60_000,
);
