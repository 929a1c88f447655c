// SPDX-License-Identifier: Apache-2.0
// SIGHUP while a server starts.

/** SIGHUP, which would end the process: what comes before somebody listens is told to them then, once. */
export function holdHangups(): (listener: () => void) => void {
  let listener: (() => void) | undefined;
  let waits = false;
  process.on('SIGHUP', () => {
    if (listener === undefined) waits = true;
    else listener();
  });
  return (found) => {
    listener = found;
    if (waits) found();
  };
}
