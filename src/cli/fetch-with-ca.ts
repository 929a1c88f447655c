// SPDX-License-Identifier: Apache-2.0
// `fetch` for servers whose certificate is signed by a certificate authority of the user's own.
import { readFileSync } from 'node:fs';

/** Trusts the authorities of a PEM file instead of those of Node.js. Loads undici at the first call, since that takes time. */
export function fetchWithCa(file: string | undefined): typeof fetch {
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
