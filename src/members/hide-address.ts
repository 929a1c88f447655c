// SPDX-License-Identifier: Apache-2.0
// A member's own words may hold its address, which no client is to see. In one pass, so that what is put in is not looked
// at again: the gateway's host may end in the member's.

export interface Address {
  /** As it is configured. */
  readonly url: string;
  readonly origin: string;
}

/** The URL becomes `ours`; the host, with its port or without, becomes `id`. */
export function createHideAddress({ url, origin }: Address, ours: string, id: string): (text: string) => string {
  const { host, hostname } = new URL(origin);
  // A name without a dot (`kubernetes`) may be any word.
  const bare = /[.:]/.test(hostname) ? [hostname, hostname.replace(/^\[|\]$/g, '')] : [];
  const hosts = [...new Set([host, ...bare])].map(escaped).join('|');
  const address = new RegExp(`${escaped(url)}(?![\\w-])|(?<![\\w.-])(?:${hosts})(?![\\w-]|\\.\\w)`, 'gi');
  return (text) => text.replace(address, (found) => (found.toLowerCase() === url.toLowerCase() ? ours : id));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
