// SPDX-License-Identifier: Apache-2.0
// The one rule about JSON: in which fields a service puts ids, URLs and the links that clients follow, and below which
// the words are the user's. Whatever is named nowhere here stays as it came, in both directions: names, descriptions,
// tags, payloads, records. docs/catalogue-and-lens.md has the same table.

/**
 * `id`, `domain`: ids of projects, users and domains. `url`: may be a URL of the member. `ref`: the same, and clients go there.
 * `links`: what is below are links. `href`, `page`: a link where links stand, else a URL. `rel`: what a link is for.
 * `user`: all that is below is the user's. `pointer` and `value`: of a JSON patch (RFC 6902).
 */
export type Place =
  | 'other'
  | 'id'
  | 'domain'
  | 'url'
  | 'ref'
  | 'links'
  | 'href'
  | 'page'
  | 'rel'
  | 'user'
  | 'pointer'
  | 'value';

/** Keystone's names for whose something is, alone or behind another word: `project_id`, `trustor_user_id`, `owner`. */
const WHOSE =
  /(?:^|[^a-z])(?:project|tenant|user|domain|parent|owner|member|creator|lessee|account|created_by)s?(?:_?ids?)?$/i;
const DOMAIN = /(?:^|_)domain(?:_id)?$/;
/** `id` is a project's in quotas (Nova, Cinder, Manila) and at Keystone. */
const IDS: ReadonlySet<string> = new Set(['id', 'tenantId', 'projectId', 'userId', 'domainId']);
/** `imageRef` and `flavorRef` of Nova; `default_tls_container_ref` and `sni_container_refs` of Octavia. */
const REFS = /(?:_refs?|[a-z]Ref)$/;
/** Nova, Neutron, Octavia and Manila have `servers_links` beside `servers`. */
const LINKS = /(?:^|_)links$/i;
const URLS: ReadonlySet<string> = new Set([
  ...['self', 'first', 'last', 'previous', 'prev', 'schema', 'file', 'location', 'direct_url'],
  // Keystone's catalogue, in its two versions.
  ...['url', 'publicurl', 'internalurl', 'adminurl'],
]);
/** Nova, Cinder, Manila, Heat, Magnum, Ironic, Mistral, Senlin, Zaqar, Masakari. No client looks below them for a link. */
export const USERS: ReadonlySet<string> = new Set([
  ...['metadata', 'meta', 'properties', 'extra', 'extra_specs', 'labels', 'volume_image_metadata', 'image_metadata'],
  ...['template', 'parameters', 'outputs', 'output', 'input', 'inputs', 'output_values', 'environment', 'files'],
  ...['body', 'payload', 'tags', 'records', 'params', 'config', 'driver_info', 'instance_info', 'resource_properties'],
]);
/** An image's own properties stand beside those of Glance, so that only these are Glance's (and Nova's, of snapshots). */
const OF_IMAGES: ReadonlySet<string> = new Set([
  ...['owner', 'owner_id', 'user_id', 'member', 'member_id', 'path', 'value'],
  ...['self', 'first', 'schema', 'file', 'direct_url'],
]);

function placeOf(type: string, key: string): Place {
  if (USERS.has(key)) return 'user';
  // Go's encoding/json takes `HREF` and `LINKS` for what clients declare in lower case, and these letters for k and s.
  const name = key.toLowerCase().replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
  if (LINKS.test(name)) return 'links';
  if (name === 'href') return 'href';
  if (name === 'next') return 'page';
  if (name === 'rel') return 'rel';
  if (type === 'image' && !OF_IMAGES.has(key)) return 'other';
  if (key === 'path') return 'pointer';
  if (key === 'value') return 'value';
  if (DOMAIN.test(key)) return 'domain';
  if (IDS.has(key) || WHOSE.test(key)) return 'id';
  if (type === 'key-manager' && REFS.test(name)) return 'ref';
  if (REFS.test(key)) return 'url';
  // A user's own URLs are called `url` as well, but at Keystone.
  return URLS.has(name) && (name !== 'url' || type === 'identity') ? 'url' : 'other';
}

const LOWER = 32;
const ASCII = 127;

/** The last two characters of a key, in any case, as an index. */
export const endingOf = (first: number, second: number): number =>
  ((first | LOWER) & ASCII) * (ASCII + 1) + ((second | LOWER) & ASCII);

/** A table of the endings of these keys: what ends otherwise need not be read. */
export function endingsOf(keys: readonly string[]): Uint8Array {
  const table = new Uint8Array((ASCII + 1) ** 2);
  for (const key of keys) table[endingOf(key.charCodeAt(key.length - 2), key.charCodeAt(key.length - 1))] = 1;
  return table;
}

const KNOWN_ENDINGS = endingsOf([
  ...USERS,
  ...URLS,
  ...['id', 'ids', 'project', 'tenant', 'user', 'domain', 'parent', 'owner', 'member', 'creator', 'lessee', 'account'],
  ...['by', 'users', 'projects', 'ref', 'refs', 'links', 'href', 'next', 'rel', 'path', 'value', 'members'],
]);

/** Keys of one ending that are remembered: members choose them. */
const REMEMBERED = 32;

export interface Places {
  /** The same for the key in [from, to) of a text, as it is written there. */
  at(bytes: Uint8Array, from: number, to: number, escaped: boolean): Place;
  named(key: string): Place;
}

export function createPlaces(type: string): Places {
  // No copy of a key is made to look it up: half of a text is keys.
  const known = new Map<number, { readonly key: Uint8Array; readonly place: Place }[]>();
  return {
    at(bytes, from, to, escaped) {
      const first = bytes[to - 2] as number;
      const second = bytes[to - 1] as number;
      if (escaped || first > ASCII || second > ASCII) return placeOf(type, spoken(bytes, from, to));
      const ending = endingOf(first, second);
      if (to - from < 2 || KNOWN_ENDINGS[ending] !== 1) return 'other';
      const group = known.get(ending);
      if (group !== undefined)
        for (let i = 0; i < group.length; i++) {
          const one = group[i] as (typeof group)[0];
          if (one.key.length === to - from && isAt(one.key, bytes, from)) return one.place;
        }
      // A copy: the bytes are another text's soon.
      const key = Uint8Array.from(bytes.subarray(from, to));
      const place = placeOf(type, spoken(bytes, from, to));
      if (group === undefined) known.set(ending, [{ key, place }]);
      else if (group.length < REMEMBERED) group.push({ key, place });
      return place;
    },
    named: (key) => placeOf(type, key),
  };
}

function isAt(key: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let at = key.length - 1; at >= 0; at--) if (key[at] !== bytes[from + at]) return false;
  return true;
}

function spoken(bytes: Uint8Array, from: number, to: number): string {
  const utf8 = Buffer.from(bytes.subarray(from, to)).toString();
  try {
    return JSON.parse(`"${utf8}"`) as string;
  } catch {
    return utf8;
  }
}
