// SPDX-License-Identifier: Apache-2.0
// Clients in TypeScript: the project's own package as npm packs it, on the oldest Node that it says and in a browser, and what
// openapi-typescript makes of the document.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/browser.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { atDemo, DOCUMENT, here, ROOT, TOURS, takesTheTour } from './setting.ts';

const PACKAGE = join(ROOT, 'clients/typescript');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
/** The oldest release that the package says it runs on, as a package of npm. */
const OLDEST_NODE = '20.3.0';
const OPTIONS = {
  compilerOptions: {
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom', 'dom.asynciterable'], types: ['node'] },
    outDir: 'out',
  },
  include: ['*.ts'],
};

/** A project in a folder of its own, with these packages; its one program is compiled. */
async function project(name: string, packages: readonly string[], program: string): Promise<string> {
  const { tools, folder, env } = here();
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(OPTIONS));
  const options = ['--no-audit', '--no-fund', '--prefer-offline'];
  await tools.must('npm', ['install', ...options, '@types/node@20.19.43', ...packages], { cwd: home, env });
  cpSync(join(TOURS, program), join(home, program));
  return home;
}

atDemo();
let node20: string;
beforeAll(async () => {
  const { tools } = here();
  const folder = await tools.once(`node-${OLDEST_NODE}`, async (made) => {
    writeFileSync(join(made, 'package.json'), '{ "private": true }');
    const build = `node-${process.platform}-${process.arch}`;
    const options = ['--no-audit', '--no-fund', '--no-bin-links', '--ignore-scripts'];
    await tools.must('npm', ['install', ...options, `node@npm:${build}@${OLDEST_NODE}`], {
      cwd: made,
      env: here().env,
    });
  });
  node20 = join(folder, 'node_modules/node/bin/node');
  expect(await tools.must(node20, ['--version'])).toBe(`v${OLDEST_NODE}\n`);
});
const run = (home: string, program: string): readonly [string, ...string[]] => [
  'env',
  `NODE_EXTRA_CA_CERTS=${here().env.SCS_CA}`,
  node20,
  join(home, 'out', program),
];

describe('clients/typescript', () => {
  let home: string;
  beforeAll(async () => {
    const { tools, folder, env } = here();
    // Packed and installed by the commands of its page, in a place with nothing else.
    const source = join(folder, 'clients/typescript');
    cpSync(PACKAGE, source, { recursive: true });
    const commands = blocksOf(readFileSync(join(PACKAGE, 'README.md'), 'utf8')).map(({ text }) => text);
    const command = (says: string): string => commands.find((text) => text.includes(says)) ?? 'false';
    mkdirSync(join(source, 'node_modules'));
    for (const name of ['openapi-fetch', 'openapi-typescript-helpers'])
      cpSync(join(ROOT, 'node_modules', name), join(source, 'node_modules', name), { recursive: true });
    const withTsc = { ...env, PATH: `${join(ROOT, 'node_modules/.bin')}:${env.PATH}` };
    await tools.must('bash', ['-euc', command('npm pack')], { cwd: folder, env: withTsc });
    home = await project('own-client', [], 'typescript.ts');
    cpSync(join(source, 'scs-gateway-client-0.1.0.tgz'), join(home, 'scs-gateway-client-0.1.0.tgz'));
    await tools.must('bash', ['-euc', command('npm install')], { cwd: home, env });
    await tools.must(process.execPath, [TSC, '-p', home]);
  });

  takesTheTour('clients/typescript', () => run(home, 'typescript.js'));

  it('has in its package what it says and no more', async () => {
    const own = join(home, 'node_modules/scs-gateway-client');
    const { stdout } = await here().tools.run('find', [own, '-type', 'f']);
    const files = stdout
      .trimEnd()
      .split('\n')
      .map((path) => path.slice(own.length + 1));
    expect(files.filter((path) => !/^dist\/[\w-]+\.(?:js|d\.ts)$/.test(path)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
  });

  describe('in a browser', () => {
    let server: Server;
    let page: string;
    let certificate: string;
    beforeAll(async () => {
      const { demo, env } = here();
      const bundle = await rolldown({
        input: join(home, 'node_modules/scs-gateway-client/dist/index.js'),
        cwd: home,
        platform: 'browser',
      });
      const { output } = await bundle.generate({ format: 'esm' });
      const [{ code }] = output;
      const script = `import { ApiError, createScsClient, PartialListError } from '/client.js';
        const client = createScsClient({ serverUrl: location.origin, auth: { bearer: ${JSON.stringify(env.SCS_TOKEN)} } });
        const said = [(await client.getMe()).user.name];
        let seen = 0;
        for await (const _ of client.listFlavors.items({ query: { limit: 5 } })) seen += 1;
        for await (const line of client.listFlavors.lines()) if ('item' in line) seen -= 1;
        said.push(seen);
        await client.getServer({ path: { cloud: 'cloud-a', id: 'nobody' } }).catch((error) => said.push(error.code));
        document.title = said.join(' ');`;
      // Pages of the gateway's own origin: it sends no CORS headers. What is not the page's goes to the gateway.
      const dispatcher = new Agent({ connect: { ca: readFileSync(env.SCS_CA ?? '', 'utf8') } });
      const own: Record<string, readonly [type: string, text: string]> = {
        '/': ['text/html', `<!doctype html><script type="module">${script}</script>`],
        '/client.js': ['text/javascript', code],
      };
      const file = (name: string): string => readFileSync(join(here().folder, 'demo', name), 'utf8');
      server = createServer({ cert: file('tls.crt'), key: file('tls.key') }, async (req, res) => {
        const [type, text] = own[req.url ?? ''] ?? [];
        if (text !== undefined) return void res.setHeader('content-type', type ?? '').end(text);
        const { host: _, connection: __, ...headers } = req.headers;
        const upstream = await request(`${demo.gatewayUrl}${req.url}`, { dispatcher, headers });
        res.writeHead(upstream.statusCode, upstream.headers as Record<string, string>);
        upstream.body.pipe(res);
      });
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      page = `https://localhost:${(server.address() as AddressInfo).port}/`;
      certificate = file('tls.crt');
    });
    afterAll(() => server?.close());

    it('lists, streams and is told of an error as on Node', async () => {
      const browser = await launchChromium(certificate);
      try {
        const tab = await browser.newPage();
        const faults: string[] = [];
        tab.on('pageerror', (error) => faults.push(String(error)));
        await tab.goto(page);
        await tab.waitForFunction('document.title !== ""', undefined, { timeout: 30_000 }).catch(() => undefined);
        expect([await tab.title(), faults]).toEqual(['alice 0 nativeNotFound', []]);
      } finally {
        await browser.close();
      }
    });
  });
});

describe('openapi-typescript', () => {
  let home: string;
  beforeAll(async () => {
    home = await project(
      'openapi-typescript',
      ['openapi-typescript@7.13.0', 'openapi-fetch@0.17.0', 'typescript@5.9.3'],
      'openapi_typescript.ts',
    );
    const { tools } = here();
    const bin = join(home, 'node_modules/.bin');
    await tools.must(join(bin, 'openapi-typescript'), [DOCUMENT, '-o', join(home, 'api.ts')], { env: here().env });
    await tools.must(join(bin, 'tsc'), ['-p', home], { env: here().env });
  });
  takesTheTour('openapi-typescript', () => run(home, 'openapi_typescript.js'));
});

describe('the document', () => {
  it('pleases Spectral, whose every remark is a fault', async () => {
    const { tools, env, folder } = here();
    const spectral = await tools.once('spectral-6.16.3', async (made) => {
      writeFileSync(join(made, 'package.json'), '{ "private": true }');
      // Its scripts report that it was installed.
      const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
      await tools.must('npm', ['install', ...options, '@stoplight/spectral-cli@6.16.3'], { cwd: made, env });
    });
    const rules = join(folder, 'spectral.yaml');
    writeFileSync(rules, 'extends: ["spectral:oas"]\n');
    const program = join(spectral, 'node_modules/@stoplight/spectral-cli/dist/index.js');
    const args = [program, 'lint', '--quiet', '-r', rules, '--fail-severity=hint', DOCUMENT];
    const { code, stdout } = await tools.run(process.execPath, args);
    expect([code, stdout.trim().split('\n').slice(-20).join('\n')]).toEqual([0, '']);
  });
});
