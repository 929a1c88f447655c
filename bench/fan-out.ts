// SPDX-License-Identifier: Apache-2.0
// A list over dozens of clouds: how much longer it takes than the slowest of them alone, and what a stream of lines takes
// of memory. Gateway and clouds share this process and its core, so the figures are upper bounds; it prints JSON.
import { startManyClouds } from '../test/e2e/many-clouds.ts';

export interface FanOut {
  /** Milliseconds: the slowest cloud's answer alone, and the list over all of them. */
  readonly slowest: number;
  readonly total: number;
  /** The same with a thousand servers on each cloud: what fits no budget of waiting, since all of it must be read. */
  readonly largeTotal: number;
  /** JSON.parse and JSON.stringify of the same lines, and nothing else. */
  readonly bareTotal: number;
  /** A page of a thousand of them as JSON. */
  readonly page: number;
  /** Bytes by which the process grew while the large list went out as lines, the second time. */
  readonly growth: number;
}

const CLOUDS = 50;
const SLOWEST = 1_000;
const ROUNDS = 3;
/** From a tenth of the slowest on. */
const latency = (cloud: number): number => SLOWEST * (0.1 + (0.9 * cloud) / (CLOUDS - 1));

async function small(): Promise<Pick<FanOut, 'slowest' | 'total'>> {
  const many = await startManyClouds({ clouds: CLOUDS, servers: 10, latency });
  try {
    const ask = (query: string): Promise<number> => time(`${many.url}/scs/v1/servers?timeout=60${query}`, many.token);
    const last = `c${String.fromCharCode(97 + Math.floor((CLOUDS - 1) / 26), 97 + ((CLOUDS - 1) % 26))}`;
    // The first one logs in everywhere.
    await ask('');
    const times = { slowest: [] as number[], total: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.slowest.push(await ask(`&cloud=${last}`));
      times.total.push(await ask(''));
    }
    return { slowest: Math.min(...times.slowest), total: Math.min(...times.total) };
  } finally {
    await many.close();
  }
}

async function large(): Promise<Pick<FanOut, 'largeTotal' | 'bareTotal' | 'page' | 'growth'>> {
  const many = await startManyClouds({ clouds: CLOUDS, servers: 1_000 });
  const url = `${many.url}/scs/v1/servers?timeout=60`;
  try {
    const ask = (): Promise<number> => time(url, many.token, 'application/x-ndjson');
    await ask();
    const before = process.memoryUsage.rss();
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 20);
    const largeTotal = await ask();
    clearInterval(watch);
    const pages: number[] = [];
    for (let round = 0; round < ROUNDS; round++) pages.push(await time(`${url}&limit=1000`, many.token));
    const headers = { authorization: `Bearer ${many.token}`, accept: 'application/x-ndjson' };
    const lines = (await (await fetch(url, { headers })).text()).split('\n').filter((line) => line !== '');
    const bares = Array.from({ length: ROUNDS }, () => bare(lines));
    return { largeTotal, bareTotal: Math.min(...bares), page: Math.min(...pages), growth: highest - before };
  } finally {
    await many.close();
  }
}

/** Milliseconds. */
function bare(lines: readonly string[]): number {
  const begin = performance.now();
  let bytes = 0;
  for (const line of lines) bytes += JSON.stringify(JSON.parse(line)).length;
  if (bytes === 0) throw new Error('no lines');
  return performance.now() - begin;
}

/** Milliseconds until the last byte, which must be there. */
async function time(url: string, token: string, accept = 'application/json'): Promise<number> {
  const begin = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept } });
  let bytes = 0;
  for await (const chunk of answer.body ?? []) bytes += chunk.length;
  if (!answer.ok || bytes === 0) throw new Error(`${url} answered ${answer.status}`);
  return performance.now() - begin;
}

console.log(JSON.stringify({ ...(await small()), ...(await large()) } satisfies FanOut));
process.exit();
