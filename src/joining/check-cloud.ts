// SPDX-License-Identifier: Apache-2.0
// The trust of an OpenStack cloud, step by step: its Keystone, its clock, its federation, and the proof of one user from the
// token to the services. Everything goes by the member's own transport, strategy and sessions.
import type { Exchange } from '../federation/exchange.ts';
import { readTokenAnswer } from '../federation/token-answer.ts';
import { regionUnknown } from '../members/reach-reports.ts';
import { GatewayError } from '../model/errors.ts';
import type { HttpAnswer } from '../model/http.ts';
import { isObject } from '../model/is-object.ts';
import { jsonObject } from '../model/json-object.ts';
import type { Member, SharedProject } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import { holderOf, type Subject } from '../model/strategy.ts';
import { lookAtClock } from './clock.ts';
import { type Ledger, oneLine, reasonOf, StepFailure } from './ledger.ts';
import { lookAtProvider, type ProviderThere } from './look-at-provider.ts';
import { lookAtRegions, regionOf } from './look-at-regions.ts';
import type { Who } from './who.ts';

export interface CloudCheck {
  readonly member: Member;
  readonly exchange: Exchange;
  /** Undefined with a reason: nobody can be proven. */
  readonly who: Who;
  /** `domain/name` at the gateway. Absent: the first. */
  readonly project?: string | undefined;
  /** Of strategies that federate. */
  readonly federation?: (ProviderThere & { readonly audience: string }) | undefined;
  /** A token of the cloud's administrator, to read what is configured there. A secret. */
  readonly adminToken?: string | undefined;
  readonly now: () => number;
}

const PROOF = ['login', 'groups', 'projects', 'catalogue', 'services'] as const;
/** Services that are asked; no cloud has as many. */
const MOST = 64;
const AT_ONCE = 4;

export async function checkCloud(ledger: Ledger, check: CloudCheck): Promise<void> {
  const { member, federation } = check;
  const first = await ledger.attempt(
    'keystone',
    async () => {
      const answer = await member.transport.call({
        method: 'GET',
        url: member.authUrl,
        headers: { accept: 'application/json' },
      });
      const { id, status } = (jsonObject(answer.body)?.version ?? {}) as { id?: unknown; status?: unknown };
      if (answer.status !== 200 || typeof id !== 'string' || !id.startsWith('v3'))
        throw new StepFailure(
          `${member.authUrl} answers ${answer.status} and no version document of Keystone v3`,
          'is authUrl the URL of Keystone, with its path?',
        );
      return { value: answer, reason: `Keystone ${id}, ${String(status ?? 'of no status')}` };
    },
    `curl ${member.authUrl} from this machine`,
  );
  if (first === undefined) {
    ledger.skip(
      ['clock', ...(federation === undefined ? [] : ['federation', 'provider']), ...PROOF],
      '"keystone" failed',
    );
    return;
  }
  await lookAtClock(ledger, first.headers, check.now);
  if (federation !== undefined) {
    await lookAtFederation(ledger, member, federation);
    await lookAtProvider(ledger, { ...check, federation });
  }
  await prove(ledger, check);
}

const pathOf = ({ identityProvider, protocol }: ProviderThere): string =>
  `/OS-FEDERATION/identity_providers/${encodeURIComponent(identityProvider)}/protocols/${encodeURIComponent(protocol)}/auth`;

/** Without a token: whoever protects the URL says so. */
async function lookAtFederation(ledger: Ledger, { authUrl, transport }: Member, there: ProviderThere): Promise<void> {
  await ledger.attempt('federation', async () => {
    const answer = await transport.call({
      method: 'POST',
      url: `${authUrl}${pathOf(there)}`,
      headers: { accept: 'application/json' },
    });
    const challenge = String(answer.headers['www-authenticate'] ?? '');
    if (answer.status === 401 && /^bearer/i.test(challenge))
      return { value: true, reason: 'the federation URL asks for a Bearer token, and refuses whoever has none' };
    if (answer.status === 401 && !isJson(answer))
      return { value: true, reason: 'the web server before Keystone refuses whoever has no token' };
    if (answer.status === 201)
      throw new StepFailure(
        'the federation URL lets in whoever has no token at all',
        'take the cloud out of the configuration, and tell its operator at once',
      );
    throw new StepFailure(
      `no web server protects ${pathOf(there)}: Keystone itself answers ${answer.status}${wordsOf(answer)}`,
      'the Apache lines of the joining commands, with these ids, in the virtual host of this Keystone; then restart Apache',
    );
  });
}

async function prove(ledger: Ledger, check: CloudCheck): Promise<void> {
  const { member, exchange, who } = check;
  if (!('subject' in who)) {
    ledger.skip(PROOF, who.because, who.next);
    return;
  }
  const { subject } = who;
  if (member.strategy.kind === 'native') {
    ledger.skip(PROOF, "users have the cloud's own accounts, and log in with them");
    return;
  }
  if (member.strategy.kind === 'passthrough' && who.made) {
    ledger.skip(
      PROOF,
      'this strategy shows tokens of the identity provider, and none was given',
      "give a user's token of it by --token env:NAME",
    );
    return;
  }
  const [granted] = member.strategy.grants?.(subject) ?? [];
  if (member.strategy.grants !== undefined && granted === undefined) {
    ledger.skip(
      PROOF,
      'none of the credentials is for the groups of this user',
      'name one of their groups with --group',
    );
    return;
  }

  const login = await ledger.attempt(
    'login',
    async () => {
      const asked = await member.strategy.login(subject, granted).catch((error: unknown) => {
        if (!(error instanceof GatewayError) || error.code !== 'loginNeeded') throw error;
        throw new StepFailure(
          reasonOf(error),
          "does the user's identity provider exchange tokens for this audience (identityProviders[].exchange)? Its log says why not",
        );
      });
      const answer = await member.transport.call({ ...asked, by: holderOf(subject) });
      if (answer.status !== 201 && answer.status !== 200) throw refusedLogin(answer, check);
      const token = readTokenAnswer(answer, member.id);
      return {
        value: { token, groups: groupsOf(answer.body) },
        reason: `the cloud takes the proof of ${subject.principal.domain}/${subject.principal.name}, as its user ${token.user.name} in ${token.user.domain.name}`,
      };
    },
    'the log of its Keystone says more',
  );
  if (login === undefined) {
    ledger.skip(PROOF.slice(1), '"login" failed');
    return;
  }
  lookAtGroups(ledger, login.groups, subject);

  const shown = (one: SharedProject): string => `${nameOf(one)}${renamed(member, one)}`;
  const found = await ledger.attempt<{ readonly project?: SharedProject }>('projects', async () => {
    const { projects } = await exchange.projects(member, subject);
    // Nobody has said that a user in no group has one.
    if (projects.length === 0 && who.made && subject.principal.groups.length === 0)
      return { value: {}, reason: 'none, as is right for a user in no group' };
    if (projects.length === 0)
      throw new StepFailure(
        'the user has no project there',
        'give one of the groups a role in a project: openstack role assignment list --group … --names shows them',
      );
    const names = `${projects.slice(0, 10).map(shown).join(', ')}${projects.length > 10 ? ', …' : ''}`;
    const project = check.project === undefined ? projects[0] : projects.find((one) => nameOf(one) === check.project);
    if (project === undefined) throw new StepFailure(`the user has no project ${check.project}, but ${names}`);
    return { value: { project }, reason: names };
  });
  if (found?.project === undefined) {
    const because = found === undefined ? '"projects" failed' : 'there is no project to ask for';
    ledger.skip(PROOF.slice(3), because, found && 'name a group that has one, with --group');
    return;
  }
  const { project } = found;
  const session = await ledger.attempt('catalogue', () => catalogue(check, subject, project));
  if (session === undefined) {
    ledger.skip('services', '"catalogue" failed');
    return;
  }
  await lookAtServices(ledger, member, subject, session);
}

const nameOf = ({ project }: SharedProject): string => `${project.domain.name}/${project.name}`;

/** What the entry's `projects` makes of the name. */
function renamed({ projects }: Member, { project }: SharedProject): string {
  const own = { domain: project.domain.name, name: project.name };
  const there = projects.toMember(own);
  return there.domain === own.domain && there.name === own.name ? '' : ` (there ${there.domain}/${there.name})`;
}

/** What Keystone's mapping made of the claims; held credentials have none. */
function lookAtGroups(
  ledger: Ledger,
  groups: readonly string[] | undefined,
  { principal }: Extract<Subject, { kind: 'principal' }>,
): void {
  if (groups === undefined) {
    ledger.skip('groups', 'this strategy has no mapping');
    return;
  }
  if (principal.groups.length === 0) {
    ledger.skip('groups', 'the user is in no group', 'name one that has something there, with --group');
    return;
  }
  if (groups.length > 0) {
    ledger.note('groups', 'ok', `the mapping gives ${groups.length} of the cloud's groups`);
    return;
  }
  ledger.note(
    'groups',
    'failed',
    `the mapping gives none of the cloud's groups for ${principal.groups.join(', ')}`,
    'is the group under "whitelist" of the mapping, and is there a group of that very name in its domain?',
  );
  return;
}

async function catalogue({ member, exchange }: CloudCheck, subject: Subject, { project, memberId }: SharedProject) {
  const scope = {
    kind: 'project' as const,
    project: member.projects.toMember({ domain: project.domain.name, name: project.name }),
    ...(member.strategy.grants === undefined && { id: memberId }),
  };
  const session = await exchange.session(member, subject, scope);
  const { there, missing: names, leftOut } = lookAtRegions(member, session.catalog);
  if (there.length === 0) throw new StepFailure('the catalogue is empty', 'has the project any endpoint there?');
  if (names.length > 0)
    throw new StepFailure(regionUnknown(member.id, { names, there }).words, 'openstack region list, at the cloud');
  if (ofRegion(member, session).length === 0)
    throw new StepFailure(
      `${member.region} has no ${member.interface} endpoint in the catalogue`,
      'set `interface` of the entry to one that the catalogue has',
    );
  const roles = session.roles.map(({ name }) => name).join(', ');
  return {
    value: session,
    reason: `${ofRegion(member, session).length} services in ${member.region} for ${project.domain.name}/${project.name}, with the roles ${roles || 'none'}${leftOut.map((told) => `; ${told}`).join('')}`,
  };
}

const ofRegion = ({ region, interface: face }: Member, { catalog }: MemberToken) =>
  catalog.flatMap(({ type, endpoints }) =>
    endpoints
      .filter((one) => one.interface === face && regionOf({ region }, one) === region)
      .map(({ url }) => ({ type, url })),
  );

async function lookAtServices(ledger: Ledger, member: Member, subject: Subject, session: MemberToken): Promise<void> {
  const services = ofRegion(member, session);
  const asked = services.slice(0, MOST);
  for (let at = 0; at < asked.length; at += AT_ONCE)
    await Promise.all(asked.slice(at, at + AT_ONCE).map((one) => lookAtService(ledger, member, subject, session, one)));
  if (services.length > MOST) ledger.skip('services', `${services.length - MOST} more than are asked`);
}

/** Its root or its version document: what answers below 500, and not with 401, knows the token or needs none there. */
async function lookAtService(
  ledger: Ledger,
  { reach, transport }: Member,
  subject: Subject,
  { token }: MemberToken,
  { type, url }: { readonly type: string; readonly url: string },
): Promise<void> {
  await ledger.attempt(
    `service ${type}`,
    async () => {
      const fault = reach.ofUrl(url);
      if (fault !== undefined)
        throw new StepFailure(
          `the catalogue names ${url}, where the gateway does not connect: ${fault}`,
          'list its host under `hosts` of the entry if it is the cloud’s own (docs/reaching-members.md)',
        );
      // A list of containers may be long.
      const method = type === 'object-store' ? 'HEAD' : 'GET';
      const headers = { 'x-auth-token': token, accept: 'application/json' };
      const answer = await transport.call({ method, url, headers, by: holderOf(subject) });
      if (answer.status === 401)
        throw new StepFailure(
          `${url} refuses the token of its own Keystone`,
          'its keystone_authtoken section, and its log',
        );
      if (answer.status >= 500)
        throw new StepFailure(`${url} answers ${answer.status}${wordsOf(answer)}`, 'the log of the service');
      return { value: true, reason: answeringService(url, answer) };
    },
    'is the service running, and the endpoint in the catalogue right?',
  );
}

/** Many services have nothing at the bare URL of their API: a 404 from them is as good as a 200. */
export function answeringService(url: string, { status, body }: Pick<HttpAnswer, 'status' | 'body'>): string {
  const bare = status >= 400 ? `, with ${status} at this bare URL as many services do` : '';
  return `${url} answers${bare}${versionOf(body)}`;
}

/** Which of the three who may refuse has done so: Apache, Keystone's federation, its plain authentication. */
function refusedLogin(answer: HttpAnswer, { federation }: CloudCheck): StepFailure {
  const { status } = answer;
  const said = `the cloud answers ${status}${wordsOf(answer)}`;
  if (federation === undefined)
    return new StepFailure(
      said,
      'the credential in the configuration: is it right, has it ended, is its project there?',
    );
  if (status === 401 && !isJson(answer))
    return new StepFailure(
      `Apache refuses the token: ${said}`,
      `in its configuration: Require claim iss, Require claim aud:${federation.audience}, and that this machine reads the keys; its error log says which`,
    );
  if (status === 404)
    return new StepFailure(
      `Keystone knows no identity provider or protocol of these ids: ${said}`,
      'openstack identity provider list; openstack federation protocol list --identity-provider …; correct the entry or run the joining commands',
    );
  if (status === 401 || status === 403 || status === 400)
    return new StepFailure(
      `Keystone refuses the claims: ${said}`,
      'the protocol in [auth] methods, remote_id_attribute, remote_ids of the identity provider, and each claim that the mapping requires',
    );
  return new StepFailure(said, 'the log of its Keystone');
}

function groupsOf(body: string): string[] | undefined {
  const token = jsonObject(body)?.token as { user?: Record<string, unknown> } | undefined;
  const federated = token?.user?.['OS-FEDERATION'];
  const groups = isObject(federated) ? federated.groups : undefined;
  return Array.isArray(groups) ? groups.map((group) => String((group as { id?: unknown } | null)?.id)) : undefined;
}

const isJson = ({ headers }: HttpAnswer): boolean => /json/i.test(String(headers['content-type'] ?? ''));

/** Of an error, in its own words. */
function wordsOf({ body }: HttpAnswer): string {
  const found = jsonObject(body);
  const error = found === undefined ? undefined : Object.values(found).find(isObject);
  const message = typeof error?.message === 'string' ? error.message : found === undefined ? title(body) : undefined;
  return message === undefined || message === '' ? '' : ` (${oneLine(message, 160)})`;
}

const title = (html: string): string | undefined => /<(?:title|h1)>([^<]{1,200})</i.exec(html.slice(0, 2_000))?.[1];

function versionOf(body: string): string {
  const found = jsonObject(body);
  const list = Array.isArray(found?.versions) ? found.versions : [found?.version];
  const ids = list.flatMap((one: unknown) => (isObject(one) && typeof one.id === 'string' ? [one.id] : []));
  return ids.length === 0 ? '' : ` (${oneLine(ids.slice(0, 20).join(', '), 100)})`;
}
