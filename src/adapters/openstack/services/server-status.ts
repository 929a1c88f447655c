// SPDX-License-Identifier: Apache-2.0
// Maps Nova's states of a server to the closed set of the normalised API. `status` is the server's current state, the
// task state says whether an operation is in progress.
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
  // Taking an image does not change the state of the server.
  if (task === '' || task.startsWith('image_') || status === 'building' || status === 'unknown') return status;
  // Also for a server in error: a caller who waits for a reboot that repairs it must not see it fail meanwhile.
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
