// SPDX-License-Identifier: Apache-2.0
// The client as a package of its own: what it says of itself agrees with the rest of the repository.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const gateway = JSON.parse(read('package.json'));
const client = JSON.parse(read('clients/typescript/package.json'));

it("the client's package has the version and the licence of the gateway", () => {
  expect([client.version, client.license]).toEqual([gateway.version, gateway.license]);
  expect(read('clients/typescript/LICENSE')).toBe(read('LICENSE'));
});

it('the client depends on what it is tested with, and on nothing else', () => {
  const tested = Object.keys(client.dependencies).map((name) => [name, gateway.devDependencies[name]]);
  expect(Object.entries(client.dependencies)).toEqual(tested);
  const imports = globSync('clients/typescript/*.ts', { cwd: root })
    .flatMap((path) => [...read(path).matchAll(/\bfrom '([^']+)'/g)])
    .map(([, from = '']) => from);
  expect([...new Set(imports.filter((from) => !from.startsWith('./')))]).toEqual(Object.keys(client.dependencies));
});

it('what is generated from the document for the client is types, and a table of its operations', () => {
  const statements = [...read('clients/typescript/scs-api.ts').matchAll(/^\S.*$/gm)].map(([line]) => line);
  expect(statements.length).toBeGreaterThan(20);
  expect(statements.filter((line) => !/^(?:\/\/ |\}$|export (?:interface|type) )/.test(line))).toEqual([]);
});
