// SPDX-License-Identifier: Apache-2.0
// What a request to a service is about, by its path alone: the type of the object in CADF's words, and the ids on the way to it.
// OpenStack's paths alternate between collections and ids, behind a version and often a project.

/** As the audit maps of keystonemiddleware call them; any other is `service/<type>`. */
const SERVICES: Readonly<Record<string, string>> = {
  image: 'service/storage/image',
  'block-storage': 'service/storage/block',
  'object-store': 'service/storage/object',
  s3: 'service/storage/object',
  'shared-file-system': 'service/storage/share',
  identity: 'service/security',
  'key-manager': 'service/security/keymanager',
  'load-balancer': 'service/network/load-balancer',
};

interface AuditTarget {
  readonly typeURI: string;
  /** Of the last object on the way. */
  readonly id?: string;
  /** Collection and id of each object on the way, where there are several. */
  readonly ids?: readonly (readonly [string, string])[];
}

const VERSION = /^v\d+(?:\.\d+)?$/;
const ID = /^(?:[0-9a-f]{32,64}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+)$/i;
/** In front of collections, and no collections themselves. */
const PREFIXES = new Set(['lbaas', 'fwaas', 'vpn', 'qos', 'log', 'bgpvpn', 'sfc', 'os-federation', 'os-trust', 'auth']);
const WORD = /^[a-z][a-z0-9_.-]*$/i;
const MOST = 8;

/** `path`: below the service, without a query. */
export function auditTarget(service: string, path: string): AuditTarget {
  const root = SERVICES[service] ?? `service/${service}`;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (VERSION.test(segments[0] ?? '')) segments.shift();
  if (service === 'object-store') return ofObjects(root, segments);
  // Cinder's, Heat's and Manila's project.
  if (ID.test(segments[0] ?? '')) segments.shift();
  const types: string[] = [];
  const ids: [string, string][] = [];
  let named = true;
  for (const segment of segments) {
    if (types.length + ids.length >= MOST) break;
    const prefix = PREFIXES.has(segment.toLowerCase());
    if (types.length > 0 && (ID.test(segment) || (!named && !prefix) || !WORD.test(segment))) {
      ids.push([types.at(-1) as string, decoded(segment)]);
      named = true;
    } else {
      types.push(WORD.test(segment) ? segment : 'unknown');
      named = prefix;
    }
  }
  const last = ids.at(-1)?.[1];
  return {
    typeURI: [root, ...types].join('/'),
    ...(last !== undefined && { id: last }),
    ...(ids.length > 1 && { ids }),
  };
}

/** `AUTH_x/container/object`, where an object's name has slashes. */
function ofObjects(root: string, [account = '', container, ...object]: readonly string[]): AuditTarget {
  if (container === undefined) return { typeURI: `${root}/account`, id: account };
  if (object.length === 0) return { typeURI: `${root}/account/container`, id: decoded(container) };
  return {
    typeURI: `${root}/account/container/object`,
    id: `${decoded(container)}/${decoded(object.join('/'))}`,
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Above it an answer is no description of one object. */
const LARGEST = 256 * 1024;
const NAME = /^[\w.:@+-]{1,255}$/;

/** The id of what a request has made, as the answer to it says: `{"server": {"id": …}}`, or without the outer object. */
export function madeId(json: string): string | undefined {
  if (json.length > LARGEST) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return undefined;
  }
  for (const one of [document, ...Object.values(Object(document))]) {
    const { id, uuid, name } = Object(one) as Record<string, unknown>;
    // Keypairs and flavours of some services go by a name alone.
    const found = id ?? uuid ?? (one === document ? undefined : name);
    const text = typeof found === 'number' ? String(found) : found;
    if (typeof text === 'string' && NAME.test(text)) return text;
  }
  return undefined;
}
