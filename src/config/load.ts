// SPDX-License-Identifier: Apache-2.0
// Reads the configuration file: YAML → schema → rules → references → `Config`. Either the whole is right, or one
// `ConfigError` says everything that is not.
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { CLOUD_KINDS } from '../adapters/kinds.ts';
import { CLUSTER_STRATEGIES } from '../federation/cluster-strategies/index.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import { readFailure } from '../files/regular.ts';
import { isObject } from '../model/is-object.ts';
import { parseRedisUrl } from '../model/redis-url.ts';
import { type Contents, pairFault } from '../schema/contents.ts';
import type { Config } from './config.ts';
import { at, ConfigError, type Fault } from './faults.ts';
import { liftNext } from './next.ts';
import { type Environment, type ReadText, readPointers, readText } from './references.ts';
import { resolveConfig } from './resolve.ts';
import { crossFaults } from './rules.ts';
import { type ConfigFile, configSchemaOf } from './schema.ts';
import { contentFaults } from './strategy-faults.ts';
import { walk } from './validate.ts';
import { type Warning, warningsOf } from './warnings.ts';

export interface LoadedConfig {
  readonly config: Config;
  /** What is right, but should be said. */
  readonly warnings: readonly Warning[];
  /** Absolute paths: the file, then every file that it refers to. */
  readonly files: readonly string[];
  /** What was read in them, secrets too: another process can load the very same configuration from it. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  readonly env: Environment;
  /** Instead of the file system. */
  readonly sources?: ReadonlyMap<string, string>;
  /** Instead of the gateway's own. */
  readonly kinds?: CloudKinds;
}

/** Throws `ConfigError`, and nothing else. */
export async function loadConfig(
  file: string,
  { env, sources: given, kinds = CLOUD_KINDS }: LoadOptions,
): Promise<LoadedConfig> {
  const sources = new Map<string, string>();
  const read: ReadText = async (path, encoding) => {
    const text = given?.get(path) ?? (await readText(path, encoding));
    sources.set(path, text);
    return text;
  };
  const path = resolve(file);
  const folder = dirname(path);
  const schema = configSchemaOf(kinds);
  const lifted = liftNext(schema, parse(file, await readMain(file, path, read), path));
  const { sound, faults, pointers } = walk(schema, lifted.value);
  const rules = sound === undefined ? [] : crossFaults(sound, kinds);
  const material = await readPointers(pointers, { env, folder, read });
  const files = [path, ...material.files];
  const all = [...lifted.faults, ...faults, ...rules, ...material.faults];
  if (all.length > 0) throw new ConfigError(file, all, files);
  // Without faults, what is sound is the whole.
  const whole = sound as ConfigFile;
  const inside = [
    ...storeFaults(whole, material.contents),
    ...tlsFaults(whole, material.contents),
    ...strategyFaults(whole, material.contents),
    ...keyFaults(whole, material.contents),
  ];
  if (inside.length > 0) throw new ConfigError(file, inside, files);
  const config = resolveConfig(whole, material.contents, folder, kinds);
  return { config, warnings: [...lifted.warnings, ...warningsOf(whole)], files, sources };
}

async function readMain(file: string, path: string, read: ReadText): Promise<string> {
  try {
    return await read(path);
  } catch (error) {
    throw new ConfigError(file, [{ path: '', reason: `cannot be read: ${readFailure(error)}` }], [path]);
  }
}

function parse(file: string, source: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }): Fault => {
    // Some messages end in the text that they stumbled over, which may be anything: `…: "text"`.
    const plain = message.replace(/: ".*$/s, '');
    return { path: '', reason: `line ${lines.linePos(pos[0]).line}: ${plain}` };
  });
  if (faults.length > 0) throw new ConfigError(file, faults, [path]);
  try {
    return document.toJS();
  } catch {
    // The parser's guard against aliases that multiply each other.
    throw new ConfigError(file, [{ path: '', reason: 'repeats itself too often by YAML aliases' }], [path]);
  }
}

function storeFaults({ state: { redis } }: ConfigFile, contents: Contents): Fault[] {
  const target = redis === undefined ? undefined : parseRedisUrl(contents.secret(redis).reveal());
  return typeof target === 'string' ? [{ path: 'state.redis', reason: `the URL ${target}` }] : [];
}

function tlsFaults({ gateway }: ConfigFile, contents: Contents): Fault[] {
  const { tls } = gateway.listen;
  const reason = tls && pairFault(contents, tls.cert, tls.key);
  return reason === undefined ? [] : [{ path: 'gateway.listen.tls', reason }];
}

/** RFC 7517 §5. Which of the keys are of use shows when a token comes. */
function keyFaults({ clouds }: ConfigFile, contents: Contents): Fault[] {
  return clouds.flatMap(({ clusters }, index) =>
    clusters.flatMap(({ serviceAccounts }, place) =>
      serviceAccounts?.keys === undefined || isKeySet(contents.secret(serviceAccounts.keys).reveal())
        ? []
        : [
            {
              path: `${at('clouds', index)}.${at('clusters', place)}.serviceAccounts.keys`,
              reason: 'must be a JWK Set with public keys, as `kubectl get --raw /openid/v1/jwks` prints it',
            },
          ],
    ),
  );
}

function isKeySet(text: string): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) && keys.some((key: unknown) => isObject(key) && ['RSA', 'EC'].includes(String(key.kty)));
  } catch {
    return false;
  }
}

function strategyFaults({ clouds }: ConfigFile, contents: Contents): Fault[] {
  return clouds.flatMap(({ openstack, clusters }, index) => {
    const cloud = at('clouds', index);
    return [
      ...(openstack === undefined
        ? []
        : contentFaults(STRATEGIES, openstack.strategy, `${cloud}.openstack.strategy`, contents)),
      ...clusters.flatMap(({ strategy }, place) =>
        contentFaults(CLUSTER_STRATEGIES, strategy, `${cloud}.${at('clusters', place)}.strategy`, contents),
      ),
    ];
  });
}
