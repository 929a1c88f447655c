// SPDX-License-Identifier: Apache-2.0
import { webcrypto } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterEach, describe, expect, it } from 'vitest';
import { createIssuerClient } from '../../../../src/federation/identity/issuer-fetch.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const listen = async (server: Server & { closeAllConnections(): void }, scheme = 'http') => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const serve = (handle: RequestListener) => listen(createServer(handle));
const client = () => {
  const made = createIssuerClient();
  open.push(made);
  return made.fetch;
};
const GET = { method: 'GET', timeoutMs: 5000 } as const;

/** A certificate for 127.0.0.1 that signs itself. */
const selfSigned = async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=idp',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  return { cert: certificate.toString('pem'), key };
};

describe('a call to an issuer', () => {
  it('gives status and body, whatever the status', async () => {
    const url = await serve((request, response) => {
      response.writeHead(request.url === '/ok' ? 200 : 503).end(`${request.method} ${request.headers.accept}`);
    });
    const call = { ...GET, headers: { accept: 'application/json' } };
    expect(await client()(`${url}/ok`, call)).toMatchObject({ status: 200, body: 'GET application/json' });
    expect(await client()(url, call)).toMatchObject({ status: 503 });
  });

  it('sends a form', async () => {
    const url = await serve((request, response) => void request.pipe(response));
    expect(await client()(url, { ...GET, method: 'POST', body: 'token=x' })).toMatchObject({
      status: 200,
      body: 'token=x',
    });
  });

  it('ends in time where the answer does not, in its head or in its body', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/body') response.writeHead(200).write('{');
    });
    for (const path of ['/head', '/body']) {
      await expect(client()(url + path, { ...GET, timeoutMs: 50 })).rejects.toThrow('timeout');
    }
  });

  it('takes 1 MiB and no more, announced or not', async () => {
    const url = await serve((request, response) => {
      const body = Buffer.alloc(1024 * 1024 + (request.url === '/fits' ? 0 : 1), 'x');
      if (request.url === '/chunked') response.write('x');
      response.end(body);
    });
    expect((await client()(`${url}/fits`, GET)).body).toHaveLength(1024 * 1024);
    await expect(client()(`${url}/announced`, GET)).rejects.toThrow();
    await expect(client()(`${url}/chunked`, GET)).rejects.toThrow();
  });

  it('follows a redirect inside the origin, three times at most', async () => {
    const url = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await client()(`${url}/3`, GET)).toMatchObject({ status: 200, body: 'there' });
    await expect(client()(`${url}/4`, GET)).rejects.toThrow('too often');
  });

  it('is not led to another origin, and a POST nowhere', async () => {
    let reached = 0;
    const elsewhere = await serve((_, response) => {
      reached += 1;
      response.end();
    });
    const url = await serve((request, response) => {
      const location = request.url === '/away' ? elsewhere : '/here';
      if (request.url === '/here') reached += 1;
      response.writeHead(307, request.url === '/none' ? {} : { location }).end();
    });
    await expect(client()(`${url}/away`, GET)).rejects.toThrow('another origin');
    await expect(client()(`${url}/none`, GET)).rejects.toThrow('another origin');
    await expect(client()(url, { ...GET, method: 'POST', body: 'x' })).rejects.toThrow('redirects a POST');
    expect(reached).toBe(0);
  });

  it('trusts the CA of its own entry, and no other entry profits from that', async () => {
    const { cert, key } = await selfSigned();
    const url = await listen(
      createTlsServer({ cert, key }, (_, response) => void response.end('safe')),
      'https',
    );
    const fetch = client();
    expect(await fetch(url, { ...GET, ca: cert })).toMatchObject({ status: 200, body: 'safe' });
    await expect(fetch(url, GET)).rejects.toThrow(/self-signed/);
    await expect(fetch(url, { ...GET, ca: (await selfSigned()).cert })).rejects.toThrow();
  });
});
