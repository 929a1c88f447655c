// SPDX-License-Identifier: Apache-2.0
// Nova's words for a server's state as the closed set of the normalised API. Its `status` tells where the server stands,
// the task state whether something is being done to it.
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { servers } from '../../../model/scs/resources/servers.ts';
import { type Native, text, wordFor } from '../../values.ts';

type Status = ItemOf<typeof servers>['status'];
type PowerState = ItemOf<typeof servers>['powerState'];

const STATUSES: Readonly<Record<string, Status>> = {
  ACTIVE: 'active',
  BUILD: 'building',
  DELETED: 'deleting',
  ERROR: 'error',
  HARD_REBOOT: 'changing',
  MIGRATING: 'changing',
  PASSWORD: 'changing',
  PAUSED: 'paused',
  REBOOT: 'changing',
  REBUILD: 'changing',
  RESCUE: 'rescued',
  RESIZE: 'changing',
  REVERT_RESIZE: 'changing',
  SHELVED: 'shelved',
  SHELVED_OFFLOADED: 'shelved',
  SHUTOFF: 'stopped',
  SOFT_DELETED: 'deleting',
  SUSPENDED: 'suspended',
  VERIFY_RESIZE: 'awaiting-confirmation',
};

export function serverStatus(native: Native): Status {
  const status = wordFor(STATUSES, native.status);
  const task = text(native['OS-EXT-STS:task_state']) ?? '';
  if (task === 'deleting' || task === 'soft-deleting') return 'deleting';
  // A picture is taken of the server while it goes on as it was.
  if (task === '' || task.startsWith('image_') || status === 'building' || status === 'unknown') return status;
  // Also of a server in error: whoever waits for the reboot that mends it must not be told that it failed.
  return 'changing';
}

const POWER: Readonly<Record<string, PowerState>> = {
  '0': 'none',
  '1': 'running',
  '3': 'paused',
  '4': 'shutdown',
  '6': 'crashed',
  '7': 'suspended',
};

export const powerState = (native: Native): PowerState => wordFor(POWER, String(native['OS-EXT-STS:power_state']));
