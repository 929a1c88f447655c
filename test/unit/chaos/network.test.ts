// SPDX-License-Identifier: Apache-2.0
// The stretch of network between a gateway and its Redis: bytes stay in order, and a cut is seen at both ends.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stretch, stretchTo } from '../../chaos/network.ts';

describe('a stretch of network', () => {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  let stretch: Stretch;
  let client: Socket;
  beforeEach(async () => {
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    server.unref();
    stretch = await stretchTo((server.address() as AddressInfo).port);
    client = connect(stretch.port, '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await stretch.close();
  });
  const echoed = async (bytes: number): Promise<string> => {
    let text = '';
    for await (const chunk of client.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (text.length >= bytes) break;
    }
    return text;
  };

  it('keeps bytes in order while it grows longer and shorter', async () => {
    const wanted = Array.from({ length: 60 }, (_, index) => `${index} `);
    const back = echoed(wanted.join('').length);
    for (const [index, part] of wanted.entries()) {
      stretch.delay((index * 7) % 20);
      client.write(part);
      await sleep(1);
    }
    expect(await back).toBe(wanted.join(''));
  });

  it('holds back what is sent while it is frozen, and delivers it then', async () => {
    stretch.freeze(true);
    client.write('later');
    let heard = '';
    client.on('data', (chunk) => {
      heard += chunk;
    });
    await sleep(50);
    expect(heard).toBe('');
    stretch.freeze(false);
    while (heard !== 'later') await sleep(5);
  });

  it('breaks what is open when it is cut, and refuses what comes', async () => {
    stretch.cut(true);
    await new Promise((done) => client.once('close', done));
    const second = connect(stretch.port, '127.0.0.1');
    const [error] = await once(second, 'error');
    expect(error.code).toBe('ECONNRESET');
    stretch.cut(false);
    client = connect(stretch.port, '127.0.0.1');
    const back = echoed(5);
    client.write('again');
    expect(await back).toBe('again');
  });
});
