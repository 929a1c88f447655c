// SPDX-License-Identifier: Apache-2.0
// Every failure there is, to look up: when it happens and what to do about it. For people who have a `type` in their log,
// and for programs that want to know all of them beforehand. docs/errors.md has the same.
import Type from 'typebox';
import { ERROR_CODES, type ErrorCode, GatewayError } from '../../../../model/errors.ts';
import { titleOf, typeOf } from '../../../../scs/failure.ts';
import { createSharedDocument } from '../../../shared-document.ts';
import type { ScsRoute } from '../route.ts';

/** A new row of the error table does not compile before it stands here. */
const ADVICE: Readonly<Record<ErrorCode, readonly [when: string, what: string]>> = {
  badRequest: [
    "A parameter or the body does not match the API's document.",
    'Correct what `errors` lists; the list is complete.',
  ],
  badTarget: [
    'The path contains dot segments or control characters, or is not a valid path.',
    'Percent-encode the values in paths.',
  ],
  unauthorized: ['The token is missing, invalid, revoked or expired.', 'Log in again.'],
  methodNotOffered: [
    'The identity API does not offer this authentication method.',
    'Use a token of a trusted identity provider.',
  ],
  loginNeeded: [
    'A cloud takes tokens of an identity provider, and the gateway holds none of this login for it: it has ended, the provider refused to exchange it, or the login was at another provider.',
    'Log in again at that provider. Its token, shown without a login, does not open this cloud; one of the gateway does.',
  ],
  forbidden: [
    'The token is for another project, or the gateway does not allow the request.',
    'Use a token for that project, or an unscoped one.',
  ],
  signedElsewhere: [
    'An S3 client signed a request for a path of the gateway. This API does not return it.',
    'Use the host name of the cloud’s S3, which the message names.',
  ],
  scopeNeeded: [
    'The token is not scoped to a project, which this request requires.',
    'Scope the token, or set `project`.',
  ],
  notFound: [
    'The path, cloud or object does not exist, or you may not see it.',
    'Find it by `/scs/v1/search` or by listing the collection.',
  ],
  unknownRegion: ['No member cloud has this region.', 'Use a region that `/scs/v1/clouds` lists.'],
  unknownService: ['The region does not offer the service to you.', 'Check `services` in `/scs/v1/clouds/{cloud}`.'],
  notOffered: [
    'The cloud does not offer this resource or this operation on it.',
    'Use another cloud; a retry does not help.',
  ],
  methodNotAllowed: ['The path does not support this method.', 'Use a method that `Allow` lists.'],
  nativeBadRequest: ['The cloud rejected the request as invalid.', 'Read `native.message`.'],
  nativeForbidden: ['Your roles at the cloud do not allow the request.', 'Ask the operator of that cloud for a role.'],
  nativeQuota: [
    'A quota of the project at the cloud would be exceeded.',
    'Delete something, ask for a higher quota, or use another cloud; see `/scs/v1/quotas`.',
  ],
  nativeNotFound: [
    'The cloud does not have the object, or an object that the body refers to.',
    'Check whether it is on another cloud or has been deleted.',
  ],
  nativeConflict: [
    'The current state of the object does not allow the request.',
    'Check its `status`; retry once its status is stable.',
  ],
  nativeLimited: ['The cloud itself limits requests.', 'Retry after the time in `Retry-After`.'],
  clientTimeout: ['The request was too slow or was aborted.', 'Send it again.'],
  preconditionFailed: [
    'The object is not any more as the tag in `If-Match` says.',
    'Read it again, decide whether the change is still right, and send it with the new `ETag`.',
  ],
  tooLarge: ['The body is larger than the limit.', 'Send a smaller body.'],
  gone: ['Keystone once had this resource and has removed it.', 'Do without it.'],
  conflict: [
    'A request with the same `Idempotency-Key` is in progress, or an id exists on several clouds.',
    'Wait and retry, or name the cloud.',
  ],
  unsupportedMedia: ['The content type of the body is not JSON.', 'Send `Content-Type: application/json`.'],
  unprocessable: [
    'What is requested does not exist on any cloud or is contradictory.',
    'Read `errors`, which gives the reasons for each cloud.',
  ],
  rateLimited: [
    'You have, or your project has, exceeded a rate limit of the gateway. `detail` says which.',
    'Retry after the time in `Retry-After`.',
  ],
  headersTooLarge: [
    'The request headers are too large.',
    'Send fewer headers; a token of an identity provider may contain too many groups.',
  ],
  internal: ['The gateway has failed.', 'Report the `requestId` to its operator.'],
  memberGarbage: [
    'The cloud sent a response that cannot be read.',
    'Report it to the operator of the cloud; other clouds still work.',
  ],
  memberExcess: [
    'The cloud sent more than the gateway reads of one response, or has more objects than fit into one list.',
    'Narrow the list down (`cloud`, `region`, `project`, `name`), or read it as `application/x-ndjson`.',
  ],
  memberRedirect: ['The cloud tried to redirect the request.', 'Report it to the operator of the gateway.'],
  memberHost: [
    'The cloud refers to a host that is not configured as its own, or to an address that no cloud may refer to.',
    'Report it to the operator of the gateway.',
  ],
  unfinished: [
    'What takes two requests to the cloud (a network and its tags) was done by half: the object exists, without what `errors` names.',
    'Set what is missing (`add-tag`, PATCH), or delete the object. The same request with the same `Idempotency-Key` completes it, if it has a name.',
  ],
  nativeFailed: ['The cloud had an internal error.', 'Retry later; report `native.requestId` to its operator.'],
  memberReset: [
    'The cloud closed the connection before the response was complete.',
    'Check whether the request was carried out, then retry; an `Idempotency-Key` makes retries safe.',
  ],
  memberUnreachable: ['The gateway cannot connect to the cloud.', 'Retry later; other clouds still work.'],
  memberBusy: [
    'The cloud has failed several times; requests to it are suspended for a moment.',
    'Retry after the time in `Retry-After`.',
  ],
  memberFull: ['The limit of concurrent requests to the cloud is reached.', 'Retry in a moment.'],
  memberMaintenance: [
    'The cloud is in maintenance and makes nothing new; the message says why and until when.',
    'Use another cloud, or retry after the time in `Retry-After`.',
  ],
  memberRefused: [
    "The cloud does not accept the gateway's credential for you.",
    'Report it to the operator of the gateway: trust or mapping at the cloud is wrong.',
  ],
  issuerUnavailable: [
    'The keys of your identity provider cannot be fetched.',
    'Retry in a moment, or use a token of the gateway.',
  ],
  stateUnavailable: [
    'The shared state of the replicas is not available, and this request requires it.',
    'Retry in a moment.',
  ],
  storeUnavailable: [
    'What the gateway keeps durably (application credentials) is not available, and this request requires it.',
    'Retry in a moment; report it to the operator of the gateway if it lasts.',
  ],
  overloaded: ['The gateway is overloaded.', 'Retry after the time in `Retry-After`.'],
  outcomeUnknown: [
    'A request with an `Idempotency-Key` may have been carried out: its answer was lost, and what it makes was not found (yet).',
    'Send the same request with the same key again, after the time in `Retry-After`: it is looked for and not done twice. Without `Retry-After` it cannot be told from others: look yourself, then use a new key.',
  ],
  memberTimeout: ['The cloud did not answer in time.', 'Retry later, or set a longer `timeout` for lists.'],
  loopDetected: ['A cloud of the gateway leads back to the gateway.', 'Report it to the operator of the gateway.'],
};

const row = Type.Object({
  type: Type.String({ description: 'The value in problems.' }),
  code: Type.String({ description: 'The value in problems.' }),
  status: Type.Integer({ description: 'The HTTP status.' }),
  title: Type.String({ description: 'The reason phrase of that status.' }),
  detail: Type.String({ description: 'The default sentence; some responses have a more specific one.' }),
  when: Type.String({ description: 'When the error occurs.' }),
  what: Type.String({ description: 'What to do about it.' }),
});

/** In the order of the error table. */
export const errorCatalogue = () =>
  ERROR_CODES.map((code) => {
    const { status, message } = new GatewayError(code);
    const [when, what] = ADVICE[code];
    return { type: typeOf(code), code, status, title: titleOf(status), detail: message, when, what };
  });

export function errorsRoute(): ScsRoute {
  const catalogue = createSharedDocument(() => JSON.stringify({ items: errorCatalogue() }), {
    'cache-control': 'public, max-age=300',
  });
  return {
    method: 'GET',
    path: '/scs/v1/errors',
    operationId: 'listErrors',
    tag: 'about',
    summary: 'List all errors',
    open: true,
    answers: {
      200: {
        description: 'All errors, with their causes and remedies.',
        schema: Type.Object({ items: Type.Array(row) }),
        headers: ['ETag'],
      },
      304: { description: 'Not modified since the ETag in `If-None-Match`.', headers: ['ETag'] },
    },
    handle: ({ request }) => catalogue(request.headers),
  };
}
