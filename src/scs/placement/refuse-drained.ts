// SPDX-License-Identifier: Apache-2.0
// A cloud in maintenance whose operator wants nothing new there says so to whoever names it. Where no cloud is named, none in
// maintenance is chosen (create-server.ts).
import type { Clock } from '../../model/clock.ts';
import { createRefused } from '../../model/maintenance.ts';
import type { CloudSources } from '../sources/source.ts';

export function refuseIfDrained(there: Pick<CloudSources, 'cloud' | 'notice'> | undefined, now: Clock): void {
  if (there?.notice?.refuseCreates) throw createRefused(there.cloud, there.notice, now());
}
