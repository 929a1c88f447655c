// SPDX-License-Identifier: Apache-2.0
// `kubectl exec` at the stand-in apiserver: Kubernetes' streams over a WebSocket (v5.channel.k8s.io, a byte for the channel
// before each message), and behind them a container with four programs.
import type { Duplex } from 'node:stream';
import { readFrame, writeFrame } from './console.ts';

const [STDIN, STDOUT, ERROR, CLOSE] = [0, 1, 3, 255];
const [BINARY, CLOSING, PING, PONG] = [2, 8, 9, 10];
const NORMAL = Buffer.from([3, 232]);

type Say = (channel: number, text: string | Buffer) => void;

const success = { metadata: {}, status: 'Success' };
const exited = (code: number) => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});
/** As a kubelet says it of a program that is not there. */
const missing = (name: string) => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: failed to exec in container: exec: "${name}": executable file not found in $PATH: unknown`,
  reason: 'InternalError',
  details: { causes: [{ message: `exec: "${name}": executable file not found in $PATH` }] },
  code: 500,
});

/** After the 101. `head`: what came with the request. */
export function runInPod(url: URL, socket: Duplex, head: Buffer): void {
  const [name = '', ...args] = url.searchParams.getAll('command');
  const pod = /\/pods\/([^/]+)\//.exec(url.pathname)?.[1] ?? '';
  const say: Say = (channel, text) => {
    const bytes = Buffer.from(text);
    if (bytes.length > 0) socket.write(writeFrame(BINARY, Buffer.concat([Buffer.from([channel]), bytes])));
  };
  const end = (status: object): void => {
    say(ERROR, JSON.stringify(status));
    socket.end(writeFrame(CLOSING, NORMAL));
  };
  if (name === 'echo') say(STDOUT, `${args.join(' ')}\n`);
  else if (name === 'hostname') say(STDOUT, `${pod}\n`);
  else if (name !== 'cat' && name !== 'false') {
    end(missing(name));
    return;
  }
  if (name !== 'cat') {
    end(name === 'false' ? exited(1) : success);
    return;
  }
  // Until standard input ends, if there is any.
  if (url.searchParams.get('stdin') !== 'true') {
    end(success);
    return;
  }
  let rest = head;
  const read = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
      rest = rest.subarray(frame.length);
      const { opcode, payload } = frame;
      if (opcode === PING) socket.write(writeFrame(PONG, payload));
      else if (opcode === CLOSING) socket.end(writeFrame(CLOSING, payload));
      else if (payload[0] === STDIN) say(STDOUT, payload.subarray(1));
      else if (payload[0] === CLOSE && payload[1] === STDIN) end(success);
    }
  };
  socket.on('data', read);
  read(Buffer.alloc(0));
}
