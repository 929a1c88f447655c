// SPDX-License-Identifier: Apache-2.0
// Every failure there is, to look up: when it happens and what to do about it. For people who have a `type` in their log,
// and for programs that want to know all of them beforehand. docs/errors.md has the same.
import Type from 'typebox';
import { ERROR_CODES, type ErrorCode, GatewayError } from '../../../../model/errors.ts';
import { titleOf, typeOf } from '../../../../scs/failure.ts';
import type { ScsRoute } from '../route.ts';

/** A new row of the error table does not compile before it stands here. */
const ADVICE: Readonly<Record<ErrorCode, readonly [when: string, what: string]>> = {
  badRequest: [
    'A parameter or the body is not what the document says.',
    'Mend what `errors` names; all of it is there.',
  ],
  badTarget: [
    'The path has dot segments, control characters or is no path.',
    'Percent-encode what you put into paths.',
  ],
  unauthorized: ['The token is missing, wrong, revoked or over.', 'Log in again.'],
  methodNotOffered: ['The identity API has no such way to log in.', 'Use a token of a trusted identity provider.'],
  forbidden: [
    'Your token is for another project, or the gateway does not let you.',
    'Take a token for that project, or an unscoped one.',
  ],
  scopeNeeded: ['The token is for no project, and this needs one.', 'Scope the token, or say `project`.'],
  notFound: ['There is no such path, cloud or object, or not for you.', 'Look for it: `/scs/v1/search`, or the list.'],
  unknownRegion: ['No member cloud has this region.', 'Take a region of `/scs/v1/clouds`.'],
  unknownService: ['The region does not offer the service to you.', 'See `services` in `/scs/v1/clouds/{cloud}`.'],
  notOffered: [
    'The cloud has no such resource or cannot do this with it.',
    'Take another cloud; trying again does not help.',
  ],
  methodNotAllowed: ['The path does not take this method.', 'Take one that `Allow` names.'],
  nativeBadRequest: ['The cloud takes what you want for wrong.', 'Read `native.message`.'],
  nativeForbidden: ['Your roles at the cloud do not allow it.', 'Ask the operator of that cloud for a role.'],
  nativeQuota: [
    'The project has used up a quota at the cloud.',
    'Delete something, ask for more, or take another cloud; see `/scs/v1/quotas`.',
  ],
  nativeNotFound: [
    'The cloud does not have the object, or one that the body names.',
    'Look whether it is on another cloud, or gone.',
  ],
  nativeConflict: [
    'The object is in a state in which this cannot be done.',
    'Look at its `status`; wait until it rests.',
  ],
  nativeLimited: ['The cloud itself limits requests.', 'Wait as long as `Retry-After` says.'],
  notAcceptable: ['`Accept` leaves nothing that can be given.', 'Accept `application/json`.'],
  clientTimeout: ['The request came too slowly or broke off.', 'Send it again.'],
  tooLarge: ['The body is larger than is taken here.', 'Send less.'],
  conflict: [
    'The same `Idempotency-Key` is at work just now, or an id belongs to several clouds.',
    'Wait and send it again, or name the cloud.',
  ],
  unsupportedMedia: ['The body is not JSON by its content type.', 'Send `Content-Type: application/json`.'],
  unprocessable: [
    'What is wanted exists nowhere or contradicts itself.',
    'Read `errors`: what is against it, cloud by cloud.',
  ],
  rateLimited: ['You ask more than the gateway lets one user ask.', 'Wait as long as `Retry-After` says.'],
  headersTooLarge: [
    'The request headers are too large.',
    'Send fewer; a token of an identity provider may have too many groups.',
  ],
  internal: ['A fault of the gateway.', 'Tell its operator the `requestId`.'],
  notImplemented: ['The gateway does not have this yet.', "Use the cloud's own API."],
  memberGarbage: [
    'The cloud answered with something that cannot be read.',
    'Tell the operator of the cloud; others still work.',
  ],
  memberRedirect: ['The cloud wanted to send the request elsewhere.', 'Tell the operator of the gateway.'],
  nativeFailed: ['The cloud failed inside.', 'Try later; tell its operator `native.requestId`.'],
  memberReset: [
    'The cloud broke the connection in the middle.',
    'Look whether it was done, then try again; an `Idempotency-Key` makes that safe.',
  ],
  memberUnreachable: ['No connection to the cloud.', 'Try later; other clouds still work.'],
  memberBusy: [
    'The cloud has failed several times; it is left alone for a moment.',
    'Wait as long as `Retry-After` says.',
  ],
  memberFull: ['As many requests are under way to the cloud as may be.', 'Try in a moment.'],
  memberRefused: [
    'The cloud does not accept who the gateway says you are.',
    'Tell the operator of the gateway: trust or mapping at the cloud is wrong.',
  ],
  issuerUnavailable: [
    'The keys of your identity provider cannot be fetched.',
    'Try in a moment, or use a token of the gateway.',
  ],
  stateUnavailable: ['What the replicas share is away, and this cannot do without.', 'Try in a moment.'],
  overloaded: ['The gateway has more to do than it can.', 'Wait as long as `Retry-After` says.'],
  shuttingDown: ['This replica is being stopped.', 'Send it again: another replica takes it.'],
  memberTimeout: ['The cloud was too slow.', 'Try later, or give lists more time by `timeout`.'],
};

const row = Type.Object({
  type: Type.String({ description: 'As problems have it.' }),
  code: Type.String({ description: 'As problems have it.' }),
  status: Type.Integer({ description: 'The HTTP status.' }),
  title: Type.String({ description: 'The words of that status.' }),
  detail: Type.String({ description: 'The usual sentence; some answers have one that says more.' }),
  when: Type.String({ description: 'When it happens.' }),
  what: Type.String({ description: 'What to do about it.' }),
});

/** In the order of the error table. */
export const errorCatalogue = () =>
  ERROR_CODES.map((code) => {
    const { status, message } = new GatewayError(code);
    const [when, what] = ADVICE[code];
    return { type: typeOf(code), code, status, title: titleOf(status), detail: message, when, what };
  });

export const errorsRoute: ScsRoute = {
  method: 'GET',
  path: '/scs/v1/errors',
  operationId: 'listErrors',
  tag: 'about',
  summary: 'Every failure there is, and what to do about it',
  open: true,
  answers: {
    200: { description: 'All of them.', schema: Type.Object({ items: Type.Array(row) }) },
  },
  handle: async () => ({
    status: 200,
    headers: { 'cache-control': 'public, max-age=300' },
    body: { items: errorCatalogue() },
  }),
};
