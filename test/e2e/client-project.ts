// SPDX-License-Identifier: Apache-2.0
// A project of somebody who has installed the typed client: what its package has in it, what it depends on, and no more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
export const CLIENT = join(ROOT, 'clients/typescript');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

export interface ClientProject {
  /** Type-checked strictly, the types of packages included. `more` adds to the compiler's options. */
  check(file: string, source: string, more?: object): Promise<Outcome>;
  run(file: string, env?: Record<string, string>): Promise<Outcome>;
  remove(): void;
}

export async function createClientProject(): Promise<ClientProject> {
  const folder = mkdtempSync(join(tmpdir(), 'scs-client-'));
  const packages = join(folder, 'node_modules');
  const own = join(packages, 'scs-gateway-client');
  mkdirSync(own, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as { dependencies: object };
  cpSync(join(CLIENT, 'package.json'), join(own, 'package.json'));
  // What openapi-fetch depends on is a package of types.
  for (const name of [...Object.keys(manifest.dependencies), 'openapi-typescript-helpers'])
    cpSync(join(ROOT, 'node_modules', name), join(packages, name), { recursive: true });
  const built = await node(folder, [TSC, '-p', CLIENT, '--outDir', join(own, 'dist')]);
  if (built.code !== 0) throw new Error(`the client does not compile: ${built.out}`);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  return {
    check(file, source, more = {}) {
      writeFileSync(join(folder, file), source);
      const compilerOptions = {
        ...{ noEmit: true, strict: true, skipLibCheck: false, noUncheckedIndexedAccess: true },
        ...{ exactOptionalPropertyTypes: true, target: 'es2022', lib: ['es2022', 'dom'], types: [] },
        ...{ module: 'nodenext', typeRoots: [join(ROOT, 'node_modules/@types')] },
        ...more,
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
      return node(folder, [TSC, '-p', '.']);
    },
    run: (file, env) => node(folder, [file], env),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function node(cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}
