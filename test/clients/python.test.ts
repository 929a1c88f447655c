// SPDX-License-Identifier: Apache-2.0
// Clients in Python: the project's own package, and what two generators make of the document.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { atDemo, DOCUMENT, here, ROOT, TOURS, takesTheTour } from './setting.ts';

const PACKAGE = join(ROOT, 'clients/python');
const OWN = ['urllib3==2.8.0', 'mypy==2.4.1', 'ruff==0.17.6'];
const GENERATOR = ['openapi-python-client==0.29.1', 'mypy==2.4.1'];

atDemo();

describe('clients/python', () => {
  let bin: string;
  beforeAll(async () => {
    const { tools, folder } = here();
    // A place of its own with nothing in it but what the package brings.
    const own = join(folder, 'own');
    await tools.must('/usr/bin/python3', ['-m', 'venv', own]);
    bin = join(own, 'bin');
    // By the command of its page.
    cpSync(PACKAGE, join(folder, 'clients/python'), { recursive: true });
    const blocks = blocksOf(readFileSync(join(PACKAGE, 'README.md'), 'utf8'));
    const command = blocks.find(({ text }) => text.startsWith('pip install'))?.text ?? 'false';
    await tools.must('bash', ['-euc', command], {
      cwd: folder,
      env: { ...here().env, PATH: `${bin}:${here().env.PATH}`, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    });
    cpSync(join(PACKAGE, 'tests'), join(folder, 'tests'), { recursive: true });
    for (const tour of ['python_client.py', 'python_once.py']) cpSync(join(TOURS, tour), join(folder, tour));
  });

  takesTheTour('clients/python', () => [join(bin, 'python'), join(here().folder, 'python_client.py')]);

  it.each(['lostReply', 'failsAfter'])(
    'has made exactly one object where the cloud said %s, and the answer of the gateway was lost as well',
    async (kind) => {
      const { demo, env, folder, tools } = here();
      const control = `${demo.controlUrl}/clouds/cloud-a/faults`;
      await fetch(`${control}/block-storage`, { method: 'PUT', body: JSON.stringify({ kind, times: 1 }) });
      try {
        const once = [join(folder, 'python_once.py'), `once-${kind.toLowerCase()}`];
        expect(await tools.must(join(bin, 'python'), once, { env, seconds: 120 })).toBe('sent 2 made 1 True\n');
      } finally {
        await fetch(control, { method: 'DELETE' });
      }
    },
  );

  it('passes its own tests as it is installed', async () => {
    const { code, stderr } = await here().tools.run(join(bin, 'python'), ['-m', 'unittest', '-v'], {
      cwd: join(here().folder, 'tests'),
    });
    expect(code, stderr).toBe(0);
    expect(Number(/^Ran (\d+) tests/m.exec(stderr)?.[1])).toBeGreaterThan(20);
  });

  it('has types that hold, for those who use it as well, and is in good style', async () => {
    const { tools, folder } = here();
    const kept = await tools.python('clients-own', ...OWN);
    const check = [join(kept, 'mypy'), '--strict', '--python-executable', join(bin, 'python')] as const;
    const uses = [
      join(folder, 'python_client.py'),
      join(folder, 'python_once.py'),
      join(folder, 'tests/test_client.py'),
    ];
    expect(await tools.must(check[0], [...check.slice(1), ...uses], { cwd: join(folder, 'tests') })).toMatch(
      /^Success/,
    );
    writeFileSync(
      join(folder, 'wrong.py'),
      'from scs_gateway_client import Client\nfor server in Client("").list_servers():\n    server["colour"]\n',
    );
    const wrong = await tools.run(check[0], [...check.slice(1), join(folder, 'wrong.py')]);
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('has no key "colour"')]);
    await tools.must(join(kept, 'mypy'), ['--cache-dir', join(folder, 'mypy'), 'src'], { cwd: PACKAGE });
    await tools.must(join(kept, 'ruff'), ['check', '--no-cache', '.'], { cwd: PACKAGE });
  });

  it('has a README whose code runs, from the first block to the last', async () => {
    const blocks = blocksOf(readFileSync(join(PACKAGE, 'README.md'), 'utf8')).filter(({ mark }) => mark === 'run');
    expect(blocks.length).toBeGreaterThan(6);
    const file = join(here().folder, 'readme.py');
    writeFileSync(file, blocks.map(({ text }) => text).join('\n'));
    const said = await here().tools.must(join(bin, 'python'), [file], { env: here().env });
    expect(said.split('\n')[0]).toBe('alice');
    expect(said).toContain('cloud-a Debian 12\n');
    expect(said).toContain('\nTrue False\n');
    expect(said).toContain('\nactive\nactive\n');
    expect(said).toMatch(/\n404 nativeNotFound The member cloud cloud-a has no such object\.\n$/);
  });
});

describe('openapi-python-client', () => {
  let bin: string;
  beforeAll(async () => {
    const { tools, folder, env } = here();
    bin = await tools.python('openapi-python-client', ...GENERATOR);
    const config = join(folder, 'config.yaml');
    // It knows no YAML: a kubeconfig is a text.
    writeFileSync(config, 'content_type_overrides:\n  application/yaml: text/plain\n');
    const options = ['--output-path', join(folder, 'generated'), '--config', config, '--fail-on-warning'];
    await tools.must(join(bin, 'openapi-python-client'), ['generate', '--path', DOCUMENT, ...options], {
      env: { ...env, PATH: `${bin}:${env.PATH}` },
    });
    cpSync(join(TOURS, 'openapi_python_client.py'), join(folder, 'generated/tour.py'));
  });

  it('generates without a warning, and with types that hold', async () => {
    const out = await here().tools.must(join(bin, 'mypy'), ['--strict', 'scs_api_client', 'tour.py'], {
      cwd: join(here().folder, 'generated'),
    });
    expect(out).toMatch(/^Success: no issues found in \d{3,} source files/);
  });

  takesTheTour('openapi-python-client', () => [join(bin, 'python'), join(here().folder, 'generated/tour.py')]);
});
