// SPDX-License-Identifier: Apache-2.0
// What traces cost: without, with a trace header that only goes through, and with spans of one request in a hundred and of all.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closedLoop } from '../closed-loop.ts';
import { SMALL } from '../payloads.ts';
import { inTurn, type Row, type Turn } from './row.ts';

const HEADER = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` };

export const traces: Row = {
  name: 'traces',
  async measure(runner) {
    const { token, another } = runner.stage;
    // Takes what it is sent, on the core of the load.
    const receiver = createServer((request, response) => void request.resume().once('end', () => response.end()));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const sampled = (share: string): Record<string, string> => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: share,
    });
    const off = await another({});
    const some = await another({ traces: sampled('0.01') });
    const all = await another({ traces: sampled('1') });
    const turn = (name: string, { process, url: base }: typeof off, headers: Record<string, string> = {}): Turn => ({
      name,
      process,
      async run(seconds) {
        const load = { url: `${base}/clouds/cloud-a/compute${SMALL.path}`, token, headers };
        return (await closedLoop(load, process, seconds)).cpu;
      },
    });
    await inTurn(runner, [
      turn('no traces', off),
      turn('no traces, a trace header', off, HEADER),
      turn('spans of 1 %', some),
      turn('spans of all', all),
    ]);
    await Promise.all([off, some, all].map((one) => one.process.stop()));
    receiver.close();
    receiver.closeAllConnections();
  },
};
