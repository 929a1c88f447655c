// SPDX-License-Identifier: Apache-2.0
// What goes into a support archive, each part for itself: what cannot be had says why, and keeps no other part out. Archives are
// made when things are broken.
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Effective, effectiveConfig } from '../config/effective.ts';
import { readRegular } from '../files/regular.ts';
import type { TarFile } from '../files/tar.ts';
import { isObject } from '../model/is-object.ts';
import { createHide, type Environment, knownSecrets } from './bundle-secrets.ts';
import { systemFacts } from './bundle-system.ts';
import type { CheckWishes } from './check-report.ts';
import { lastLines } from './log-tail.ts';

export interface BundleOptions {
  readonly file: string;
  readonly log?: string | undefined;
  readonly online?: CheckWishes['online'] | undefined;
  readonly now: () => number;
  readonly env: Environment;
}

/** Bytes of the log's end, and of one answer of the operations listener. */
const LOG = 2 * 1024 * 1024;
const ANSWER = 8 * 1024 * 1024;
/** Milliseconds. */
const PATIENCE = 5_000;

export async function bundleParts(options: BundleOptions): Promise<TarFile[]> {
  const { file, log, online, now, env } = options;
  const text = await readRegular(file).catch((error: Error) => error);
  const effective: Effective =
    text instanceof Error
      ? { yaml: '', leftOut: [`the whole file: ${text.message}`], pointers: [] }
      : effectiveConfig(text);
  const places = placesIn(effective, file);
  const hide = createHide(await knownSecrets({ pointers: effective.pointers, file, keys: places.keys }, env));
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const parts: readonly (readonly [name: string, make: () => Promise<string> | string])[] = [
    ['configuration.yaml', () => configurationText(effective)],
    ['check.json', async () => json(await checkOf(file, online, now))],
    ['keys.json', async () => json(await (await import('../federation/keys.ts')).listKeys(places.keys, now()))],
    ['readyz.json', () => ask(places.operations, '/readyz')],
    ['metrics.txt', () => ask(places.operations, '/metrics')],
    ['system.json', async () => json(await systemFacts({ keys: places.keys, data: places.data }, env))],
    ...(log === undefined ? [] : [['log.txt', async () => `${(await lastLines(log, LOG)).join('\n')}\n`] as const]),
  ];
  const made = await Promise.all(
    parts.map(async ([name, make]): Promise<TarFile> => {
      const content = await Promise.resolve()
        .then(make)
        .catch((error: unknown) => `not there: ${error instanceof Error ? error.message : String(error)}\n`);
      return { name: `scs-gateway-bundle/${name}`, content: hide(content) };
    }),
  );
  return [{ name: 'scs-gateway-bundle/README.txt', content: hide(readme(made, now())) }, ...made];
}

const configurationText = ({ yaml, leftOut }: Effective): string =>
  [
    '# What the gateway makes of its configuration file, with defaults; durations are milliseconds. Comments are left out.',
    ...leftOut.map((words) => `# left out: ${words.replaceAll(/\s+/g, ' ')}`),
    yaml,
  ].join('\n');

async function checkOf(file: string, online: CheckWishes['online'], now: () => number): Promise<object> {
  const { checkReport } = await import('./check-report.ts');
  return checkReport(file, { ...(online && { online }) }, { now });
}

interface Places {
  readonly keys: string;
  readonly data: string;
  readonly operations: string;
}

/** Also of a file with faults: defaults stand in for what is wrong. */
function placesIn({ yaml }: Effective, file: string): Places {
  const gateway = fieldOf(parse(yaml), 'gateway');
  const operations = fieldOf(gateway, 'operations');
  const folder = dirname(resolve(file));
  const at = (name: 'keys' | 'data'): string => resolve(folder, String(fieldOf(gateway, name) ?? `./${name}`));
  const host = String(fieldOf(operations, 'host') ?? '127.0.0.1');
  // All addresses of this machine: then this one too.
  const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const port = String(fieldOf(operations, 'port') ?? 9464);
  return { keys: at('keys'), data: at('data'), operations: `http://${own.includes(':') ? `[${own}]` : own}:${port}` };
}

const fieldOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

async function ask(origin: string, path: string): Promise<string> {
  const answer = await fetch(`${origin}${path}`, { signal: AbortSignal.timeout(PATIENCE), redirect: 'error' }).catch(
    (error: Error) => {
      const why =
        error.cause instanceof Error
          ? error.cause.message || (error.cause as NodeJS.ErrnoException).code
          : error.message;
      throw new Error(`no gateway answers at ${origin}${path}: ${why}`);
    },
  );
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > ANSWER) throw new Error(`${origin}${path} answers with more than ${ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const readme = (files: readonly TarFile[], now: number): string =>
  [
    `scs-gateway bundle, made at ${new Date(now).toISOString()}`,
    '',
    'Secrets that this machine knows, and what looks like a secret, are [hidden]. Names of users, groups, projects and hosts are not:',
    'read it before you send it to anybody.',
    '',
    ...files.map(({ name, content }) => `${name.split('/')[1]}  ${Buffer.byteLength(content)} bytes`),
    '',
  ].join('\n');
