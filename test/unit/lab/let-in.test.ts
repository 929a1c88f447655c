// SPDX-License-Identifier: Apache-2.0
// What the lab looks at before its claims, and what it prints of a gateway's log beside a claim that failed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Http } from '../../lab/client.ts';
import { CLOUDS } from '../../lab/clouds.ts';
import { letIn } from '../../lab/let-in.ts';
import { warningsSince } from '../../lab/warnings.ts';

let folder: string;
let log: string;
const printed: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-'));
  log = join(folder, 'gateway.log');
  writeFileSync(log, '');
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('warnings of a gateway beside a claim that failed', () => {
  const line = (more: object): string =>
    `${JSON.stringify({ level: 40, time: 100, msg: 'member left out', ...more })}\n`;
  it('are those since it began, each once, without who and where, cut off', () => {
    const old = line({ time: 99, cloud: 'old' });
    const one = line({ cloud: 'cloud-b', reqId: 'req-1', pid: 1, hostname: 'here' });
    const info = line({ level: 30, cloud: 'info' });
    const long = line({ level: 50, cloud: 'x'.repeat(10_000) });
    writeFileSync(log, `${old}half a line {\n[1]\nnull\n${one}${one}${info}${long}`);
    const said = warningsSince([log, join(folder, 'none')], 100);
    expect(said).toEqual([
      'member left out {"cloud":"cloud-b"}',
      expect.stringMatching(/^member left out \{"cloud":"x+$/),
    ]);
    expect(said[1]?.length).toBeLessThanOrEqual(400);
  });

  it('are five, and how many more', () => {
    writeFileSync(log, Array.from({ length: 8 }, (_, cloud) => line({ cloud })).join(''));
    expect(warningsSince([log], 0).slice(-2)).toEqual(['member left out {"cloud":4}', 'and 3 more']);
  });
});

describe('the first logins of a lab', () => {
  /** `offered`: what each login offers, the last for good. */
  const options = (offered: readonly (readonly string[])[], degraded = '') => {
    let logins = 0;
    const http: Http = async (_, url) => {
      if (url.includes('OS-FEDERATION'))
        return { status: 201, headers: { 'x-subject-token': 'first' }, text: '', json: {} };
      const regions = offered[Math.min(logins++, offered.length - 1)] ?? [];
      const catalog = [{ type: 'compute', endpoints: regions.map((region) => ({ region })) }];
      const headers: Record<string, string> = degraded === '' ? {} : { 'x-scs-degraded': degraded };
      return { status: 201, headers, text: '', json: { token: { catalog } } };
    };
    const joinAgain = vi.fn<(clouds: readonly { readonly id: string }[]) => Promise<void>>(async () => undefined);
    const project = { name: 'teaching', domain: { name: 'hub' } };
    const accessToken = async (): Promise<string> => 'of-bob';
    return { clouds: CLOUDS, http, publicUrl: 'https://hub', accessToken, project, log, joinAgain, pause: 1 };
  };
  const both = ['cloud-a', 'cloud-b'];

  it('that offer every cloud are all that is wanted', async () => {
    const given = options([both]);
    await letIn(given);
    expect(given.joinAgain).not.toHaveBeenCalled();
    expect(printed).toEqual([]);
  });

  it('may come a moment later', async () => {
    const given = options([[], ['cloud-a'], both]);
    await letIn(given);
    expect(given.joinAgain).not.toHaveBeenCalled();
  });

  it('without a cloud have it joined again, and say why', async () => {
    const given = options([...Array.from({ length: 5 }, () => ['cloud-a']), both]);
    const time = Date.now() + 60_000;
    writeFileSync(
      log,
      JSON.stringify({ level: 40, time, cloud: 'cloud-b', detail: '404 of Keystone', msg: 'left out' }),
    );
    await letIn(given);
    expect(given.joinAgain.mock.calls[0]?.[0].map(({ id }) => id)).toEqual(['cloud-b']);
    expect(printed.join('\n')).toContain('404 of Keystone');
  });

  it('that stay without one end the lab, and so does one that is said to be degraded', async () => {
    await expect(letIn(options([['cloud-a']]))).rejects.toThrow(/^cloud-b: no catalogue/);
    await expect(letIn(options([both], 'cloud-b'))).rejects.toThrow(/^cloud-b: no catalogue/);
  });
});
