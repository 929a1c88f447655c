// SPDX-License-Identifier: Apache-2.0
// The demo, and one tour of it that each client takes in its own words: who I am, a list by its pages, a size that is more than
// 32 bits, a server that is made and waited for, an error, a deletion; then a list while a cloud is away.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { createTools, machineEnv, type Tools } from '../lab/suites/tools.ts';

export const ROOT = join(import.meta.dirname, '../..');
export const DOCUMENT = join(ROOT, 'docs/openapi.json');
export const TOURS = join(import.meta.dirname, 'tours');

/** More than 2 GiB, and than 4. */
const SIZE = 5_368_709_120;

interface Setting {
  readonly tools: Tools;
  /** Of this run: what is generated and compiled. */
  readonly folder: string;
  readonly demo: Demo;
  /** What the tours are told, by the environment. */
  readonly env: Readonly<Record<string, string>>;
}

let setting: Setting;
export const here = (): Setting => setting;

/** For the whole file. */
export function atDemo(): void {
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scs-clients-'));
    const demo = await startDemo(join(folder, 'demo'));
    const examples = await readFile(join(ROOT, 'src/gateway/surfaces/scs/document/examples.json'), 'utf8');
    const image = join(folder, 'image.json');
    writeFileSync(image, JSON.stringify({ ...JSON.parse(examples).images, sizeBytes: SIZE }));
    const env = { ...machineEnv(), ...demo.env, SCS_IMAGE: image };
    setting = { tools: createTools(), folder, demo, env };
  });
  afterAll(async () => {
    await setting?.demo.close();
    if (setting !== undefined) await rm(setting.folder, { recursive: true, force: true });
  });
}

/** One of a client: its command gets the phase and the name of the server that is its own. */
export function takesTheTour(client: string, command: () => readonly [program: string, ...args: string[]]): void {
  const take = async (phase: string): Promise<string[]> => {
    const [program, ...args] = command();
    const out = await setting.tools.must(program, [...args, phase, `tour-${client.replaceAll(/\W+/g, '-')}`], {
      env: setting.env,
      cwd: setting.folder,
      seconds: 120,
    });
    // As Python writes them.
    return out.trimEnd().replaceAll('True', 'true').replaceAll('False', 'false').split('\n');
  };

  it(`${client}: lists, goes from page to page, creates, waits, and is told of an error`, async () => {
    expect(await take('whole')).toEqual([
      'me alice',
      `flavors ${await flavors()} pages ${Math.ceil((await flavors()) / 5)}`,
      `bytes ${SIZE}`,
      'created cloud-a succeeded',
      'server active 2 true',
      'error 404 nativeNotFound',
      'deleted succeeded',
    ]);
  });

  it(`${client}: is told which cloud is missing`, async () => {
    const control = `${setting.demo.controlUrl}/clouds/cloud-b/faults`;
    await fetch(`${control}/*`, { method: 'PUT', body: '{"kind":"html503"}' });
    try {
      expect((await take('partial')).toSorted()).toEqual(['cloud cloud-a ok false', 'cloud cloud-b error true']);
    } finally {
      await fetch(control, { method: 'DELETE' });
    }
  });
}

/** As many as one page has that holds them all. */
async function flavors(): Promise<number> {
  const { env, tools } = setting;
  const args = ['-fsS', '--cacert', env.SCS_CA ?? '', '-H', `Authorization: Bearer ${env.SCS_TOKEN}`];
  const out = await tools.must('curl', [...args, `${env.SCS_GATEWAY_URL}/scs/v1/flavors?fields=id`]);
  return (JSON.parse(out) as { items: unknown[] }).items.length;
}
