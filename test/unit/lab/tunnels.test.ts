// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { tunnelPage } from '../../../bench/tunnels.ts';

it('the table of streams has a line for each and says which are over', () => {
  const figure = (way: string, protocol: string, seconds: number[], ratio: number) => ({
    ...{ what: 'exec of 200 MB', way, protocol, seconds, ratio },
  });
  const figures = [
    figure('direct', 'WebSocket', [1, 3, 2], 1),
    figure('hub-oidc', 'WebSocket', [2, 3, 2.6], 1.304),
    figure('direct', 'SPDY', [1, 1, 1], 1),
    figure('hub-oidc', 'SPDY', [1.2, 1.2, 1.2], 1.2),
  ];
  const page = tunnelPage('2027-01-31', { most: 1.3, loadBefore: [0.25, 0.5], figures });
  expect(page).toMatch(/^2027-01-31, median of 3 rounds; at most 1\.30 × direct\. /);
  expect(page.split('\n').slice(2)).toEqual([
    '| What | direct | hub-oidc |',
    '| --- | --- | --- |',
    '| exec of 200 MB, WebSocket | 2.00 s | 2.60 s, 1.30 × (over) |',
    '| exec of 200 MB, SPDY | 1.00 s | 1.20 s, 1.20 × |',
  ]);
});
