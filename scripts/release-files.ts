// SPDX-License-Identifier: Apache-2.0
// `npm run release-files`: all files of a release in one folder: the built gateway as an archive and as a Debian package,
// the chart, the commands of users, the lists of components, the statement about vulnerabilities, the notes, and their checksums. The archive
// is built twice; two results that differ are a fault. Needs dpkg-deb.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { notesOf } from './supply-chain/notes.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { to: { type: 'string', default: join(root, 'dist/release') } } });
const to = values.to;
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const epoch = process.env.SOURCE_DATE_EPOCH ?? run('git', 'log', '-1', '--format=%ct').trim();
const work = mkdtempSync(join(tmpdir(), 'scs-release-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

// Told before anything is built.
const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const archive = join(to, `${name}-${version}.tar.gz`);
const [first, second] = ['one', 'two'].map((place) => pack(join(work, place, `${name}-${version}`)));
if (hashOf(first as string) !== hashOf(second as string)) throw new Error('two builds differ');
copyFileSync(first as string, archive);
script('pack-cli.ts', '--to', to);
script('pack-deb.ts', '--to', to);
script('pack-chart.ts', '--to', to);
script('sbom.ts', '--to', to);
copyFileSync(join(root, 'supply-chain/vex.openvex.json'), join(to, `${name}-${version}.openvex.json`));
writeFileSync(join(to, 'NOTES.md'), notes);
const sums = readdirSync(to)
  .toSorted()
  .map((file) => `${hashOf(join(to, file))}  ${file}\n`);
writeFileSync(join(to, 'SHA256SUMS'), sums.join(''));
console.log(`wrote ${to}: ${sums.length} files and their checksums`);

/** Names in order, nobody's user, one time: then the same files are the same bytes. */
function pack(folder: string): string {
  script('build.ts', '--to', folder);
  const file = `${folder}.tar`;
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${epoch}`, '--format=ustar'];
  run('tar', ...same, '-cf', file, '-C', join(folder, '..'), `${name}-${version}`);
  run('gzip', '-9', '-n', file);
  return `${file}.gz`;
}

function script(file: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    cwd: root,
    env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
    stdio: 'inherit',
  });
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
