// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { actsOf, isAct } from '../../../../../src/gateway/surfaces/portal/parts/server-acts.ts';

it.each([
  ['active', ['stop', 'reboot', 'console', 'delete']],
  ['stopped', ['start', 'delete']],
  ['error', ['delete']],
  ['deleting', []],
  ['unknown', ['start', 'stop', 'reboot', 'console', 'delete']],
])('a server that is %s can be brought to %j', (status, acts) => expect(actsOf(status)).toEqual(acts));

it.each(['toString', 'constructor', 'resize', '', undefined])('%j is nothing that the portal does', (act) =>
  expect(isAct(act)).toBe(false),
);
