// SPDX-License-Identifier: Apache-2.0
// Words of what is done with a server. `title` and `ask` name it, so that nobody does it to another.
export const act = {
  acts: 'What you can do',
  verb: { start: 'Start', stop: 'Stop', reboot: 'Reboot', console: 'Console', delete: 'Delete', create: 'Create' },
  title: {
    start: (name: string) => `Start ${name}`,
    stop: (name: string) => `Stop ${name}`,
    reboot: (name: string) => `Reboot ${name}`,
    console: (name: string) => `Console of ${name}`,
    delete: (name: string) => `Delete ${name}`,
  },
  ask: {
    start: (name: string, cloud: string) => `The server ${name} on ${cloud} will be started.`,
    stop: (name: string, cloud: string) =>
      `The server ${name} on ${cloud} will be shut down. Whatever runs on it ends; its disks stay.`,
    reboot: (name: string, cloud: string) => `The operating system of the server ${name} on ${cloud} will restart.`,
    console: (name: string, cloud: string) =>
      `The screen and the keyboard of ${name} on ${cloud} will be opened for a while. Whoever has the address of that page has the console.`,
    delete: (name: string, cloud: string) =>
      `The server ${name} on ${cloud} will be deleted, with its local disks. This cannot be undone.`,
  },
  cancel: 'Back, without changing anything',
  done: 'Done',
  running: 'Under way: the cloud has accepted it and is at it.',
  follow: 'Follow it to its end',
  lookAgain: 'Look again',
  object: 'Object',
  progress: 'Progress',
  begun: 'Begun',
  failed: 'It did not work',
  uncertain: 'Not certain',
  uncertainHint:
    'No answer of the cloud has come in time. It may have been done, or not. To find out is safe: nothing is done twice.',
  consoleHint:
    'It opens in a new window. Its address is a key: do not pass it on. It ends by itself after a while, and with your session.',
  findOut: 'Find out',
  look: (name: string) => `See ${name}`,
} as const;
