// SPDX-License-Identifier: Apache-2.0
// What a stranger or a member sends is read on the one thread that serves everybody: whatever it is, reading takes a time
// that grows with its length alone, and leaves nothing behind. A regression shows as a test that never ends.
import { describe, expect, it } from 'vitest';
import { readForm } from '../../src/adapters/openstack/index.ts';
import { createLens, type RouteLens } from '../../src/adapters/openstack/lens.ts';
import { collectGarbage } from '../collect-garbage.ts';

const MIB = 1024 * 1024;

function lens(): RouteLens {
  const root = 'http://member.test:8774';
  const route = { regionSlug: 'r', service: 'compute', type: 'compute', root, roots: [root] };
  const publicUrl = 'https://gateway.test';
  return createLens({ publicUrl, cloud: 'r', authUrl: 'http://member.test/v3', routes: [route], ids: [] }).forRoute(
    route,
  );
}

describe('time', () => {
  it('a form’s field of a mebibyte of dashes is read at once', () => {
    const field = (name: string, value: string): string =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const file = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n';
    const form = readForm(
      `${field('a', `${'-'.repeat(MIB)}x`)}${field('c', 'd-\r\n-')}${field('signature', '0')}${file}`,
      'b',
    );
    const fields = typeof form === 'object' ? form.fields : undefined;
    expect([fields?.get('a')?.length, fields?.get('c'), fields?.get('signature')]).toEqual([MIB + 1, 'd', '0']);
  });

  it('an answer of lists without keys, which is no JSON, passes at once', () => {
    const text = `{"meta${':[1'.repeat(MIB / 2)}`;
    expect(lens().answer.text(text)).toBe(text);
  });
});

it('no answer is kept for the sake of its keys, however many a member makes up', () => {
  const { answer } = lens();
  const padding = 'x'.repeat(256 * 1024);
  const heap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed / MIB;
  };
  const before = heap();
  for (let n = 0; n < 400; n++)
    answer.text(
      Buffer.from(`{"a":"${padding}","made_up_by_a_member_${n}":"http://member.test:8774/x"}`).toString('latin1'),
    );
  // All of them would be a hundred.
  expect(heap() - before).toBeLessThan(50);
});
