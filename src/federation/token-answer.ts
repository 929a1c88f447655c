// SPDX-License-Identifier: Apache-2.0
// Parses a member's Keystone response to a login or a rescope: the token is in a header, its meaning in the body.
import type { Catalog, Endpoint, Interface, ServiceEntry } from '../model/catalog.ts';
import { GatewayError } from '../model/errors.ts';
import type { HttpAnswer } from '../model/http.ts';
import type { DomainRef, RoleRef } from '../model/identity.ts';
import { nameFault } from '../model/names.ts';
import { plainLine } from '../model/plain-line.ts';
import type { MemberToken } from '../model/session.ts';

interface TokenDocument {
  readonly token: {
    readonly expires_at: string;
    readonly user: { readonly id: string; readonly name: string; readonly domain?: DomainRef };
    readonly project?: { readonly id: string; readonly name: string; readonly domain: DomainRef } | null;
    readonly domain?: DomainRef | null;
    readonly roles?: unknown;
    readonly catalog?: unknown;
  };
}

const REFUSALS: ReadonlySet<number> = new Set([401, 403, 404]);
const [MOST_SAID, MOST_ID] = [300, 80];

const wordsOf = (body: string): unknown => parse<{ error?: { message?: unknown } } | null>(body)?.error?.message;

/** What the member itself said, for the log: Keystone's words and the id by which its operator finds them. */
function saidBy({ status, headers, body }: HttpAnswer): string {
  const words = wordsOf(body);
  const id = headers['x-openstack-request-id'];
  return [
    `${status}`,
    typeof words === 'string' ? `"${plainLine(words).slice(0, MOST_SAID)}"` : 'without Keystone’s words',
    id && `(${plainLine(String(id)).slice(0, MOST_ID)})`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** "Could not find Identity Provider: hub." and the like. Of a user it has forgotten Keystone says "Could not find user: …". */
const OF_TRUST = /identity provider|protocol|mapping/i;

/**
 * Whether the answer to a federated login is about the gateway and not about a user. Keystone answers 404 where it has no such
 * identity provider, protocol or mapping; what stands before it (mod_auth_openidc: another audience, key or issuer) refuses in
 * words of its own, which are no JSON. A user whom the mapping leads nowhere gets Keystone's 401.
 */
export const isDistrust = ({ status, body }: HttpAnswer): boolean =>
  REFUSALS.has(status) &&
  (parse<object>(body) === undefined || (status === 404 && OF_TRUST.test(String(wordsOf(body)))));

/**
 * Accepts 201 (login, rescope) and 200 (validation of a token). Otherwise throws `unauthorized` if the member refuses
 * this subject (401, 403, 404), `memberRefused` if it refuses whomever the gateway sends, or a user whom it had before (`federated`: a first login by trust),
 * `memberGarbage` or `memberUnreachable` if the member is at fault.
 */
export function readTokenAnswer(answer: HttpAnswer, cloud: string, { federated = false } = {}): MemberToken {
  if (federated && isDistrust(answer))
    throw new GatewayError('memberRefused', {
      cloud,
      detail: `${cloud} does not trust the gateway: ${saidBy(answer)}`,
    });
  // Keystone keeps the users of an identity provider that is deleted, and takes them for others when it comes back.
  if (federated && answer.status === 409)
    throw new GatewayError('memberRefused', {
      cloud,
      detail: `${cloud} has this user of an identity provider that was deleted, and makes no other one; its operator has to delete the user there: ${saidBy(answer)}`,
    });
  if (REFUSALS.has(answer.status))
    throw new GatewayError('unauthorized', { cloud, detail: `${cloud} refused the credential: ${saidBy(answer)}` });
  if (answer.status >= 500)
    throw new GatewayError('memberUnreachable', { cloud, detail: `${cloud}'s Keystone answered ${saidBy(answer)}` });
  const token = answer.headers['x-subject-token'];
  const document = parse<TokenDocument>(answer.body);
  const meaning = document?.token;
  const expiresAt = Date.parse(meaning?.expires_at ?? '');
  if (
    (answer.status !== 201 && answer.status !== 200) ||
    !token ||
    typeof meaning?.user?.id !== 'string' ||
    Number.isNaN(expiresAt)
  )
    throw new GatewayError('memberGarbage', { cloud, detail: `${cloud} gave no token: ${saidBy(answer)}` });
  const { user, project, domain } = meaning;
  return {
    token,
    expiresAt,
    user: { id: user.id, name: user.name, domain: domainOf(user.domain) },
    ...(project ? { project: { id: project.id, name: project.name, domain: domainOf(project.domain) } } : {}),
    ...(domain ? { domain: domainOf(domain) } : {}),
    roles: readRoles(meaning.roles, cloud),
    catalog: readCatalog(meaning.catalog),
  };
}

/** Of `GET /v3/auth/catalog`: what a session's catalogue is now. */
export function readCatalogAnswer({ status, body }: HttpAnswer, cloud: string): Catalog {
  const list = status === 200 ? parse<{ catalog?: unknown }>(body)?.catalog : undefined;
  if (!Array.isArray(list)) throw new GatewayError('memberGarbage', { cloud, detail: `no catalogue: ${status}` });
  return readCatalog(list);
}

const readCatalog = (list: unknown): ServiceEntry[] => objects<Partial<ServiceEntry>>(list).flatMap(readService);

/** A member says which roles a caller has there, and callers are shown them by name: names they are. */
function readRoles(list: unknown, cloud: string): RoleRef[] {
  const roles = objects<Partial<RoleRef>>(list);
  const unfit = (detail: string): GatewayError =>
    new GatewayError('memberGarbage', { cloud, detail: `${cloud}'s token has ${detail}` });
  return roles.map(({ id, name }) => {
    const fault = nameFault(name);
    if (fault !== undefined) throw unfit(`a role whose name ${fault}`);
    return { id: String(id ?? ''), name: String(name) };
  });
}

export function parse<T>(body: string): T | undefined {
  try {
    return JSON.parse(body) as T;
  } catch {
    return undefined;
  }
}

/** The objects in what should be a list of objects. */
export const objects = <T>(list: unknown): T[] =>
  Array.isArray(list) ? list.filter((entry) => entry !== null && typeof entry === 'object') : [];

const domainOf = (domain: Partial<DomainRef> | undefined): DomainRef => ({
  id: domain?.id ?? 'default',
  name: domain?.name ?? 'Default',
});

/** A catalog entry without the fields that clients need is dropped. */
function readService({ id, type, name, endpoints }: Partial<ServiceEntry>): ServiceEntry[] {
  if (typeof type !== 'string' || !Array.isArray(endpoints)) return [];
  const usable = objects<Partial<Endpoint>>(endpoints).flatMap(readEndpoint);
  return [{ id: String(id ?? ''), type, name: typeof name === 'string' ? name : '', endpoints: usable }];
}

function readEndpoint({ id, interface: iface, region, region_id, url }: Partial<Endpoint>): Endpoint[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const named = region_id ?? region;
  const regionName = typeof named === 'string' ? named : '';
  return [{ id: String(id ?? ''), interface: iface as Interface, region: regionName, region_id: regionName, url }];
}
