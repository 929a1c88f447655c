// SPDX-License-Identifier: Apache-2.0
// Tells a service manager that waits for it (Type=notify) that the gateway is ready. The way is a datagram to a Unix socket,
// which Node cannot send; systemd's own program can, and is where systemd is.
import { execFile } from 'node:child_process';

export function tellManager(env: NodeJS.ProcessEnv, log: { warn(facts: object, words: string): void }): void {
  if (env.NOTIFY_SOCKET === undefined) return;
  execFile('systemd-notify', ['--ready'], { timeout: 10_000 }, (error) => {
    if (error !== null) log.warn({ reason: error.message }, 'the service manager could not be told that this is ready');
  });
}
