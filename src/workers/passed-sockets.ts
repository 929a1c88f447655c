// SPDX-License-Identifier: Apache-2.0
// Listeners that are open before the process starts, as systemd passes them on (sd_listen_fds(3)). Whoever holds them keeps
// them open while one gateway goes and another comes, so that no client is refused in between.
import { type OpenSockets, socketFault } from '../gateway/listen-at.ts';

const FIRST = 3;
const NAMES: readonly string[] = ['public', 'operations'];

/** `pid`: whom they are meant for. Variables that are left over from a process above count for nothing. */
export function passedSockets(env: NodeJS.ProcessEnv, pid: number): OpenSockets {
  const { LISTEN_PID, LISTEN_FDS = '', LISTEN_FDNAMES = '' } = env;
  if (LISTEN_PID !== String(pid)) return {};
  const count = /^\d{1,3}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : 0;
  const names = LISTEN_FDNAMES.split(':').slice(0, count);
  const wrong = names.find((name, index) => !NAMES.includes(name) || names.indexOf(name) !== index);
  if (count > 0 && (names.length < count || wrong !== undefined))
    throw socketFault(
      `a socket is called ${JSON.stringify(wrong ?? '')}: each needs another of the names ${NAMES.join(', ')} (FileDescriptorName=), and one ListenStream=`,
    );
  return Object.fromEntries(names.map((name, index) => [name, FIRST + index]));
}
