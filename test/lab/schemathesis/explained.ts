// SPDX-License-Identifier: Apache-2.0
// What Schemathesis finds and is no fault, each with its reason; and what it is not let at.

export interface Explained {
  readonly check: string;
  readonly operation?: RegExp;
  readonly status?: number;
  /** Of the answer's problem. */
  readonly detail?: RegExp;
  /** Of the finding. */
  readonly message?: RegExp;
  /** Method and URL of the case. */
  readonly request?: RegExp;
  readonly why: string;
}

export const LEFT_OUT: Readonly<Record<string, string>> = {
  revokeMyTokens: 'ends the token that all of it is asked with',
  followOperation: 'a stream of events, which ends when the operation does',
};

/** Input that the document's schema allows and that means nothing here: no schema could say it. */
const meansNothing = (status: number, detail: RegExp, why: string, operation?: RegExp): Explained => ({
  check: 'positive_data_acceptance',
  status,
  detail,
  why,
  ...(operation === undefined ? {} : { operation }),
});

export const EXPLAINED: readonly Explained[] = [
  meansNothing(400, /^There is no such cloud( or region)?\./, 'which clouds and regions there are is configuration'),
  meansNothing(
    400,
    /^The request target is not a plain absolute path/,
    'ids of control characters, and ids that a path takes for steps in it',
  ),
  meansNothing(400, /^This cursor does not belong to this query/, 'a cursor is what an answer gave'),
  meansNothing(
    400,
    /must not have fewer than 1 items/,
    'an empty text in a list of the query is no element: there is none',
  ),
  meansNothing(400, /^The (server|object) cannot be created like this\./, 'fields that exclude each other'),
  meansNothing(
    400,
    /^The request cannot be evaluated: /,
    'nothing is asked for, or clouds that are not there',
    /portability/,
  ),
  meansNothing(
    400,
    /^This gateway has no host names for clusters/,
    'hosts=true needs gateway.clusterDomain',
    /kubeconfig/,
  ),
  meansNothing(400, /^The member cloud \S+ rejected the request as invalid\./, "the cloud's own verdict on values"),
  meansNothing(400, /^Which image is meant is not said: /, 'either of two parameters is required', /image-matches/),
  meansNothing(412, /^The object has changed since it was read\./, 'an If-Match of no object'),
  meansNothing(422, /^This Idempotency-Key was used with another request body\./, 'a key that an earlier case had'),
  meansNothing(422, /^On \S+: (there is no|several) /, 'what bodies name is not there, or there twice'),
  meansNothing(
    422,
    /^(\S+ cannot make this server: |No cloud fits this server\.)/,
    'what bodies name is not there, or there twice',
  ),
  meansNothing(422, /^#\/\S+: give either /, 'fields that exclude each other'),
  meansNothing(422, /^No flavor name can express this: /, 'a name has no letters for it', /flavor-names/),
  meansNothing(422, /^This is not a valid flavor name: /, 'names that the standard refuses', /flavor-names/),
  meansNothing(
    400,
    /cannot be used here: workloads carry no tags/,
    'not everything that can be searched has tags',
    /search/,
  ),
  {
    check: 'response_schema_conformance',
    message: /is a required property/,
    request: /[?&]fields=/,
    why: '`fields` leaves out the others, which the schema of an answer cannot say',
  },
  {
    check: 'negative_data_rejection',
    message: /parameter `(vcpus|ramMiB|diskGiB)` in query - \w+: Value greater than maximum/,
    why: 'more than 64 bits, a limit that the format `int64` sets clients; it is a number all the same, which nothing reaches',
  },
  {
    check: 'max_response_time',
    why: 'how fast it is, benches measure; a request with `wait` waits, and a lab is two clouds on one machine',
  },
  {
    check: 'response_schema_conformance',
    operation: /kubeconfig/,
    message: /is not of type "string"/,
    why: 'Schemathesis reads the YAML of a kubeconfig and finds an object; the document calls the text a text',
  },
  {
    check: 'not_a_server_error',
    status: 504,
    detail: /^(Whether the member cloud|The member cloud \S+ did not answer in time)/,
    why: 'a timeout of a second that the case itself asked for',
  },
];
