// SPDX-License-Identifier: Apache-2.0
// Which members are in maintenance, as the running gateway has it: by its configuration, and by the durable store.
import type { Config } from './config/config.ts';
import { configuredNotices } from './config/notices.ts';
import { createMaintenance, type Drained, type MaintenanceWatch } from './federation/maintenance.ts';
import type { DurableStore } from './model/durable-store.ts';
import { type Notice, noticeWords } from './model/maintenance.ts';

export interface BuildMaintenanceDeps {
  readonly config: () => Config;
  readonly durable: DurableStore;
  /** Settles once the store has been reached, or has not been in time. */
  readonly reached: Promise<void> | undefined;
  readonly log: () => { info(fields: object, message: string): void };
}

export function buildMaintenance({ config, durable, reached, log }: BuildMaintenanceDeps): MaintenanceWatch {
  return createMaintenance({
    durable,
    reached,
    configured: () => configuredNotices(config()),
    onChange: (drained, notice) => told(log(), drained, notice),
  });
}

function told(log: ReturnType<BuildMaintenanceDeps['log']>, { part, id }: Drained, notice: Notice | undefined): void {
  const fields = { [part]: id };
  if (notice === undefined) log.info(fields, 'maintenance has ended');
  else log.info({ ...fields, reason: noticeWords(notice) }, 'maintenance');
}
