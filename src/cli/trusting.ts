// SPDX-License-Identifier: Apache-2.0
// How the commands of users reach a server whose certificate an authority of their own has signed.
import { readFileSync } from 'node:fs';

/** `fetch`, trusting the authorities of a PEM file instead of those of Node.js. Loads undici only where it is called. */
export function trusting(file: string | undefined): typeof fetch {
  if (file === undefined) return fetch;
  const ca = readFileSync(file, 'utf8');
  let loading: Promise<typeof fetch> | undefined;
  const load = async (): Promise<typeof fetch> => {
    const { Agent, fetch: undiciFetch } = await import('undici');
    const dispatcher = new Agent({ connect: { ca } });
    return ((url: string, options: object) => undiciFetch(url, { ...options, dispatcher })) as unknown as typeof fetch;
  };
  return async (url, options) => {
    loading ??= load();
    return (await loading)(url, options);
  };
}
