// SPDX-License-Identifier: Apache-2.0
// Log lines are few writes, and none is lost.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLogLines } from '../../../src/gateway/log-lines.ts';

it('gives the lines of one turn of the event loop out as one write, in their order', async () => {
  const written: string[] = [];
  const lines = createLogLines({ write: (text) => written.push(text) });
  lines.write('a\n');
  lines.write('b\n');
  expect(written).toEqual([]);
  await turn();
  expect(written).toEqual(['a\nb\n']);
  lines.write('c\n');
  await turn();
  expect(written).toEqual(['a\nb\n', 'c\n']);
});

it('keeps each write short enough to stay in one piece, where several processes share a pipe', async () => {
  const written: string[] = [];
  const lines = createLogLines({ write: (text) => written.push(text) }, { whole: true });
  const all = [...Array.from({ length: 9 }, (_, i) => `${i}${'ä'.repeat(500)}\n`), `${'x'.repeat(5_000)}\n`, 'end\n'];
  for (const line of all) lines.write(line);
  await turn();
  expect(written.join('')).toBe(all.join(''));
  expect(written.every((text) => text.endsWith('\n'))).toBe(true);
  // A line that is too long by itself is on its own.
  expect(written.filter((text) => Buffer.byteLength(text) > 4096)).toEqual([all.at(-2)]);
  expect(written.length).toBeLessThan(all.length);
});

it('loses no line of a process that ends in the same turn', () => {
  const file = join(import.meta.dirname, '../../../src/gateway/log-lines.ts');
  const script = `import { createLogLines } from ${JSON.stringify(file)};
    createLogLines(process.stdout).write('last words\\n');
    throw new Error('unexpected');`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['last words\n', 1]);
});
