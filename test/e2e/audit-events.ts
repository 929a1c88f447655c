// SPDX-License-Identifier: Apache-2.0
// What every audit event has to have, by its kind: who, what, where, with which outcome, and the ids of both sides.
import { AUDIT_KINDS, type AuditKind } from '../../src/gateway/audit/kinds.ts';

// biome-ignore lint/suspicious/noExplicitAny: events are checked by what the test expects of them
export type Event = any;

const GATEWAY_ID = /^req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const text = (value: unknown): boolean => typeof value === 'string' && value !== '' && value !== 'unknown';
/** Where they fail, nobody need be known; nor where a token was shown that is none. */
const STRANGERS: readonly string[] = ['login', 'token', 'refused', 'revocation'];

/** What this event lacks, in words. */
function lacking(event: Event): string[] {
  const { name, action, outcome, reason, initiator, target, observer, requestPath, chain, hash } = event;
  const kind = AUDIT_KINDS[name as AuditKind];
  if (kind === undefined) return [`${name} is no kind`];
  if (reason?.reasonType === 'scs-gateway/endings') return [initiator.id, target.id].every(text) ? [] : ['who or what'];
  const good = outcome === 'success';
  const isUser = initiator.typeURI === 'service/security/account/user' && text(initiator.id);
  const of = (is: string): boolean => name === is || name.startsWith(`${is}.`);
  const wanted: readonly (readonly [what: string, there: boolean])[] = [
    ['an action of its kind', (kind.actions as readonly string[]).includes(action)],
    ['an outcome', ['success', 'failure', 'unknown'].includes(outcome)],
    ['a status', /^[1-5]\d\d$/.test(reason?.reasonCode)],
    ['who', text(initiator.id) || (!good && (STRANGERS.includes(name) || reason.reasonCode === '401'))],
    ['a name', !isUser || (text(initiator.name) && text(initiator.domain))],
    ['a credential', !isUser || text(initiator.credential?.type)],
    ['an address', text(initiator.host?.address)],
    ['the gateway’s request id', GATEWAY_ID.test(initiator.request_id)],
    ['a type of what', text(target.typeURI)],
    ['an id of what', text(target.id) || !good],
    ['an observer', text(observer?.name)],
    ['a path without a query', text(requestPath) && !requestPath.includes('?')],
    ['a place in its chain', chain.seq > 0 && /^[0-9a-f]{64}$/.test(hash)],
    ['a cloud', text(target.cloud) || !good || !(of('native') || of('kubernetes') || of('exec') || of('console'))],
    ['a region and a service', !of('native') || (text(target.region) && text(target.service))],
    ['a project at the cloud', !of('native') || !good || text(target.member_project_id)],
    ['a cluster', !(of('kubernetes') || of('exec')) || text(target.cluster)],
    ['the member’s request id', !good || !(of('native') || of('kubernetes') || of('exec')) || text(target.request_id)],
    [
      'the changes at clouds, each with its request id',
      !of('scs') ||
        !good ||
        (event.attachments?.[0]?.content.length > 0 &&
          event.attachments[0].content.every((one: Event) => text(one.cloud) && text(one.request_id))),
    ],
  ];
  return wanted.filter(([, there]) => !there).map(([what]) => what);
}

/** Events that lack something, with what. */
export const incomplete = (events: readonly Event[]): unknown[] =>
  events
    .filter(({ name }) => !name.startsWith('chain.'))
    .map((event) => ({ event, lacks: lacking(event) }))
    .filter(({ lacks }) => lacks.length > 0);
