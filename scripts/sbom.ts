// SPDX-License-Identifier: Apache-2.0
// `npm run sbom`: the list of components (SBOM) of package-lock.json in both usual forms, CycloneDX and SPDX: of what runs, and
// of everything that development needs too. npm makes them; what changes from run to run, or is wrong for a program, is set
// here: the same commit and npm give the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { to: { type: 'string', default: join(root, 'dist/sbom') } } });
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// biome-ignore lint/suspicious/noExplicitAny: npm's document, of which a few fields are set
type Document = any;

/** https://reproducible-builds.org/specs/source-date-epoch/ */
const epoch = process.env.SOURCE_DATE_EPOCH ?? run('git', 'log', '-1', '--format=%ct');
const date = new Date(Number(epoch) * 1000).toISOString().replace('.000', '');

mkdirSync(values.to, { recursive: true });
for (const which of ['runtime', 'all'] as const)
  for (const [form, suffix, fix] of [
    ['cyclonedx', 'cdx', cyclonedx],
    ['spdx', 'spdx', spdx],
  ] as const) {
    const all = JSON.parse(run('npm', 'sbom', '--package-lock-only', `--sbom-format=${form}`));
    const sbom = fix(which === 'all' ? all : onlyWhatRuns(all));
    const file = join(values.to, `${name}-${version}${which === 'all' ? '.all' : ''}.${suffix}.json`);
    writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
    console.log(`wrote ${file}: ${(sbom.components ?? sbom.packages).length} components`);
  }

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** Not `--omit=dev`: npm leaves out with it what runs and what a tool of the development needs as well. */
function onlyWhatRuns(sbom: Document): Document {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages as Record<string, Document>;
  const runs = new Set(
    Object.entries(lock)
      .filter(([, { dev }]) => dev !== true)
      .map(([path, { version }]) => `${path === '' ? name : path.split('node_modules/').at(-1)}@${version}`),
  );
  if (sbom.components !== undefined) {
    const refs = new Set(sbom.dependencies.map(({ ref }: Document) => ref).filter((ref: string) => runs.has(ref)));
    sbom.components = sbom.components.filter((one: Document) => runs.has(one['bom-ref']));
    sbom.dependencies = sbom.dependencies
      .filter(({ ref }: Document) => refs.has(ref))
      .map(({ ref, dependsOn }: Document) => ({ ref, dependsOn: dependsOn.filter((one: string) => refs.has(one)) }));
    return sbom;
  }
  sbom.packages = sbom.packages.filter((one: Document) => runs.has(`${one.name}@${one.versionInfo}`));
  const ids = new Set(['SPDXRef-DOCUMENT', ...sbom.packages.map(({ SPDXID }: Document) => SPDXID)]);
  sbom.relationships = sbom.relationships.filter(
    ({ spdxElementId, relatedSpdxElement }: Document) => ids.has(spdxElementId) && ids.has(relatedSpdxElement),
  );
  return sbom;
}

function cyclonedx(sbom: Document): Document {
  sbom.metadata.timestamp = date;
  // npm takes the folder's name, and everything for a library.
  Object.assign(sbom.metadata.component, { name, type: 'application' });
  delete sbom.serialNumber;
  return { $schema: sbom.$schema, bomFormat: sbom.bomFormat, serialNumber: `urn:uuid:${uuidOf(sbom)}`, ...sbom };
}

function spdx(sbom: Document): Document {
  sbom.creationInfo.created = date;
  const [own] = sbom.packages;
  own.primaryPackagePurpose = 'APPLICATION';
  for (const one of sbom.packages) one.licenseConcluded ??= 'NOASSERTION';
  delete sbom.documentNamespace;
  const documentNamespace = `http://spdx.org/spdxdocs/${name}-${version}-${uuidOf(sbom)}`;
  return { ...sbom, documentNamespace };
}

/** Of the content, in the form of RFC 9562's version 8. */
function uuidOf(content: unknown): string {
  const digits = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const variant = '89ab'[Number.parseInt(digits[16] as string, 16) % 4];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
