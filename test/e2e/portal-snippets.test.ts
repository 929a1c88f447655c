// SPDX-License-Identifier: Apache-2.0
// Every page of the portal shows the same by curl, openstack and TypeScript: the words are there, the shell can read them, and the
// TypeScript compiles against the client, which takes numbers, lists and yes or no where an address has texts.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPERATIONS } from '../../clients/typescript/operations.ts';
import { PLACES } from '../../scripts/portal-places.ts';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import { fieldIn, type PortalHouse, startPortalHouse } from './portal-house.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let house: PortalHouse;
let folder: string;
let names: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-snippets-'));
  house = await startPortalHouse();
  const made = await house.api('POST', 'servers?wait=5', {
    ...{ cloud: 'cloud-a', name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  // By the portal: an operation is of who has begun it.
  const tried = await house.page('/api/rebootServer');
  const reboot = await house.post('/api/rebootServer', {
    ...{ csrf: fieldIn(tried, 'csrf'), key: fieldIn(tried, 'key'), body: '{}' },
    ...{ 'p.cloud': 'cloud-a', 'p.id': made.item.id },
  });
  const [, operation = ''] = /&quot;operation&quot;: \{\s*&quot;id&quot;: &quot;([^&]+)/.exec(reboot.text) ?? [];
  const form = await house.page('/me/credentials');
  const project = /<select name="project"[^>]*><option value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const credential = await house.post('/me/credentials', {
    ...{ csrf: fieldIn(form, 'csrf'), name: 'ci', description: '', project, role: '', days: '7' },
  });
  names = { SERVER: made.item.id, OPERATION: operation, CREDENTIAL: fieldIn(credential, 'id'), CLUSTER: 'demo-a' };
}, 60_000);
afterAll(async () => {
  await house?.close();
  await rm(folder, { recursive: true, force: true });
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** By their titles. */
function snippetsIn(text: string): Readonly<Record<string, string>> {
  const [, how = ''] = text.split('<details class="how">');
  const found = how.matchAll(/<figcaption>([^<]+)<button.*?<pre tabindex="0"><code>(.*?)<\/code>/gs);
  return Object.fromEntries(
    [...found].map(([, title = '', code = '']) => [
      title,
      code.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole),
    ]),
  );
}

/** With values that an address has as texts, and with names that a shell would read otherwise. */
const WISHES = [
  '/resources/servers?cloud=cloud-a&cloud=cloud-b&status=active,stopped&sort=-name&limit=25&metadata=tier%3Dfront&project=acme/research',
  `/resources/images?name=${encodeURIComponent(`a'b,c\\ $(id) "x"`)}`,
  '/resources/workloads?cluster=demo-a',
  '/resources/flavors?architecture=x86_64&createdAfter=nonsense',
  '/search?q=%24(reboot)',
  '/search',
  '/compare/portability',
  '/servers/new',
  '/api/listServers?do=ask&q.limit=1&q.partial=false&q.cloud=cloud-a%2Ccloud-b',
  '/api/createServer',
];
const paths = (): string[] => [
  ...PLACES.filter(({ open }) => !open).map(({ path }) => path.replace(/[A-Z]{6,}/g, (word) => names[word] ?? word)),
  ...WISHES,
  ...RESOURCES.map(({ plural }) => `/resources/${plural}`),
  ...Object.keys(OPERATIONS).map((operation) => `/api/${operation}`),
];

it('every page shows the same by curl, openstack and TypeScript, in words that a shell and a compiler read', async () => {
  const files: string[] = [];
  const shell: string[] = [];
  const lacking: unknown[] = [];
  for (const path of paths()) {
    const { status, text } = await house.page(path);
    const { curl, openstack, TypeScript: code } = snippetsIn(text);
    const isFound = status === 200 || (status === 400 && path.includes('nonsense'));
    if (!isFound || !curl?.startsWith('curl ') || !openstack || !code) lacking.push([path, status, curl, openstack]);
    // The shell alone judges: programs that are functions here run nothing.
    shell.push(`# ${path}`, curl ?? '', openstack ?? '');
    const file = join(folder, `snippet-${files.length}.mts`);
    await writeFile(file, `// ${path}\ndeclare const token: string;\n${code}\nexport {};\n`);
    files.push(file);
  }
  expect(lacking).toEqual([]);

  const script = join(folder, 'all.sh');
  const marker = join(folder, 'ran');
  await writeFile(
    script,
    `curl() { :; }; openstack() { :; }; scs-gateway() { :; }; id() { touch '${marker}'; }; reboot() { id; }\n${shell.join('\n')}\n`,
  );
  const { stderr } = await run('bash', ['-eu', script]);
  expect(stderr).toBe('');
  await expect(run('test', ['-e', marker])).rejects.toThrow();

  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    ...{ target: 'es2023', lib: ['es2023', 'dom', 'dom.asynciterable'], module: 'nodenext', types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, skipLibCheck: true },
    paths: { 'scs-gateway-client': [join(root, 'clients/typescript/index.ts')] },
  };
  await writeFile(config, JSON.stringify({ compilerOptions, files }));
  const compiled = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config]).catch(
    ({ stdout }: { stdout: string }) => ({ stdout }),
  );
  expect(compiled.stdout).toBe('');
}, 180_000);

it('a request of a page by curl is that of the address, and by TypeScript of the types of the client', async () => {
  const { text } = await house.page(WISHES[0] ?? '');
  const { curl, openstack, TypeScript: code = '' } = snippetsIn(text);
  expect(curl).toContain(
    "/scs/v1/servers?cloud=cloud-a&cloud=cloud-b&status=active,stopped&project=acme/research&metadata=tier%3Dfront&sort=-name&limit=25'",
  );
  expect(openstack).toBe('for region in cloud-a cloud-b; do\n  openstack --os-region-name "$region" server list\ndone');
  const [, input = ''] = /client\.listServers\((.*)\);/s.exec(code) ?? [];
  expect(JSON.parse(input)).toEqual({
    query: {
      cloud: ['cloud-a', 'cloud-b'],
      status: ['active', 'stopped'],
      project: 'acme/research',
      metadata: ['tier=front'],
      sort: ['-name'],
      limit: 25,
    },
  });
});
