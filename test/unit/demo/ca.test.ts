// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureTls } from '../../../demo/ca.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-ca-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('makes a server certificate that a client trusting only the CA accepts, by name and by address', async () => {
  const tls = await ensureTls(folder);
  const [ca, cert, key] = await Promise.all([tls.ca, tls.cert, tls.key].map((path) => readFile(path, 'utf8')));
  const server = createServer({ cert: cert ?? '', key: key ?? '' }, (_, answer) => answer.end('hello'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const status = (host: string, trust: string | undefined) =>
    new Promise((done, failed) => {
      const options = {
        host: '127.0.0.1',
        port,
        servername: host === '127.0.0.1' ? '' : host,
        ca: trust,
        agent: false,
      };
      get({ ...options, headers: { host } }, (answer) => done(answer.resume().statusCode)).on('error', failed);
    });
  try {
    expect(await status('localhost', ca)).toBe(200);
    expect(await status('127.0.0.1', ca)).toBe(200);
    await expect(status('localhost', undefined)).rejects.toThrow(/verify/);
  } finally {
    server.close();
  }
});

test('writes what strict verifiers ask for: CA flag, key usage, names, and a private key for its owner only', async () => {
  const tls = await ensureTls(folder);
  const ca = new X509Certificate(await readFile(tls.ca));
  const cert = new X509Certificate(await readFile(tls.cert));
  expect(ca.ca).toBe(true);
  expect(cert.ca).toBe(false);
  expect(cert.checkIssued(ca)).toBe(true);
  expect(cert.verify(ca.publicKey)).toBe(true);
  expect(cert.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect((await stat(tls.key)).mode & 0o777).toBe(0o600);
});

test('keeps the certificate while more than a day is left, then makes another', async () => {
  const first = await readFile((await ensureTls(folder)).cert, 'utf8');
  expect(await readFile((await ensureTls(folder)).cert, 'utf8')).toBe(first);
  const almostOver = Date.now() + 364.5 * 86_400_000;
  expect(await readFile((await ensureTls(folder, almostOver)).cert, 'utf8')).not.toBe(first);
});
