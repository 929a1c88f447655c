// SPDX-License-Identifier: Apache-2.0
// `npm run sbom`: lists of components by the schemas of their forms, the same each time.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VERSION } from '../../src/version.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: documents of others' forms, read as the test needs them
type Loose = any;
const fixture = (name: string): Loose => JSON.parse(read(`test/fixtures/sbom/${name}`));

const folder = mkdtempSync(join(tmpdir(), 'scs-sbom-'));
beforeAll(() => {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
  for (const to of ['one', 'two'])
    execFileSync(process.execPath, [join(root, 'scripts/sbom.ts'), '--to', join(folder, to)], { env, stdio: 'pipe' });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));
const sbom = (name: string): Loose =>
  JSON.parse(readFileSync(join(folder, 'one', `scs-gateway-${VERSION}${name}`), 'utf8'));

it('lists of components are the same, byte for byte, each time', () => {
  const files = readdirSync(join(folder, 'one'));
  expect(files.toSorted()).toEqual(
    ['.all.cdx', '.all.spdx', '.cdx', '.spdx'].map((form) => `scs-gateway-${VERSION}${form}.json`),
  );
  for (const file of files)
    expect(readFileSync(join(folder, 'one', file)).equals(readFileSync(join(folder, 'two', file)))).toBe(true);
});

it.each(['.cdx.json', '.all.cdx.json'])('%s is CycloneDX 1.5 by its schema', (name) => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const [file, as] of [
    ['spdx.schema.json', 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json'],
    ['jsf-0.82.schema.json', 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json'],
  ] as const)
    ajv.addSchema({ ...fixture(file), $id: as });
  const check = ajv.compile(fixture('bom-1.5.schema.json'));
  const document = sbom(name);
  check(document);
  expect(check.errors ?? []).toEqual([]);
  expect(document.metadata.component).toMatchObject({ name: 'scs-gateway', version: VERSION, type: 'application' });
});

it.each(['.spdx.json', '.all.spdx.json'])('%s is SPDX 2.3 by its schema', (name) => {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(fixture('spdx-2.3.schema.json'));
  check(sbom(name));
  expect(check.errors ?? []).toEqual([]);
});

/** As `npm run build` writes them: `name version (licence)`. */
const bundled = (): (readonly [name: string, version: string])[] => {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--to', join(folder, 'built')], { stdio: 'pipe' });
  const text = readFileSync(join(folder, 'built/LICENSES-OF-PACKAGES'), 'utf8');
  return [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*) \([^\n]+\)$/gm)].map(
    ([, name = '', version = '']) => [name, version],
  );
};

it('each package that the build has inside is listed as passed on, the tracer’s too, and so is the Node.js of the packages', () => {
  const components: Loose[] = sbom('.cdx.json').components;
  const listed = new Set(components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`));
  const inside = bundled().map(([name, version]) => `${name}@${version}`);
  expect(inside.filter((one) => one.startsWith('@opentelemetry/')).length).toBeGreaterThan(4);
  expect(inside.filter((one) => !listed.has(one))).toEqual([]);
  const { node } = JSON.parse(read('package.json')).devDependencies;
  expect(read('Dockerfile').match(/^FROM node:\S+/gm)).toEqual(Array(2).fill(`FROM node:${node}-bookworm-slim`));
  expect(components.filter(({ type }) => type === 'platform')).toMatchObject([{ name: 'Node.js', version: node }]);
  expect(JSON.stringify(components)).not.toContain('cdx:npm:package:development');
});

it('what is passed on is listed with all that it needs, and nothing else that development needs', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const names = (name: string): string[] => sbom(name).components.map((one: Loose) => one.name);
  const [runtime, all] = [names('.cdx.json'), names('.all.cdx.json')];
  expect(Object.keys(dependencies).filter((name) => !runtime.includes(name))).toEqual([]);
  // Some that development names too are needed by what runs (`ajv` by Fastify): the lock file knows.
  const { packages } = JSON.parse(read('package-lock.json'));
  const ofDevelopment = Object.keys(devDependencies).filter(
    (name) => packages[`node_modules/${name}`].dev === true && !name.startsWith('@opentelemetry/'),
  );
  expect(ofDevelopment.length).toBeGreaterThan(10);
  expect(ofDevelopment.filter((name) => runtime.includes(name))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => !all.includes(name))).toEqual([]);
  const spdx = sbom('.spdx.json').packages.map((one: Loose) => one.name);
  expect(spdx.toSorted()).toEqual(['scs-gateway', ...runtime].toSorted());
});
