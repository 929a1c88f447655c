// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { configurationFiles } from '../../../scripts/configuration-files.ts';

const page = configurationFiles().get('docs/configuration.md') ?? '';
const rowsOf = (field: string): string[] => page.split('\n').filter((line) => line.startsWith(`| \`${field}\` |`));

it.each([
  ['streamAge', '1m to 168h'],
  ['streamRecheck', '1s to 1h'],
  ['loopLag', '20ms to 60s, or off'],
  ['tokenLifetime', '3m to 24h'],
  ['clockSkew', '0s to 5m'],
  ['drainTimeout', '1ms to 24h'],
])('the reference page says what %s may be: %s', (field, range) => {
  const rows = rowsOf(field);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain(`| duration, ${range} |`);
});

it('the reference page gives no duration without its range, and the editors get no word that is none of JSON Schema', () => {
  expect(page).not.toMatch(/\| duration \|/);
  expect(configurationFiles().get('config/gateway.schema.json')).not.toContain('"range":');
});
