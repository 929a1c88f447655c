// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { type Html, html, textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';
import { fill, settling } from '../../../../../src/gateway/surfaces/portal/parts/fill.ts';

const all = async (parts: AsyncIterable<Html>): Promise<string> => {
  let text = '';
  for await (const part of parts) text += textOf(part);
  return text;
};
const states = (text: string): string[] =>
  [...text.matchAll(/<div class="state">(.*?)<\/div>/g)].map(([, one]) => one ?? '');

it('a part of which everything is there at once has one state', async () => {
  const asked = settling(['a', 'b'], async (key) => key);
  const text = await all(fill({ id: 'x' }, asked.whole, asked.onMore, () => html`${asked.settled.size}`));
  expect(states(text)).toEqual(['2']);
});

it('a part that fills shows a state before anything has come, one after each, and the whole at last', async () => {
  const gates = new Map(['a', 'b'].map((key) => [key, Promise.withResolvers<string>()]));
  const asked = settling(['a', 'b'], (key) => gates.get(key)?.promise ?? Promise.reject(new Error(key)));
  const seen: number[] = [];
  const text = await all(
    fill({ id: 'x', every: 15 }, asked.whole, asked.onMore, () => {
      seen.push(asked.settled.size);
      // The next answers once this state has been shown.
      gates.get(seen.length === 1 ? 'a' : 'b')?.resolve('there');
      return html`${asked.settled.size}`;
    }),
  );
  expect([seen[0], seen.at(-1)]).toEqual([0, 2]);
  expect(states(text)).toEqual(seen.map(String));
  expect(text).toContain('data-refresh="15"');
});

it('a question that fails is told as what came of it, and ends nothing else', async () => {
  const asked = settling(['a', 'b'], async (key) => {
    if (key === 'a') throw new Error('away');
    return key;
  });
  await asked.whole;
  expect(asked.settled.get('b')).toEqual({ value: 'b' });
  expect(asked.settled.get('a')).toMatchObject({ error: new Error('away') });
});
