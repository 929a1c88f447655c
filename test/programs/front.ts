// SPDX-License-Identifier: Apache-2.0
// What a snippet of docs/load-balancers.md does, as it stands there with addresses changed, before a gateway: the client's
// address arrives, everything passes, and health checks leave no trace. The same of the HAProxy that deploy/ ships.
import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { connectH2 } from '../e2e/h2-client.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { freePort } from '../free-port.ts';
import { type SplitHouse, startSplitHouse } from '../security/protocols.ts';
import { SOON } from '../soon.ts';
import { traefik } from './found.ts';

const blocks = blocksOf(await readFile(`${import.meta.dirname}/../../docs/load-balancers.md`, 'utf8'));
/** Of docs/load-balancers.md. */
export const snippet = (language: string, mark: string): string => {
  const found = blocks.filter((block) => block.language === language && block.mark === mark);
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
};

const deploy = `${import.meta.dirname}/../../deploy/compose`;
const shippedBalancer = await readFile(`${deploy}/haproxy.cfg`, 'utf8');
const shippedGateway = parse(await readFile(`${deploy}/gateway/gateway.yaml`, 'utf8')).gateway;

interface Front {
  readonly house: SplitHouse;
  readonly publicUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

const START: Readonly<Record<string, (file: string, folder: string) => ChildProcess>> = {
  haproxy: (file) => spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' }),
  nginx: (file, folder) => spawn('/usr/sbin/nginx', ['-p', folder, '-c', file], { stdio: 'ignore' }),
  traefik: (file) => spawn(traefik() ?? 'traefik', [`--configFile=${file}`], { stdio: 'ignore' }),
};

/** `shipped`: the balancer of deploy/compose.yaml, and what its gateways are told of it. */
type Way = 'tcp' | 'http' | 'shipped';

async function startFront(program: string, way: Way): Promise<Front> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-front-'));
  const port = await freePort();
  const publicUrl = `https://localhost:${port}${way === 'http' ? '/cloud' : ''}`;
  let pems = { cert: '', key: '' };
  let operations = 0;
  const house = await startSplitHouse(
    (file) => {
      const { cert, key } = file.gateway.listen.tls;
      pems = { cert: cert.replace(/^file:/, ''), key: key.replace(/^file:/, '') };
      operations = file.gateway.operations.port;
      const { proxyProtocol } = way === 'shipped' ? shippedGateway : { proxyProtocol: way === 'tcp' };
      Object.assign(file.gateway, { publicUrl, trustedProxies: ['127.0.0.1'], proxyProtocol });
      Object.assign(file.gateway.limits, { address: { failed: '1/1h' } });
      if (way === 'http') delete file.gateway.listen.tls;
    },
    { through: port },
  );
  const pem = join(folder, 'gateway.pem');
  await writeFile(pem, (await readFile(pems.cert, 'utf8')) + (await readFile(pems.key, 'utf8')));
  const [language, mark] = program === 'traefik' ? ['yaml', `traefik ${way}`] : [program, way];
  // The second gateway is away.
  const source =
    way === 'shipped'
      ? shippedBalancer
          .replace('gateway-1:8443', '10.0.0.11:8443')
          .replace('gateway-2:8443', `127.0.0.1:${await freePort()}`)
          .replace('check port 9464', `check port ${operations}`)
          .replace('bind :8443', 'bind :443')
      : snippet(language, mark);
  const text = source
    .replaceAll('10.0.0.11:8443', `127.0.0.1:${house.port}`)
    .replace('bind :443', `bind 127.0.0.1:${port}`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('/etc/haproxy/gateway.pem', pem)
    .replace('/etc/nginx/gateway.pem', pem)
    .replace('/etc/nginx/gateway.key', pem)
    .replace('/etc/traefik/gateway.pem', pem)
    .replace('/etc/traefik/gateway.key', pem);
  const around = `daemon off;\nuser root;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\n`;
  const module = way === 'tcp' ? 'load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n' : '';
  const file = join(folder, program === 'traefik' ? 'front.yaml' : 'front.conf');
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};\n`,
  );
  const own = text.replace('http {\n', `http {\n  access_log off;\n${temp.join('')}`);
  if (program === 'traefik') {
    const dynamic = join(folder, 'gateway.yaml');
    const fixed = snippet('yaml', 'traefik static')
      .replace('/etc/traefik/gateway.yaml', dynamic)
      .replace('address: :443', `address: 127.0.0.1:${port}`);
    await writeFile(dynamic, text);
    await writeFile(file, `${fixed}log: { level: ERROR }\n`);
  } else await writeFile(file, program === 'nginx' ? `${module}${around}${own}` : text);
  const child = START[program]?.(file, folder) as ChildProcess;
  // Also where what follows fails.
  process.once('exit', () => child.kill());
  for (let i = 0; i < 200; i++) {
    if (program === 'traefik' ? await hasCertificate(port, pem) : await isOpen(port)) break;
    if (child.exitCode !== null) throw new Error(`${program} has ended with ${child.exitCode}`);
    await sleep(50);
  }
  return {
    house,
    publicUrl,
    port,
    async close() {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
      await house.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isOpen = (port: number): Promise<boolean> => opened(connect(port, '127.0.0.1'), 'connect');

/** Traefik listens, with a certificate of its own, before it has read where to. */
async function hasCertificate(port: number, pem: string): Promise<boolean> {
  const socket = connectTls({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false });
  const open = await opened(socket, 'secureConnect');
  const { fingerprint256 } = new X509Certificate(await readFile(pem));
  return open && socket.getPeerX509Certificate()?.fingerprint256 === fingerprint256;
}

async function opened(socket: Socket, event: string): Promise<boolean> {
  const open = await once(socket, event).then(
    () => true,
    () => false,
  );
  if (event === 'connect') socket.destroy();
  else socket.end();
  return open;
}

export function describeFront(program: 'haproxy' | 'nginx' | 'traefik', way: Way): void {
  describe(`${program} by ${way}`, () => {
    let front: Front;
    beforeAll(async () => {
      front = await startFront(program, way);
    });
    afterAll(() => front?.close());

    /** From an address of its own, as a client of its own. */
    const ask = async (
      path: string,
      { from = '127.0.0.9', ...options }: RequestOptions & { readonly from?: string } = {},
      body?: string,
    ): Promise<{ status: number; text: string }> => {
      const agent = new Agent({ ca: front.house.ca, localAddress: from });
      const url = new URL(`${front.publicUrl}${path}`);
      const sent = request({
        host: '127.0.0.1',
        servername: 'localhost',
        port: url.port,
        path: `${url.pathname}${url.search}`,
        agent,
        ...options,
      });
      sent.setHeader('host', url.host);
      sent.end(body);
      const [answer] = await once(sent, 'response');
      let text = '';
      for await (const chunk of answer) text += chunk;
      agent.destroy();
      return { status: answer.statusCode, text };
    };

    it('a client is found, logs in and reads what a cloud has', async () => {
      expect((await ask('/')).status).toBe(200);
      expect(JSON.parse((await ask('/identity')).text).versions.values[0].links[0].href).toBe(
        `${front.publicUrl}/identity/v3/`,
      );
      const token = await front.house.scoped('alice');
      const { status, text } = await ask('/clouds/cloud-a/compute/v2.1/flavors', {
        headers: { 'x-auth-token': token },
      });
      expect([status, JSON.parse(text).flavors.length > 0]).toEqual([200, true]);
    });

    it('limits and the log know the client’s own address, whatever it writes', async () => {
      const guess = (from: string, value: string) =>
        ask('/identity/v3/auth/projects', { from, headers: { 'x-auth-token': 'guess', 'x-forwarded-for': value } });
      expect((await guess('127.0.0.31', '203.0.113.1')).status).toBe(401);
      expect((await guess('127.0.0.31', '203.0.113.2')).status).toBe(429);
      expect((await guess('127.0.0.32', '203.0.113.1')).status).toBe(401);
      const refused = { status: 429, limit: 'address-failed', client: '127.0.0.31' };
      await vi.waitFor(() => expect(front.house.log.find(({ status }) => status === 429)).toMatchObject(refused), SOON);
    });

    it('HTTP/2 reaches the gateway or the proxy', async () => {
      const client = await connectH2(`https://localhost:${front.port}`, front.house.ca);
      const path = new URL(`${front.publicUrl}/identity/v3`).pathname;
      expect((await client.send('GET', path)).status).toBe(200);
      client.close();
    });

    it('paths and bodies pass as they came', async () => {
      const token = await front.house.scoped('alice');
      const seen: string[] = [];
      front.house.lie((asked, response) => {
        let size = 0;
        asked.on('data', (chunk: Buffer) => (size += chunk.length));
        asked.on('end', () => {
          seen.push(`${asked.url} ${size}`);
          response.writeHead(200, { 'content-type': 'text/plain' }).end('seen');
        });
      });
      const headers = { 'x-auth-token': token, 'content-type': 'application/octet-stream' };
      const path = '/clouds/cloud-b/compute/v2.1/a%2Fb//c%20d?x=%2F&y=a+b';
      const { status } = await ask(path, { method: 'PUT', headers }, 'x'.repeat(3_000_000));
      expect([status, seen]).toEqual([200, ['/v2.1/a%2Fb//c%20d?x=%2F&y=a+b 3000000']]);
    });

    it('checks and what is idle leave no line', async () => {
      const before = front.house.log.length;
      // HAProxy asks every two seconds.
      await sleep(5_000);
      expect(front.house.log.slice(before)).toEqual([]);
      expect((await ask('/')).status).toBe(200);
    });
  });
}
