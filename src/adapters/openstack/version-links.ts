// SPDX-License-Identifier: Apache-2.0
// The links of a version document: clients take the service's URL from them (keystoneauth's discovery), and go there with
// their token. So none leads away from the gateway, also where a service does not know its own name and writes another.
import { isObject } from '../../model/is-object.ts';
import { splitEndpoint } from './endpoint-url.ts';

export interface VersionLinksOptions {
  /** Every URL of the gateway begins with it. */
  readonly publicUrl: string;
  /** The service's URL at the gateway. */
  readonly root: string;
  /** The host of a link that was led back. */
  readonly onForeign?: (host: string) => void;
}

/** `text` is the document in latin1, already in the gateway's view. Returned unchanged where it is no JSON. */
export function keepLinks(text: string, { publicUrl, root, onForeign }: VersionLinksOptions): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  let changed = false;
  const kept = (href: string): string => {
    const url = URL.parse(href, `${root}/`);
    if (url?.href === publicUrl || url?.href.startsWith(`${publicUrl}/`)) return href;
    changed = true;
    onForeign?.(url?.host ?? '');
    return `${root}${splitEndpoint(url?.href ?? '')?.suffix ?? ''}`;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'href' && typeof inner === 'string' ? kept(inner) : walk(inner),
      ]),
    );
  };
  const walked = walk(document);
  return changed ? JSON.stringify(walked) : text;
}
