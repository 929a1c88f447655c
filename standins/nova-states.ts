// SPDX-License-Identifier: Apache-2.0
// What may be done to a server in which state, and where that leads: Nova's table, as far as the stand-in goes.

export interface Step {
  /** The statuses that it may start from. */
  readonly from: readonly string[];
  /** Shown while it goes on, with the task. */
  readonly pending: string | undefined;
  readonly task: string;
  readonly to: string;
}

export const STEPS: Readonly<Record<string, Step>> = {
  'os-start': { from: ['SHUTOFF'], pending: undefined, task: 'powering-on', to: 'ACTIVE' },
  'os-stop': { from: ['ACTIVE', 'ERROR'], pending: undefined, task: 'powering-off', to: 'SHUTOFF' },
  reboot: { from: ['ACTIVE', 'SHUTOFF', 'ERROR'], pending: 'REBOOT', task: 'reboot_started', to: 'ACTIVE' },
  pause: { from: ['ACTIVE'], pending: undefined, task: 'pausing', to: 'PAUSED' },
  unpause: { from: ['PAUSED'], pending: undefined, task: 'unpausing', to: 'ACTIVE' },
  suspend: { from: ['ACTIVE'], pending: undefined, task: 'suspending', to: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], pending: undefined, task: 'resuming', to: 'ACTIVE' },
  shelve: {
    from: ['ACTIVE', 'SHUTOFF', 'PAUSED', 'SUSPENDED'],
    pending: undefined,
    task: 'shelving',
    to: 'SHELVED_OFFLOADED',
  },
  unshelve: { from: ['SHELVED_OFFLOADED'], pending: undefined, task: 'unshelving', to: 'ACTIVE' },
  resize: { from: ['ACTIVE', 'SHUTOFF'], pending: 'RESIZE', task: 'resize_migrating', to: 'VERIFY_RESIZE' },
  // Nova shows no task while it confirms.
  confirmResize: { from: ['VERIFY_RESIZE'], pending: 'VERIFY_RESIZE', task: '', to: 'ACTIVE' },
  revertResize: { from: ['VERIFY_RESIZE'], pending: 'REVERT_RESIZE', task: 'resize_reverting', to: 'ACTIVE' },
};

/** By status: the instance's own state, and the hypervisor's. */
const STATES: Readonly<Record<string, readonly [vm: string, power: number]>> = {
  ACTIVE: ['active', 1],
  BUILD: ['building', 0],
  ERROR: ['error', 0],
  PAUSED: ['paused', 3],
  REBOOT: ['active', 1],
  RESIZE: ['active', 1],
  REVERT_RESIZE: ['resized', 1],
  SHELVED_OFFLOADED: ['shelved_offloaded', 4],
  SHUTOFF: ['stopped', 4],
  SUSPENDED: ['suspended', 4],
  VERIFY_RESIZE: ['resized', 1],
};

export const stateOf = (status: string): readonly [vm: string, power: number] => STATES[status] ?? ['active', 1];

export const isStatus = (text: string): boolean => Object.hasOwn(STATES, text);
