// SPDX-License-Identifier: Apache-2.0
// `npm run pack:cli`: the commands of users as one file of plain JavaScript, and as a package of npm around it, for people
// without a checkout: Node strips types of no file below node_modules. Two runs give the same bytes.
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';
import { licencesOf } from './licences.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { to: { type: 'string', default: join(root, 'dist') }, version: { type: 'string' } },
});
const to = values.to;
const name = 'scs-gateway';
const source = join(root, 'package.json');
const manifest = JSON.parse(await readFile(source, 'utf8'));
manifest.version = values.version ?? manifest.version;

const { output } = await build({
  input: join(root, 'src/cli/user-main.ts'),
  cwd: root,
  platform: 'node',
  logLevel: 'warn',
  write: false,
  // What the command says of itself is the version that is packed.
  plugins: [
    {
      name: 'version',
      load: (id) => (id === source ? { code: JSON.stringify(manifest), moduleType: 'json' } : undefined),
    },
  ],
  output: { format: 'esm', codeSplitting: false, comments: false },
});
const [chunk] = output;
const header = `#!/usr/bin/env node\n// SPDX-License-Identifier: Apache-2.0\n// scs-gateway ${manifest.version}: the commands of users. Made of its sources; the licences of what is inside stand at the end.\n`;
const code = chunk.code.replace(/^#!.*\n/, '');
const file = `${header}${code.trimEnd()}\n\n/*\n${(await licencesOf([chunk])).replaceAll('*/', '* /')}*/\n`;

await mkdir(to, { recursive: true });
const single = join(to, `${name}.mjs`);
await writeFile(single, file);
await chmod(single, 0o755);
const folder = join(to, 'package');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await copyFile(single, join(folder, `${name}.mjs`));
await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
await copyFile(join(root, 'docs/login.md'), join(folder, 'README.md'));
const { version, description, license, type, engines } = manifest;
const packed = {
  name,
  version,
  description,
  license,
  type,
  bin: { [name]: `${name}.mjs` },
  files: [`${name}.mjs`],
  engines,
};
await writeFile(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', to], { cwd: folder, stdio: 'pipe' });
await rm(folder, { recursive: true });
console.log(`wrote ${single} (${Math.ceil(file.length / 1024)} KiB) and ${join(to, `${name}-${version}.tgz`)}`);
