// SPDX-License-Identifier: Apache-2.0
// The stand-ins do what the ordinary calls of the script ask for, and refuse all others as the services do: each with an error of the
// caller's making. Beside real clouds the lab plays the same script (`--suites strictness`).
import { describe, expect, it } from 'vitest';
import { playAtStandIn } from './strictness/at-stand-in.ts';
import { MILDER } from './strictness/milder.ts';
import { ORDINARY, SCRIPT } from './strictness/script.ts';

const milder = (title: string): boolean => MILDER.some(([pattern]) => new RegExp(`^${pattern}$`).test(title));

describe.each(['ports', 'paths'] as const)('a stand-in of the shape "%s"', (shape) => {
  it('does what is ordinary and refuses what real services refuse', async () => {
    const played = await playAtStandIn(shape);
    const wrong = played.filter(({ title, status }) =>
      milder(title) ? false : ORDINARY.test(title) ? status >= 300 : status < 400 || status >= 500,
    );
    expect(wrong.map(({ title, status }) => `${status} ${title}`)).toEqual([]);
    expect(played).toHaveLength(SCRIPT.length);
    expect(played.filter(({ status }) => status >= 400).length).toBeGreaterThan(120);
  });
});
