// SPDX-License-Identifier: Apache-2.0
// What the lens translates: decided per request from method, path and type, before any of the body is read. And which bytes
// a service's paths may have.
import { connectTo } from '../../model/connect-to.ts';
import type { PathRule } from '../../model/path-rule.ts';

/** `json`: data. `text`: prose of an error, in which addresses are hidden in every form. `opaque`: passes unchanged. */
export type Treatment = 'json' | 'text' | 'opaque';

export interface RequestShape {
  /** Official service type. */
  readonly service: string;
  readonly method: string;
  /** The part after the service's segment, without the query. */
  readonly path: string;
  readonly contentType: string | undefined;
}

export interface AnswerShape extends RequestShape {
  readonly status: number;
}

/** Services whose bodies are user data, whatever their content type: an object may be called JSON. */
const OBJECT_STORES = new Set(['object-store', 's3']);

/**
 * A Keystone's paths are looked at here (identity-refusals.ts), so nothing passes that two readers could read in two ways.
 * `holds`: other services stand below the root of this one.
 */
export function pathRule(type: string, root?: string, holds = false): PathRule {
  if (type === 'identity') return 'plain';
  if (!OBJECT_STORES.has(type)) return 'backslashes';
  if (holds) return 'plain';
  return root !== undefined && connectTo(root).prefix === '' ? 'anything' : 'below';
}

export const takesAnyName = (type: string): boolean => OBJECT_STORES.has(type);

/** Whether what is asked of one service could be meant for another: a catalogue may list a root that holds several. */
export function holdsOthers(route: Rooted, routes: readonly Rooted[]): boolean {
  const { origin, prefix } = connectTo(route.root);
  return routes.some(({ type, root }) => {
    if (type === route.type) return false;
    const other = connectTo(root);
    return other.origin === origin && `${other.prefix}/`.startsWith(`${prefix}/`);
  });
}

interface Rooted {
  readonly type: string;
  readonly root: string;
}

/** Image data (also while staged for an import), and stored secrets. */
const USER_DATA: Readonly<Record<string, RegExp>> = {
  image: /\/images\/[^/]+\/(?:file|stage)\/?$/,
  'key-manager': /\/secrets\/[^/]+\/payload\/?$/,
};
const JSON_TYPE = /^[^/;]+\/[^;]*json/i;
const PROSE_TYPE = /^(?:text\/|[^/;]+\/[^;]*(?:html|xml))/i;

const isUserData = ({ service, path }: RequestShape): boolean =>
  OBJECT_STORES.has(service) || USER_DATA[service]?.test(path) === true;

export function treatment(answer: AnswerShape): Treatment {
  const { status } = answer;
  const type = answer.contentType?.trim() ?? '';
  if (status < 300 && isUserData(answer)) return 'opaque';
  // A 300 is a version document, so data. From 400 on, a message may name the member in any way.
  if (JSON_TYPE.test(type)) return status < 400 ? 'json' : 'text';
  return status >= 300 && (type === '' || PROSE_TYPE.test(type)) ? 'text' : 'opaque';
}

/**
 * Whether an object store lists the containers of an account or the objects of a container: names that are user data, in
 * a list whose `next` openstacksdk would follow. `base`: segments of the path that the endpoint itself has.
 */
export const isListing = ({ service, method, path, status }: AnswerShape, base: number): boolean =>
  service === 'object-store' &&
  method === 'GET' &&
  status < 300 &&
  path.replace(/\/$/, '').split('/').length - 1 <= base + 1;

/** Whether an image is answered alone: its user's own properties stand beside Glance's, under any name. */
export const isRecord = ({ service, path }: AnswerShape): boolean =>
  service === 'image' && /\/images\/[^/]+\/?$/.test(path);

/**
 * Whether an answer may be JSON though it does not say so: where no user's data is expected. Clients take whatever is no
 * error for data, a 300 above all.
 */
export const mayBeJson = (answer: AnswerShape): boolean =>
  answer.status < 400 && !(answer.status < 300 && isUserData(answer));

/**
 * Services that never look at a body's type: Neutron goes by the answer's (neutron/api/v2/resource.py), Glance asks whether
 * there is a body at all. So `curl -d`, which says that it sends a form, works there.
 */
const NEVER_ASK = new Set(['image', 'network']);
/** Read what says nothing as JSON, and `text/plain` too (`get_content_type` of Nova's wsgi.py and those that began as a copy). */
const TAKE_UNSAID = new Set(['block-storage', 'compute', 'identity', 'orchestration', 'shared-file-system']);
const BYTES = /^application\/octet-stream/i;
const UNSAID = /^(?:text\/plain\s*(?:;|$)|$)/i;

/** `maybe`: the service reads it as JSON though it does not say so; whether it is, its first letter tells. */
export function requestTreatment(request: RequestShape): 'json' | 'maybe' | 'opaque' {
  if (isUserData(request)) return 'opaque';
  const { service } = request;
  const type = request.contentType?.trim() ?? '';
  if (JSON_TYPE.test(type)) return 'json';
  if (BYTES.test(type)) return 'opaque';
  return NEVER_ASK.has(service) || (TAKE_UNSAID.has(service) && UNSAID.test(type)) ? 'maybe' : 'opaque';
}

/**
 * Clients read these before they have a token, so they are forwarded without one. keystoneauth sends no token and takes
 * a 403 or 404 for "no such version".
 */
export const isVersionDocument = (method: string, rest: string): boolean =>
  (method === 'GET' || method === 'HEAD') && /^\/?(?:(?:v\d+(?:\.\d+)*|versions)\/?)?$/.test(rest);
