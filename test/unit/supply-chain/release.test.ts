// SPDX-License-Identifier: Apache-2.0
// The files of a release, as far as they can be judged here: lists of components by the schemas of their forms, the same each
// time; the statement about vulnerabilities; the workflow that signs.
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VERSION } from '../../../src/version.ts';

const root = join(import.meta.dirname, '../../..');
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

it('what runs is listed with all that it needs, and nothing that development needs', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const names = (name: string): string[] => sbom(name).components.map((one: Loose) => one.name);
  const [runtime, all] = [names('.cdx.json'), names('.all.cdx.json')];
  expect(Object.keys(dependencies).filter((name) => !runtime.includes(name))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => runtime.includes(name))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => !all.includes(name))).toEqual([]);
  const spdx = sbom('.spdx.json').packages.map((one: Loose) => one.name);
  expect(spdx.toSorted()).toEqual(['scs-gateway', ...runtime].toSorted());
});

it('the statement about vulnerabilities is OpenVEX, and its products are ours', () => {
  const vex: Loose = JSON.parse(read('supply-chain/vex.openvex.json'));
  expect(vex['@context']).toBe('https://openvex.dev/ns/v0.2.0');
  for (const field of ['@id', 'author', 'timestamp']) expect(typeof vex[field]).toBe('string');
  expect(vex.version).toBeGreaterThanOrEqual(1);
  const known = ['not_affected', 'affected', 'fixed', 'under_investigation'];
  const why = [
    'component_not_present',
    'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist',
  ];
  for (const { vulnerability, products, status, justification, action_statement } of vex.statements) {
    expect(vulnerability.name).toMatch(/^(?:GHSA|CVE)-/);
    expect(known).toContain(status);
    if (status === 'not_affected') expect(why).toContain(justification);
    if (status === 'affected') expect(typeof action_statement).toBe('string');
    for (const { '@id': id } of products) expect(id).toMatch(/^pkg:(?:npm|oci)\/scs-gateway@/);
  }
  // What is let be here is told to others.
  const told = new Set(vex.statements.map((one: Loose) => one.vulnerability.name));
  const { advisories } = parse(read('supply-chain/policy.yaml'));
  expect(advisories.filter(({ id }: Loose) => !told.has(id))).toEqual([]);
});

it('every action of every workflow is one commit, with its version beside it, and no workflow may do what it need not', () => {
  const files = globSync('.github/workflows/*.{yaml,yml}', { cwd: root });
  expect(files).toContain('.github/workflows/release.yaml');
  for (const file of files) {
    const text = read(file);
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(
      uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/.test(line)),
      file,
    ).toEqual([]);
    const workflow: Loose = parse(text);
    expect(workflow.permissions, file).toBeDefined();
    for (const [name, job] of Object.entries<Loose>(workflow.jobs)) {
      expect(job['timeout-minutes'], `${file} ${name}`).toBeGreaterThan(0);
      for (const { run = '', with: given = {}, uses: action = '' } of job.steps) {
        // What others may name (tags, branches, titles) never becomes a part of a program.
        expect(run, `${file} ${name}`).not.toContain('${{');
        if (action.startsWith('actions/checkout@')) expect(given['persist-credentials'], file).toBe(false);
      }
    }
  }
});

it('a release is checked before it is signed, and whoever builds cannot sign', () => {
  const { permissions, jobs }: Loose = parse(read('.github/workflows/release.yaml'));
  expect(permissions).toEqual({});
  expect(jobs.build.permissions).toEqual({ contents: 'read' });
  expect(jobs.publish.needs).toBe('build');
  const scripts = JSON.parse(read('package.json')).scripts;
  const runs = jobs.build.steps.map(({ run = '' }) => run).join('\n');
  for (const [, name] of runs.matchAll(/npm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name);
  for (const wanted of ['npm run check', 'supply-chain -- --advisories required', 'release-files'])
    expect(runs).toContain(wanted);
  const all = JSON.stringify(jobs.publish.steps);
  for (const wanted of ['cosign sign --yes', 'cosign sign-blob', 'attest-build-provenance@', 'attest-sbom@'])
    expect(all).toContain(wanted);
});
