// SPDX-License-Identifier: Apache-2.0
// What `npm run supply-chain` finds, and that nothing is found here today.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { advisoryFaults, type Judged } from '../../../scripts/supply-chain/advisories.ts';
import { type FolderPolicies, folderFaults } from '../../../scripts/supply-chain/folders.ts';
import { allows, licenceFaults } from '../../../scripts/supply-chain/licences.ts';
import { type LockedPackage, lockfileFaults } from '../../../scripts/supply-chain/lockfile.ts';
import { notesOf } from '../../../scripts/supply-chain/notes.ts';
import { shipped, tracerPackages } from '../../../scripts/supply-chain/shipped.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const policy = parse(read('supply-chain/policy.yaml'));
const lock = JSON.parse(read('package-lock.json'));

it('the packages are what the policy says', () => {
  expect(lockfileFaults(lock, JSON.parse(read('package.json')), policy)).toEqual([]);
  expect(licenceFaults(lock, policy, shipped(lock, tracerPackages(root)))).toEqual([]);
  expect(folderFaults(root, policy.folders, policy.licences)).toEqual([]);
});

it('a folder with a lock file that the policy does not name is a fault, and so is an exception without a reason or a use', () => {
  const { site, ...others } = policy.folders;
  const faults = (folders: FolderPolicies): string[] => folderFaults(root, folders, policy.licences);
  expect(faults(others)).toEqual(['site: has a lock file, and is not in the policy']);
  expect(faults({ ...policy.folders, gone: site })).toEqual(['gone: is in the policy, and has no lock file']);
  expect(faults({ ...others, site: { ...site, installScripts: [] } })).toEqual([
    expect.stringMatching(/^site: node_modules\/.*esbuild: runs a script when it is installed$/),
  ]);
  const licences = [{ licence: 'GPL-3.0-only', reason: '' }];
  expect(faults({ ...others, site: { ...site, licences } })).toEqual([
    expect.stringContaining('no reason'),
    'site: GPL-3.0-only: is let be, and need not be',
  ]);
});

it('what is passed on is judged as what runs: the tracer, and what it needs, wherever that lies', () => {
  const packages = {
    '': {},
    'node_modules/runs': good,
    'node_modules/tool': { ...good, dev: true },
    'node_modules/tracer': {
      ...good,
      dev: true,
      dependencies: { part: '1', inner: '1' },
      peerDependencies: { none: '1' },
    },
    'node_modules/tracer/node_modules/inner': { ...good, dev: true, dependencies: { part: '1' } },
    'node_modules/part': { ...good, dev: true, license: 'MPL-2.0' },
  };
  const locked = { lockfileVersion: 3, packages };
  const found = shipped(locked, ['tracer']);
  expect([...found].toSorted()).toEqual([
    'node_modules/part',
    'node_modules/runs',
    'node_modules/tracer',
    'node_modules/tracer/node_modules/inner',
  ]);
  const licences = { runtime: ['MIT'], development: ['MPL-2.0'], exceptions: [] };
  expect(licenceFaults(locked, { licences })).toEqual([]);
  expect(licenceFaults(locked, { licences }, found)).toEqual([
    expect.stringContaining('part@1.0.0: its licence is MPL-2.0'),
  ]);
  expect(() => shipped(locked, ['unknown'])).toThrow('is not in the lock file');
  expect(tracerPackages(root)).toContain('@opentelemetry/api');
});

const integrity = `sha512-${'a'.repeat(86)}==`;
const good: LockedPackage = { version: '1.0.0', integrity, license: 'MIT' };
const found = (one: LockedPackage, installScripts: { package: string }[] = []): string[] =>
  lockfileFaults(
    { lockfileVersion: 3, packages: { '': {}, 'node_modules/a': good, 'node_modules/a/node_modules/b': one } },
    { dependencies: { a: '1.0.0' } },
    { installScripts },
  );

it.each([
  ['no hash', { version: '1.0.0' }, 'SHA-512'],
  ['a weak hash', { ...good, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'SHA-512'],
  ['another registry', { ...good, resolved: 'https://registry.example/b/-/b-1.0.0.tgz' }, 'registry.example'],
  ['a registry without TLS', { ...good, resolved: 'http://registry.npmjs.org/b/-/b-1.0.0.tgz' }, 'http://'],
  ['a repository', { ...good, resolved: 'git+ssh://git@forge.example/b.git#abc' }, 'git+ssh'],
  ['a name that looks like the registry', { ...good, resolved: 'https://registry.npmjs.org.example/b' }, '.example'],
  ['a folder', { ...good, link: true }, 'link'],
  ['a script at installation', { ...good, dev: true, hasInstallScript: true }, 'runs a script'],
])('a locked package with %s is a fault', (_, one, words) => {
  expect(found(good)).toEqual([]);
  expect(found(one)).toEqual([expect.stringContaining(words)]);
});

it('a script at installation is let be in development alone, and only as long as there is one', () => {
  const scripts = [{ package: 'b' }];
  expect(found({ ...good, dev: true, hasInstallScript: true }, scripts)).toEqual([]);
  expect(found({ ...good, hasInstallScript: true }, scripts)).toEqual([expect.stringContaining('in production')]);
  expect(found(good, scripts)).toEqual([expect.stringContaining('needs none')]);
});

it('a manifest names one exact version, which is the locked one', () => {
  const packages = { 'node_modules/a': good };
  const faults = (a: string): string[] =>
    lockfileFaults({ lockfileVersion: 3, packages }, { devDependencies: { a } }, { installScripts: [] });
  expect(faults('1.0.0')).toEqual([]);
  expect(faults('^1.0.0')[0]).toContain('not one exact version');
  expect(faults('1.0.1')).toEqual([expect.stringContaining('run npm install')]);
});

const MIT = new Set(['MIT', 'ISC']);
it.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['GPL-3.0-only OR MIT', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only AND MIT OR ISC', true],
  ['MIT AND (GPL-3.0-only OR ISC)', true],
  ['(MIT', false],
  ['MIT)', false],
  ['MIT ISC', false],
  ['SEE LICENSE IN x', false],
  ['', false],
])('the licence %s is allowed: %s', (expression, expected) => {
  expect(allows(expression, MIT)).toBe(expected);
});

it('what may be used in development may not run, and an exception has a version, a reason and a use', () => {
  const licences = { runtime: ['MIT'], development: ['MPL-2.0'], exceptions: [] };
  const faults = (one: LockedPackage, exceptions: { package: string; reason: string }[] = []): string[] =>
    licenceFaults(
      { lockfileVersion: 3, packages: { 'node_modules/b': one } },
      { licences: { ...licences, exceptions } },
    );
  const mpl = { ...good, license: 'MPL-2.0' };
  expect(faults({ ...mpl, dev: true })).toEqual([]);
  expect(faults(mpl)).toEqual([expect.stringContaining('b@1.0.0: its licence is MPL-2.0')]);
  expect(faults({ version: '1.0.0', integrity })).toEqual([expect.stringContaining('not told')]);
  expect(faults(mpl, [{ package: 'b@1.0.0', reason: 'read, and good' }])).toEqual([]);
  expect(faults({ ...mpl, version: '1.0.1' }, [{ package: 'b@1.0.0', reason: 'read' }])).toHaveLength(2);
  expect(faults(mpl, [{ package: 'b@1.0.0', reason: '' }])).toEqual([expect.stringContaining('without a reason')]);
});

it('a known vulnerability is a fault until it has been judged, and again when that is too old', () => {
  const now = new Date('2026-11-26');
  const advisory = { url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', title: 'it leaks', severity: 'high' };
  const audit = { vulnerabilities: { b: { name: 'b', via: [advisory] }, a: { name: 'a', via: ['b'] } } };
  const judged = (more: Partial<Judged>): Judged[] => [
    { id: 'GHSA-aaaa-bbbb-cccc', package: 'b', reason: 'never reached', until: '2027-01-31', ...more },
  ];
  expect(advisoryFaults({ vulnerabilities: {} }, [], now)).toEqual([]);
  expect(advisoryFaults(audit, [], now)).toEqual(['b: GHSA-aaaa-bbbb-cccc (high): it leaks']);
  expect(advisoryFaults(audit, judged({}), now)).toEqual([]);
  expect(advisoryFaults(audit, judged({ until: '2026-11-25' }), now)).toEqual([expect.stringContaining('anew')]);
  expect(advisoryFaults(audit, judged({ until: '2028-01-01' }), now)).toEqual([expect.stringContaining('anew')]);
  expect(advisoryFaults(audit, judged({ until: 'later' }), now)).toEqual([expect.stringContaining('anew')]);
  expect(advisoryFaults(audit, judged({ reason: '' }), now)).toEqual([expect.stringContaining('reason')]);
  expect(advisoryFaults(audit, judged({ package: 'c' }), now)).toHaveLength(2);
});

it('the notes of a release are its section of the changelog', () => {
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n- a\n\n## [0.2.0] - 2027-01-31\n\n### Added\n\n- b\n\n## [0.1.0]\n\n- c\n';
  expect(notesOf(changelog, '0.2.0')).toBe('### Added\n\n- b\n');
  expect(() => notesOf(changelog, '0.3.0')).toThrow('0.3.0');
});
