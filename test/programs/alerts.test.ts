// SPDX-License-Identifier: Apache-2.0
// The shipped alerts by Prometheus' own tool, which plays recorded metrics; and the shipped Alertmanager configuration by the
// program itself, which is told of alerts as Prometheus tells it and says which of them it holds back.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { freePort } from '../free-port.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/prometheus');
const promtool = (...args: string[]): string => execFileSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });

it('every alert fires on what it is for within a minute, and ends when it has healed, by promtool', () => {
  expect(promtool('check', 'rules', 'scs-gateway.rules.yaml')).toContain('SUCCESS');
  expect(promtool('test', 'rules', 'scs-gateway.rules.test.yaml')).toContain('SUCCESS');
});

it('the commands of the page find nothing wrong with the shipped files', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/deploying.md'), 'utf8');
  const block = blocksOf(page).find(({ text }) => text.startsWith('promtool '))?.text ?? '';
  expect(block).toContain('amtool check-config');
  const cwd = join(import.meta.dirname, '../..');
  const said = execFileSync('sh', ['-ec', block], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(said.match(/SUCCESS/g)?.length).toBe(3);
});

describe('Alertmanager with the shipped configuration', () => {
  let folder: string;
  let program: ChildProcess;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scs-alerts-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}/api/v2/alerts`;
    program = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${join(FOLDER, 'alertmanager.yaml')}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    );
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 60_000, interval: 100 });
  });
  afterAll(() => {
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  type Labels = Readonly<Record<string, string>>;
  const MEMBER = ['MemberErrorRatioHigh', 'MemberLatencyHigh', 'SessionsFailing', 'LoginsDegraded', 'CatalogueStale'];

  it.each<[string, 'cloud' | 'instance', readonly string[]]>([
    ['MemberInMaintenance', 'cloud', [...MEMBER, 'MemberBreakerOpen', 'MemberDistrusts']],
    ['MemberBreakerOpen', 'cloud', MEMBER],
    ['MemberDistrusts', 'cloud', ['SessionsFailing', 'LoginsDegraded']],
    ['GatewayDown', 'instance', ['SharedStateDown', 'KeysGone', 'EventLoopLagging']],
    ['SharedStateDown', 'instance', ['SharedStateFailing', 'SharedStateFlapping']],
    ['HeldUp', 'instance', ['EventLoopLagging']],
  ])('%s holds back the others of the same %s, and of no other', async (source, label, targets) => {
    // Of each case its own, and of each that is not held back: those hold each other back as well.
    const same = source;
    const other = (target: string): string => `${source}-${target}`;
    const alert = (alertname: string, value: string) => ({ labels: { alertname, severity: 'page', [label]: value } });
    const alerts = [
      alert(source, same),
      ...targets.flatMap((target) => [alert(target, same), alert(target, other(target))]),
    ];
    const headers = { 'content-type': 'application/json' };
    const told = await fetch(url, { method: 'POST', headers, body: JSON.stringify(alerts) });
    expect(told.status).toBe(200);
    await vi.waitFor(
      async () => {
        const all = (await (await fetch(url)).json()) as { labels: Labels; status: { inhibitedBy: string[] } }[];
        const held = (alertname: string, value: string): boolean | undefined => {
          const one = all.find(({ labels }) => labels.alertname === alertname && labels[label] === value);
          return one && one.status.inhibitedBy.length > 0;
        };
        expect(held(source, same)).toBe(false);
        for (const target of targets)
          expect([target, held(target, same), held(target, other(target))]).toEqual([target, true, false]);
      },
      { timeout: 30_000, interval: 200 },
    );
  });
});
