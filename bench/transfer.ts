// SPDX-License-Identifier: Apache-2.0
// Bodies that are larger than any memory should notice: throughput by curl, and how far the process under test grows.
import { type Running, tool } from './processes.ts';

export interface Transfer {
  readonly megabytesPerSecond: number;
  /** Highest resident size on the way, less that at the start. */
  readonly growth: number;
}

export const download = (url: string, token: string | undefined, process: Running): Promise<Transfer> =>
  transfer(['-w', '%{http_code} %{speed_download}', url], token, process);

/** `Expect` is left out: nobody waits for permission here. */
export const upload = (url: string, file: string, token: string | undefined, process: Running): Promise<Transfer> =>
  transfer(['-T', file, '-H', 'Expect:', '-w', '%{http_code} %{speed_upload}', url], token, process);

async function transfer(args: readonly string[], token: string | undefined, process: Running): Promise<Transfer> {
  const before = process.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.rss());
  }, 20);
  const auth = token === undefined ? [] : ['-H', `X-Auth-Token: ${token}`];
  const output = await tool('curl', ['-sS', '-o', '/dev/null', ...auth, ...args]).finally(() => clearInterval(watch));
  const [status = '', speed = ''] = output.trim().split(' ');
  if (!status.startsWith('2')) throw new Error(`${args.at(-1)} answered ${status}`);
  return { megabytesPerSecond: Number(speed) / 1e6, growth: Math.max(highest, process.rss()) - before };
}
