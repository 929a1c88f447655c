// SPDX-License-Identifier: Apache-2.0
// A Keystone 2025.1 of the Python package index, alone and with SQLite: what the gateway says it is like. Installed below
// LAB_CACHE, once; the clouds of the lab are older.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from './client.ts';
import type { Tools } from './suites/tools.ts';

const VERSION = '27.0.0';
export const KEYSTONE_ADMIN = { name: 'admin', password: 'admin-pw', project: 'admin' };

/** Python's own server: one request after the other. */
const SERVE = `import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
port, sys.argv = int(sys.argv[1]), ['keystone']
from keystone.server.wsgi import initialize_public_application
class Quiet(WSGIRequestHandler):
    def log_message(self, *args): pass
make_server('127.0.0.1', port, initialize_public_application(), handler_class=Quiet).serve_forever()
`;

/** Its `authUrl`; `close` ends it. */
export async function startKeystone(
  tools: Tools,
  folder: string,
  port: number,
): Promise<{ authUrl: string; close(): void }> {
  const bin = await tools.python(`keystone-${VERSION}`, `keystone==${VERSION}`);
  const authUrl = `http://127.0.0.1:${port}/v3`;
  rmSync(folder, { recursive: true, force: true });
  for (const keys of ['fernet', 'credential', 'receipts']) mkdirSync(join(folder, keys), { recursive: true });
  writeFileSync(
    join(folder, 'keystone.conf'),
    [
      `[DEFAULT]\npublic_endpoint = http://127.0.0.1:${port}\nlog_file = ${folder}/keystone.log`,
      `[database]\nconnection = sqlite:///${folder}/keystone.sqlite`,
      `[fernet_tokens]\nkey_repository = ${folder}/fernet`,
      `[credential]\nkey_repository = ${folder}/credential`,
      `[fernet_receipts]\nkey_repository = ${folder}/receipts`,
      '[identity]\npassword_hash_rounds = 4\n',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'serve.py'), SERVE);
  const env = {
    ...cleanEnv(folder),
    OS_KEYSTONE_CONFIG_DIR: folder,
    OS_KEYSTONE_CONFIG_FILES: 'keystone.conf',
    PYTHONWARNINGS: 'ignore',
  };
  const manage = (...args: string[]) =>
    tools.must(join(bin, 'keystone-manage'), ['--config-file', join(folder, 'keystone.conf'), ...args], { env });
  const user = ['--keystone-user', 'root', '--keystone-group', 'root'];
  await Promise.all([
    manage('db_sync'),
    manage('fernet_setup', ...user),
    manage('credential_setup', ...user),
    manage('receipt_setup', ...user),
  ]);
  // Keystone writes by two connections at a time.
  const wal = 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode=WAL")';
  await tools.must(join(bin, 'python'), ['-c', wal, join(folder, 'keystone.sqlite')]);
  const url = ['public', 'internal', 'admin'].flatMap((which) => [`--bootstrap-${which}-url`, authUrl]);
  await manage('bootstrap', '--bootstrap-password', KEYSTONE_ADMIN.password, '--bootstrap-region-id', 'One', ...url);
  const log = openSync(join(folder, 'serve.log'), 'w');
  const child = spawn(join(bin, 'python'), ['serve.py', String(port)], {
    env,
    cwd: folder,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const close = (): void => void child.kill('SIGTERM');
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(authUrl).catch(() => undefined);
    if (answer?.ok) return { authUrl, close };
    if (child.exitCode !== null || tries > 300) {
      close();
      throw new Error(`Keystone did not start: ${readFileSync(join(folder, 'serve.log'), 'utf8').slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
