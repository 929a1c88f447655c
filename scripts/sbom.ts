// SPDX-License-Identifier: Apache-2.0
// `npm run sbom`: the list of components (SBOM) of package-lock.json in both usual forms, CycloneDX and SPDX: of what is passed on
// (what runs, the tracer and Node.js, as the Debian package and the image have them), and of everything that development needs too. npm makes them; what changes from run to run, or is wrong for a program, is set
// here: the same commit and npm give the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOf } from './supply-chain/lockfile.ts';
import { shipped, tracerPackages } from './supply-chain/shipped.ts';

// biome-ignore lint/suspicious/noExplicitAny: npm's document, of which a few fields are set
type Document = any;

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { to: { type: 'string', default: join(root, 'dist/sbom') } } });
const read = (file: string): Document => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { name, version, devDependencies } = read('package.json');
/** The one that the Debian package has, and the image. */
const NODE = { name: 'Node.js', version: devDependencies.node as string };

const NODE_PURL = `pkg:generic/node@${NODE.version}`;
/** Its own, MIT; of what is inside it (V8, OpenSSL, ICU and more) its LICENSE has all. */
const NODE_LICENCES = { cyclonedx: [{ license: { id: 'MIT' } }], spdx: 'MIT' };

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
    const sbom = fix(which === 'all' ? all : onlyShipped(all));
    const file = join(values.to, `${name}-${version}${which === 'all' ? '.all' : ''}.${suffix}.json`);
    writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
    console.log(`wrote ${file}: ${(sbom.components ?? sbom.packages).length} components`);
  }

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** Not `--omit=dev`: npm leaves out with it what runs and what a tool of the development needs as well. */
function onlyShipped(sbom: Document): Document {
  const lock = read('package-lock.json');
  const runs = new Set([`${name}@${version}`]);
  for (const path of shipped(lock, tracerPackages(root))) runs.add(`${nameOf(path)}@${lock.packages[path].version}`);
  if (sbom.components !== undefined) {
    const refs = new Set(sbom.dependencies.map(({ ref }: Document) => ref).filter((ref: string) => runs.has(ref)));
    sbom.components = sbom.components.filter((one: Document) => runs.has(one['bom-ref']));
    // By package.json they are for development.
    for (const one of sbom.components)
      one.properties = one.properties?.filter((property: Document) => property.name !== 'cdx:npm:package:development');
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
  const ref = `${NODE.name}@${NODE.version}`;
  sbom.components.push({
    'bom-ref': ref,
    type: 'platform',
    ...NODE,
    purl: NODE_PURL,
    licenses: NODE_LICENCES.cyclonedx,
  });
  sbom.dependencies.push({ ref, dependsOn: [] });
  sbom.dependencies.find((one: Document) => one.ref === sbom.metadata.component['bom-ref'])?.dependsOn.push(ref);
  delete sbom.serialNumber;
  return { $schema: sbom.$schema, bomFormat: sbom.bomFormat, serialNumber: `urn:uuid:${uuidOf(sbom)}`, ...sbom };
}

function spdx(sbom: Document): Document {
  sbom.creationInfo.created = date;
  const [own] = sbom.packages;
  own.primaryPackagePurpose = 'APPLICATION';
  sbom.packages.push({
    ...{
      name: NODE.name,
      SPDXID: 'SPDXRef-Node.js',
      versionInfo: NODE.version,
      downloadLocation: 'https://nodejs.org/dist/',
    },
    ...{ filesAnalyzed: false, licenseDeclared: NODE_LICENCES.spdx, copyrightText: 'NOASSERTION' },
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: NODE_PURL }],
  });
  sbom.relationships.push({
    ...{ spdxElementId: own.SPDXID, relatedSpdxElement: 'SPDXRef-Node.js', relationshipType: 'DEPENDS_ON' },
  });
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
