// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { exported } from '../../../../../src/gateway/surfaces/portal/parts/export.ts';

const OK = { cloud: 'cloud-a', status: 'ok', count: 1, ms: 3 } as const;
const FAILED = {
  ...{ cloud: 'cloud-b', status: 'error', count: 0, ms: 9 },
  error: { code: 'memberTimeout', detail: '=cloud-b did not answer, within 10 s.' },
} as const;
const rows = { items: [{ name: 'a', status: 'active' }], clouds: [OK, FAILED] };

it('an exported table without a cloud says so, by its name and in its last line', () => {
  const { name, body } = exported('servers', 'csv', ['name', 'status'], rows as never);
  expect(name).toBe('servers-incomplete.csv');
  expect(body).toBe('name,status\r\na,active\r\n"INCOMPLETE: cloud-b: =cloud-b did not answer, within 10 s.",\r\n');
});

it('an exported table that was cut off says how much it has', () => {
  const cut = { items: rows.items, clouds: [OK], next: 'https://gateway.example.org/scs/v1/servers?cursor=x' };
  const { name, body } = exported('servers', 'csv', ['name', 'status'], cut);
  expect(name).toBe('servers-incomplete.csv');
  expect(body).toMatch(/\r\nINCOMPLETE: only the first 1; there are more,\r\n$/);
  expect(JSON.parse(exported('servers', 'json', [], cut).body as string)).toMatchObject({ next: cut.next });
});

it('an exported table that is whole is called by its kind alone', () => {
  expect(exported('servers', 'json', [], { items: [], clouds: [OK] }).name).toBe('servers.json');
});
