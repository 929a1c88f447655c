// SPDX-License-Identifier: Apache-2.0
// What a request to an apiserver is about, by its path alone: resource, namespace, name and subresource, as in the apiserver's own
// audit events (`objectRef`).

export interface AuditObject {
  readonly typeURI: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** What is asked changes nothing: a review of rights or of a token. */
  readonly isQuestion: boolean;
}

const OBJECT = /^\/(?:api\/v[^/]+|apis\/([^/]+)\/[^/]+)(?:\/(?:watch\/)?)(.*)$/;
const QUESTIONS = /^(?:authentication|authorization)\.k8s\.io$/;

/** `path`: the apiserver's, without a query. */
export function auditObject(path: string): AuditObject {
  const [, group, rest = ''] = OBJECT.exec(path) ?? [];
  let segments = rest.split('/').filter((segment) => segment !== '');
  if (segments.length === 0) return { typeURI: 'service/kubernetes', isQuestion: false };
  let namespace: string | undefined;
  // `/namespaces/a` is the namespace itself, and so are two subresources of it.
  if (segments[0] === 'namespaces' && segments.length > 2 && !/^(?:status|finalize)$/.test(segments[2] ?? '')) {
    namespace = segments[1];
    segments = segments.slice(2);
  }
  const [resource = '', name, subresource] = segments;
  return {
    typeURI: `service/kubernetes/${resource}${subresource === undefined ? '' : `/${subresource}`}`,
    ...(group !== undefined && { group }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    isQuestion: group !== undefined && QUESTIONS.test(group),
  };
}

const NAME = /^[\w.:-]{1,253}$/;

/** Of the answer to a request that has made an object, as JSON. */
export function madeObject(json: string): { readonly name?: string; readonly uid?: string } {
  try {
    const { metadata } = JSON.parse(json) as { metadata?: { name?: unknown; uid?: unknown } };
    const [name, uid] = [metadata?.name, metadata?.uid].map((one) =>
      typeof one === 'string' && NAME.test(one) ? one : undefined,
    );
    return { ...(name !== undefined && { name }), ...(uid !== undefined && { uid }) };
  } catch {
    return {};
  }
}
