// SPDX-License-Identifier: Apache-2.0
// How a page of the portal is looked at: what axe-core finds, and what does not fit, as people may see it.
import axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';
import { expect } from 'vitest';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A browser takes its time on a busy machine. */
const SOON = { timeout: 20_000 };

export type Look = readonly [scheme: 'light' | 'dark', width: number];

/** What axe-core finds, and what is wider than the window, as each of them. */
export async function faults(page: Page, looks: readonly Look[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [colorScheme, width] of looks) {
    // Colours that are still on their way to others are nobody's.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    const all = [...(await findings(page)), ...(await cut(page))];
    if (all.length > 0) found.push([colorScheme, width, all]);
  }
  return found;
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** By the debugger, past the policy of the page; brought into each document once. */
export async function findings(page: Page): Promise<string[]> {
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
  const found = await debugging(page, async (client) => {
    const { result: known } = await client.send('Runtime.evaluate', { expression: 'typeof axe' });
    if (known.value === 'undefined') await client.send('Runtime.evaluate', { expression: axe.source });
    const { result } = await client.send('Runtime.evaluate', {
      expression: `axe.run(document,${options}).then(({violations})=>JSON.stringify(violations))`,
      awaitPromise: true,
      returnByValue: true,
    });
    return JSON.parse(String(result.value)) as Finding[];
  });
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

async function debugging<T>(page: Page, work: (client: CDPSession) => Promise<T>): Promise<T> {
  const client = await page.context().newCDPSession(page);
  try {
    return await work(client);
  } finally {
    await client.detach();
  }
}

/** What does not fit twice as large: as a whole, and by its letters alone. */
export const cutEnlarged = (page: Page): Promise<string[]> =>
  debugging(page, async (client) => {
    // A window of 1,280 pixels at 200 % (WCAG 2.2, 1.4.10).
    const half = { width: 640, height: 400, deviceScaleFactor: 2, mobile: false };
    await client.send('Emulation.setDeviceMetricsOverride', half);
    await expect.poll(() => page.evaluate('[innerWidth, devicePixelRatio].join()'), SOON).toBe('640,2');
    const whole = await cut(page);
    await client.send('Emulation.setDeviceMetricsOverride', {
      ...half,
      width: 1280,
      height: 800,
      deviceScaleFactor: 1,
    });
    // As somebody sets them in their browser (1.4.4).
    await client.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    const size = () => page.evaluate('innerWidth + getComputedStyle(document.documentElement).fontSize');
    await expect.poll(size, SOON).toBe('128032px');
    const letters = await cut(page);
    await client.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
    await expect.poll(size, SOON).toBe('128016px');
    return [...whole.map((one) => `as a whole: ${one}`), ...letters.map((one) => `its letters: ${one}`)];
  });

/** What does not fit: into the window, or into a box that shows only a part of it. On a phone a long name ends in dots. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page, by ' + (document.documentElement.scrollWidth - innerWidth)] : []),
    ...[...document.querySelectorAll('body *')].filter((one) => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      if (one.closest('.hidden, svg') || one.clientWidth === 0 || (innerWidth < 640 && textOverflow === 'ellipsis')) return false;
      return (overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1) || (overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1);
    }).map((one) => one.outerHTML.slice(0, 120)),
  ]`);
