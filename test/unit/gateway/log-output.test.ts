// SPDX-License-Identifier: Apache-2.0
// What cannot be written is dropped, counted and told; nothing waits without a bound.
import { PassThrough, Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { createLogOutput } from '../../../src/gateway/log-output.ts';

const loss = () => ({ dropped: vi.fn(), recovered: vi.fn() });
const failure = (code: string): Error => Object.assign(new Error(code), { code });

it('a disk that was full and has room again: the lines between are counted, and a torn line gets its end', () => {
  const told = loss();
  let room = 10;
  let disk = '';
  const output = createLogOutput(
    {
      write(text) {
        const now = text.subarray(0, room);
        if (now.length === 0) throw failure('ENOSPC');
        room -= now.length;
        disk += now;
        return now.length;
      },
    },
    told,
  );
  output.write('first\n');
  output.write('second\nthird\n');
  output.write('fourth\n');
  expect(told.dropped.mock.calls).toEqual([[2], [1]]);
  expect(told.recovered).not.toHaveBeenCalled();
  room = 1_000;
  output.write('fifth\n');
  expect(told.recovered.mock.calls).toEqual([[{ lines: 3, reason: 'ENOSPC' }]]);
  expect(disk).toBe('first\nseco\nfifth\n');
  output.write('sixth\n');
  expect(told.recovered).toHaveBeenCalledTimes(1);
});

it('a reader that is too slow: no more than a megabyte waits, and what was lost is told once it reads', async () => {
  const told = loss();
  const pipe = new PassThrough();
  const output = createLogOutput({ stream: pipe as never }, told);
  const line = `${'x'.repeat(9_999)}\n`;
  for (let i = 0; i < 1_000; i++) output.write(line);
  expect(pipe.writableLength).toBeLessThan(1_200_000);
  const lost = told.dropped.mock.calls.length;
  expect(lost).toBeGreaterThan(800);
  pipe.resume();
  await vi.waitFor(() => expect(told.recovered.mock.calls).toEqual([[{ lines: lost, reason: 'slow' }]]));
  expect(pipe.writableLength).toBe(0);
});

it('a pipe that is closed: each line is counted, and none is an error that nobody catches', async () => {
  const told = loss();
  const pipe = new Writable({ write: (_chunk, _encoding, done) => done(failure('EPIPE')) });
  const output = createLogOutput({ stream: pipe as never }, told);
  output.write('one\n');
  await vi.waitFor(() => expect(told.dropped).toHaveBeenCalledTimes(1));
  output.write('two\nthree\n');
  expect(told.dropped.mock.calls).toEqual([[1], [2]]);
  expect(told.recovered).not.toHaveBeenCalled();
});
