// SPDX-License-Identifier: Apache-2.0
// A member's own words may hold its address, which no client is to see. In one pass, so that what is put in is not looked
// at again: the gateway's host may end in the member's.

/**
 * `url`: the member's, as it is configured. It becomes `ours`, a URL of the gateway's; its host, with its port or without,
 * becomes `id`, also as the end of a longer name.
 */
export function createHideAddress(url: string, ours: string, id: string): (text: string) => string {
  const { host, hostname } = new URL(url);
  const own = new URL(ours).host;
  // A name without a dot (`kubernetes`) may be any word.
  const bare = /[.:]/.test(hostname) ? [hostname, hostname.replace(/^\[|\]$/g, '')] : [];
  const places = [url, own, host, ...bare].map(escaped).join('|');
  const address = new RegExp(`(?<!\\w)(?:${places})(?!\\w)`, 'gi');
  return (text) =>
    text.replace(address, (found) => {
      const place = found.toLowerCase();
      if (place === url.toLowerCase()) return ours;
      return place === own ? found : id;
    });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
