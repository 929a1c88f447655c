// SPDX-License-Identifier: Apache-2.0
// `npm run pack:deb`: the gateway as a package for Debian and what descends from it, with the Node.js that it runs on, since no
// stable Debian has one that is new enough. Needs dpkg-deb. Two runs of one commit give the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    to: { type: 'string', default: join(root, 'dist') },
    version: { type: 'string' },
    compression: { type: 'string', default: 'xz' },
  },
});
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const version: string = values.version ?? manifest.version;
const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
if (architecture === undefined) throw new Error(`no Debian package for ${process.arch}`);
const epoch = process.env.SOURCE_DATE_EPOCH ?? lastCommit();

const work = await mkdtemp(join(tmpdir(), 'scs-gateway-deb-'));
const tree = join(work, 'tree');
const at = (...path: string[]): string => join(tree, ...path);
const deploy = (name: string): string => join(root, 'deploy', name);
try {
  await program();
  await unit();
  await documents();
  await control();
  await settle(tree);
  await mkdir(values.to, { recursive: true });
  const file = join(values.to, `scs-gateway_${version}_${architecture}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${values.compression}`, '--build', tree, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
  });
  console.log(`wrote ${file} (${Math.ceil((await stat(file)).size / 2 ** 20)} MiB)`);
} finally {
  await rm(work, { recursive: true });
}

async function program(): Promise<void> {
  const lib = at('usr/lib/scs-gateway');
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--to', lib], { stdio: 'pipe' });
  // The one that runs this script: npm starts it by the Node.js of package.json.
  if (process.versions.node !== manifest.devDependencies.node)
    throw new Error(
      `this is Node.js ${process.versions.node}, and ${manifest.devDependencies.node} belongs into the package: npm run pack:deb`,
    );
  await copyFile(process.execPath, join(lib, 'node'));
  await chmod(join(lib, 'node'), 0o755);
  await copyFile(deploy('systemd/hand-over'), join(lib, 'hand-over'));
  await write(
    'usr/bin/scs-gateway',
    '#!/bin/sh\nexec /usr/lib/scs-gateway/node /usr/lib/scs-gateway/src/main.js "$@"\n',
    0o755,
  );
}

async function unit(): Promise<void> {
  const units = 'usr/lib/systemd/system';
  for (const name of ['scs-gateway.socket', 'scs-gateway-operations.socket'])
    await write(`${units}/${name}`, await readFile(deploy(`systemd/${name}`), 'utf8'));
  const service = await readFile(deploy('systemd/scs-gateway.service'), 'utf8');
  await write(`${units}/scs-gateway.service`, service);
  // The same, so that what it shows is true of the other.
  const standby = service
    .replace('Description=SCS Federation Gateway', '$&, in its place while it is replaced')
    .replace('Restart=always', 'Restart=no')
    .replace(/\n\[Install\][\s\S]*$/, '');
  await write(`${units}/scs-gateway-standby.service`, standby);
}

async function documents(): Promise<void> {
  const doc = 'usr/share/doc/scs-gateway';
  await mkdir(at('etc/scs-gateway'), { recursive: true });
  await write(`${doc}/examples/gateway.yaml`, await readFile(join(root, 'config/gateway.example.yaml'), 'utf8'));
  await write(`${doc}/CHANGELOG.md.gz`, gzipSync(await readFile(join(root, 'CHANGELOG.md')), { level: 9 }));
  const licences = 'usr/lib/scs-gateway/LICENSES-OF-PACKAGES';
  await write(
    `${doc}/copyright`,
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: scs-gateway
Comment: The licences of the packages inside are in /${licences}; that of Node.js, with those
 of what is inside it, is at https://github.com/nodejs/node/blob/v${process.versions.node}/LICENSE

Files: *
Copyright: the contributors of the SCS Federation Gateway
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
`,
  );
}

async function control(): Promise<void> {
  const scripts = deploy('debian');
  for (const name of await readdir(scripts)) await cp(join(scripts, name), at('DEBIAN', name));
  for (const name of ['postinst', 'prerm', 'postrm']) await chmod(at('DEBIAN', name), 0o755);
  const files = await listed(tree);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  await write(
    'DEBIAN/control',
    `Package: scs-gateway
Version: ${version}
Section: net
Priority: optional
Architecture: ${architecture}
Maintainer: SCS Federation Gateway contributors <scs-gateway@localhost>
Installed-Size: ${Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024)}
Depends: adduser, libc6 (>= 2.28), libgcc-s1 (>= 8), libstdc++6 (>= 8), systemd (>= 247)
Recommends: ca-certificates
Homepage: https://scs.community
Description: ${manifest.description.split(':')[0]}
 The SCS Federation Gateway stands in front of OpenStack clouds and Kubernetes
 clusters of several providers. Users log in once and use all of them by one
 address, with the clients that they have.
`,
  );
  const sums = await Promise.all(
    (await listed(tree))
      .filter((file) => !file.startsWith(at('DEBIAN')))
      .map(
        async (file) =>
          `${createHash('md5')
            .update(await readFile(file))
            .digest('hex')}  ${relative(tree, file)}\n`,
      ),
  );
  await write('DEBIAN/md5sums', sums.join(''));
}

async function write(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(join(at(path), '..'), { recursive: true });
  await writeFile(at(path), content);
  await chmod(at(path), mode);
}

/** Files, in an order that is always the same. */
async function listed(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Modes and times do not depend on who builds, and when. */
async function settle(path: string): Promise<void> {
  const found = await stat(path);
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await settle(join(path, name));
    await chmod(path, 0o755);
  } else await chmod(path, found.mode & 0o100 ? 0o755 : 0o644);
  await utimes(path, Number(epoch), Number(epoch));
}

function lastCommit(): string {
  return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
}
