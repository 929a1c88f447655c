// SPDX-License-Identifier: Apache-2.0
// `npm run pack:chart`: the Helm chart as the archive that `helm install` takes. Without Helm, whose archives have the time at which
// they were made in them: two runs of one commit give the same bytes. Called otherwise than Helm would call it, since the package of
// npm with the commands of users has that name.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { to: { type: 'string', default: join(root, 'dist') } } });
const charts = join(root, 'deploy/helm');
const { name, version } = parse(readFileSync(join(charts, 'scs-gateway/Chart.yaml'), 'utf8'));
const epoch = process.env.SOURCE_DATE_EPOCH ?? lastCommit();
const file = join(values.to, `${name}-chart-${version}`);
mkdirSync(values.to, { recursive: true });
const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', `--mtime=@${epoch}`];
// As Helm: plain names, which is all that the file has.
const ignored = readFileSync(join(charts, 'scs-gateway/.helmignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => `--exclude=${line}`);
const tar = execFileSync('tar', [...same, ...ignored, '--format=ustar', '-c', '-C', charts, name], {
  maxBuffer: 64 * 1024 * 1024,
});
writeFileSync(`${file}.tgz`, gzipSync(tar, { level: 9 }));
console.log(`wrote ${file}.tgz`);

function lastCommit(): string {
  return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
}
