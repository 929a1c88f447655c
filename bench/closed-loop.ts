// SPDX-License-Identifier: Apache-2.0
// As fast as it goes: wrk keeps 32 connections busy; what a request costs is the CPU time of the process under test.
import { join } from 'node:path';
import { type Running, tool } from './processes.ts';

export interface Load {
  readonly url: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A small change instead of a read. */
  readonly changes?: true;
  /** A file of paths and tokens, one after the other: see wrk-rotate.lua. */
  readonly rotation?: string;
}

export interface ClosedLoop {
  readonly perSecond: number;
  /** Microseconds of CPU of the process under test, per request. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export async function closedLoop(load: Load, process: Running, seconds: number): Promise<ClosedLoop> {
  const fields = { ...load.headers, ...(load.token === undefined ? {} : { 'X-Auth-Token': load.token }) };
  const header = Object.entries(fields).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const before = process.cpu();
  const output = await tool('wrk', [
    '-t1',
    '-c32',
    '--timeout',
    '10s',
    `-d${seconds}s`,
    '-s',
    join(
      import.meta.dirname,
      load.changes ? 'wrk-change.lua' : load.rotation === undefined ? 'wrk-report.lua' : 'wrk-rotate.lua',
    ),
    ...header,
    load.url,
    ...(load.rotation === undefined ? [] : ['--', load.rotation]),
  ]);
  const cpu = process.cpu() - before;
  const report = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<
    'requests' | 'micros' | 'failed' | 'p50' | 'p99',
    number
  >;
  if (report.failed > 0) throw new Error(`${report.failed} of ${report.requests} requests to ${load.url} failed`);
  return {
    perSecond: report.requests / (report.micros / 1e6),
    cpu: (cpu * 1000) / report.requests,
    p50: report.p50 / 1000,
    p99: report.p99 / 1000,
  };
}
