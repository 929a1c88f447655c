// SPDX-License-Identifier: Apache-2.0
// An entry of a peer's `hosts`, and which domain one owner has: by the Public Suffix List, which no rule of ours replaces
// (`co.uk` and `github.io` are everybody's, `example.co.uk` is somebody's).
import { isIP } from 'node:net';
import { parse } from 'tldts';
import Type from 'typebox';
import { isNetwork, nameOf, splitScheme } from '../model/may-name.ts';

/**
 * `keystone.cloud-a.example.org` → `example.org`, `keystone.a.github.io` → `a.github.io`. A domain of no public list
 * (`.internal`, `cluster.local`) may be everybody's: there it is the host's own zone. Undefined: the host alone.
 */
export function domainOf(host: string): string | undefined {
  const { domain, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  if (isIcann || isPrivate) return domain ?? undefined;
  const zone = host.slice(host.indexOf('.') + 1);
  return zone.includes('.') ? zone : undefined;
}

/** Below which everybody may have hosts: `co.uk`, `github.io`. A domain of no public list is taken for somebody's. */
export function isPublicSuffix(name: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = parse(name, { allowPrivateDomains: true });
  return publicSuffix === name && (isIcann === true || isPrivate === true);
}

const FORM =
  'must be a host name, *.domain, an IP address or a network such as 10.1.0.0/16; http:// before it allows it in the clear';

/** Why an entry of `hosts` cannot stand. Undefined: it can. */
export function hostFault(written: string): string | undefined {
  const { host } = splitScheme(written);
  if (isNetwork(host)) return networkFault(host);
  const name = host.replace(/^\*\./, '');
  const url = /[/?#@:*\s]/.test(name) ? null : URL.parse(`http://${name}`);
  // `127.1` is a host name to nobody.
  if (url === null || nameOf(url) === '' || isIP(nameOf(url)) !== 0) return FORM;
  const { domain } = parse(nameOf(url), { allowPrivateDomains: true });
  const shared = host.startsWith('*.') && (domain === null || !nameOf(url).includes('.'));
  return shared ? 'must not be a domain below which everybody may have hosts' : undefined;
}

function networkFault(network: string, form = FORM): string | undefined {
  const [address = '', bits, ...rest] = network.split('/');
  const [most, least] = isIP(address) === 6 ? [128, 16] : [32, 8];
  const sound = rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
  if (!sound) return form;
  return Number(bits ?? most) < least ? 'must not be a network that holds everybody’s hosts' : undefined;
}

const item = (description: string, faultOf: (written: string) => string | undefined) =>
  Type.Refine(
    Type.String({ minLength: 1, description, examples: ['10.1.2.3'] }),
    (value) => faultOf(value) === undefined,
    // The reason differs from entry to entry.
    (value) => faultOf(value) ?? '',
  );

export const ownHost = () => item('A host, a domain, an address or a network.', hostFault);

const ADDRESS =
  'must be an IP address or a network such as 127.0.1.1 or 169.254.8.0/24: a name, a pattern or http:// has no effect here';

/** For a peer that names no hosts that the gateway follows: names and `http://` would have no effect. */
export const ownAddress = () =>
  item('An address or a network.', (written) => (isNetwork(written) ? networkFault(written, ADDRESS) : ADDRESS));
