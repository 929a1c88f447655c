// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createReachReports } from '../../../src/members/reach-reports.ts';

it('regions that cannot be published are counted each time, told once an hour and shown to operators', () => {
  let time = 0;
  const told: string[] = [];
  let counted = 0;
  const reports = createReachReports({
    now: () => time,
    count: () => undefined,
    tell: () => undefined,
    countRegions: () => counted++,
    tellRegion: (cloud, region, reason) => told.push(`${cloud} ${region}: ${reason}`),
  });
  const skipped = [{ region: 'dev2', reason: 'a "v" before a digit' }];
  for (let n = 0; n < 3; n++) reports.catalogue('cloud-a', [], skipped);
  expect(counted).toBe(3);
  expect(told).toEqual(['cloud-a dev2: a "v" before a digit']);
  expect(reports.leftOut('cloud-a')).toEqual(['region "dev2": a "v" before a digit']);
  time += 3_600_001;
  reports.catalogue('cloud-a', [], skipped);
  expect(told).toHaveLength(2);
  reports.catalogue('cloud-a', []);
  expect(reports.leftOut('cloud-a')).toEqual([]);
});
