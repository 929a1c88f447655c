// SPDX-License-Identifier: Apache-2.0
// Each call of application credentials at a real Keystone and at the gateway, one after the other: equal status, message,
// headers and form of the body, or the difference stands in docs/identity.md.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  type Answer,
  course,
  differs,
  plainMessage,
  type Side,
  STEPS,
  type Step,
  shown,
} from '../../contract/credential-calls.ts';
import type { Http } from '../client.ts';
import type { Context } from './context.ts';

/** Accounts in a domain of their own at a real Keystone; `remove` takes the domain away. */
export async function keystoneSide(
  http: Http,
  authUrl: string,
  admin: { readonly name: string; readonly password: string; readonly project: string },
): Promise<Side & { remove(): Promise<void> }> {
  const byPassword = async (user: object, scope?: object) => {
    const identity = { methods: ['password'], password: { user } };
    const { status, headers, json, text } = await http('POST', `${authUrl}/auth/tokens`, {
      body: { auth: { identity, ...(scope === undefined ? {} : { scope }) } },
    });
    assert.equal(status, 201, text);
    return { token: headers['x-subject-token'] ?? '', id: json.token.user.id as string };
  };
  const domain = { id: 'default' };
  const { token } = await byPassword(
    { name: admin.name, password: admin.password, domain },
    { project: { name: admin.project, domain } },
  );
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await http(method, `${authUrl}${path}`, { token, ...(body === undefined ? {} : { body }) });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const remove = async (): Promise<void> => {
    for (const { id } of (await call('GET', '/domains?name=credentials')).domains) {
      await call('PATCH', `/domains/${id}`, { domain: { enabled: false } });
      await call('DELETE', `/domains/${id}`);
    }
  };
  // Of a run that was broken off.
  await remove();
  const own = (await call('POST', '/domains', { domain: { name: 'credentials' } })).domain.id;
  const project = (await call('POST', '/projects', { project: { name: 'research', domain_id: own } })).project.id;
  const member = (await call('GET', '/roles?name=member')).roles[0].id;
  const make = async (name: string): Promise<void> => {
    const user = (await call('POST', '/users', { user: { name, domain_id: own, password: `${name}-pw` } })).user.id;
    await call('PUT', `/projects/${project}/users/${user}/roles/${member}`);
  };
  await make('alice');
  await make('bob');
  const login = (name: string) =>
    byPassword({ name, password: `${name}-pw`, domain: { id: own } }, { project: { id: project } });
  const [alice, bob] = [await login('alice'), await login('bob')];
  return {
    ids: { me: alice.id, other: bob.id, project, domain: own },
    tokens: { alice: alice.token, bob: bob.token },
    send: sender(http, authUrl),
    remove,
  };
}

/** Alice and somebody else at the gateway. */
export async function gatewaySide(lab: Context): Promise<Side> {
  const authUrl = `${lab.publicUrl}/identity/v3`;
  const login = async (user: string, project: string) => {
    const idp = await lab.accessToken(user);
    const unscoped = await lab.http('POST', `${authUrl}/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`, {
      headers: { authorization: `Bearer ${idp}` },
    });
    const identity = { methods: ['token'], token: { id: unscoped.headers['x-subject-token'] } };
    const scope = { project: { name: project, domain: { name: 'hub' } } };
    const { status, headers, json, text } = await lab.http('POST', `${authUrl}/auth/tokens`, {
      body: { auth: { identity, scope } },
    });
    assert.equal(status, 201, text);
    return { token: headers['x-subject-token'] ?? '', user: json.token.user, project: json.token.project };
  };
  const [alice, bob] = [await login('alice', 'research'), await login('bob', 'teaching')];
  // Of a run that was broken off.
  for (const list of ['application_credentials', 'access_rules']) {
    const base = `${authUrl}/users/${alice.user.id}/${list}`;
    const { json } = await lab.http('GET', base, { token: alice.token });
    for (const { id } of json[list]) await lab.http('DELETE', `${base}/${id}`, { token: alice.token });
  }
  return {
    ids: { me: alice.user.id, other: bob.user.id, project: alice.project.id, domain: alice.user.domain.id },
    tokens: { alice: alice.token, bob: bob.token },
    send: sender(lab.http, authUrl),
  };
}

function sender(http: Http, authUrl: string): Side['send'] {
  return async (method, path, headers, body) => {
    const answer = await http(method, `${authUrl.replace(/\/v3$/, '')}${path}`, {
      headers,
      ...(body === undefined ? {} : { text: body }),
    });
    return { status: answer.status, headers: answer.headers, body: answer.json, text: answer.text };
  };
}

/** Whether an operator has made a role immutable; and what has a row of its own. */
const OWN = ['options', 'unrestricted', 'system'];

/** The form of a document: keys and kinds, of lists their first element; ids and times are the sides' own. */
function form(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [form(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, OWN.includes(key) ? key : form(inner)]));
}

/** What belongs to the account and to the catalogue, not to the call. */
// biome-ignore lint/suspicious/noExplicitAny: a foreign document
function ofTheCall(body: any): unknown {
  if (body === undefined) return undefined;
  const { token, ...rest } = body;
  if (token === undefined) return form(rest);
  const { user, catalog, ...more } = token;
  return form({ ...rest, token: { ...more, user: { id: user.id, name: user.name }, catalog: catalog?.slice(0, 1) } });
}

const HEADERS = ['content-type', 'vary', 'x-subject-token', 'www-authenticate', 'x-openstack-request-id', 'location'];
function headersOf({ headers }: Answer): object {
  const value = (name: string): string | undefined => {
    const text = headers[name];
    if (name === 'x-subject-token' || name === 'x-openstack-request-id') return text === undefined ? text : 'there';
    return text?.replace(/https?:\/\/[^"\s]+/, '<url>');
  };
  return Object.fromEntries(HEADERS.map((name) => [name, value(name)]));
}

// Titles of steps that are compared in part: what a list begins with is the side's own.
const listed = ({ title, method }: Step): boolean =>
  method === 'GET' && /listed|projects|domains|groups|EC2|the owner, by/.test(title);

interface Compared {
  readonly status: number;
  readonly message?: string;
  readonly headers: object;
  readonly form: unknown;
}

function comparable(step: Step, answer: Answer, fill: (text: string) => string): Compared {
  const { status, body } = answer;
  const message = body?.error?.message ?? body?.message;
  if (status >= 300) {
    // Keystone's own and the gateway's ids of the same thing.
    const plain = plainMessage(message).replaceAll(fill('{me}'), '<me>').replaceAll(fill('{one.id}'), '<one>');
    // A method that the route does not have is answered in the gateway's one form.
    const keys = status === 405 ? [] : Object.keys(body ?? {});
    return { status, message: plain, headers: headersOf(answer), form: keys };
  }
  const first = listed(step) ? Object.keys(body ?? {}).sort() : ofTheCall(body);
  return { status, headers: headersOf(answer), form: first };
}

/** A claim for each call. `record` gets what the Keystone answered. */
export async function credentialCalls(
  lab: Context,
  sides: { readonly keystone: Side; readonly gateway: Side },
  record?: (step: Step, answer: Answer) => void,
): Promise<void> {
  const [theirs, ours] = [course(sides.keystone), course(sides.gateway)];
  for (const step of STEPS) {
    // Always run: later steps need what it makes.
    const [keystone, gateway] = await Promise.all([theirs.run(step), ours.run(step)]);
    record?.(step, keystone);
    await lab.claims.claim(`credential calls: ${step.title}`, () => {
      const status = differs(step.title);
      if (status !== undefined) {
        assert.equal(gateway.status, status, gateway.text);
        const [want, got] = [shown(keystone), shown(gateway)];
        const gone = want.status === got.status && want.message === got.message;
        assert.ok(!gone, 'there is no difference any more: the row is to go');
        return;
      }
      const [want, got] = [comparable(step, keystone, theirs.fill), comparable(step, gateway, ours.fill)];
      // A sentence of the gateway's own may follow Keystone's.
      const same = want.message !== undefined && got.message?.startsWith(want.message);
      const plain = same ? { ...got, message: want.message } : got;
      if (!isDeepStrictEqual(plain, want))
        assert.fail(`Keystone: ${JSON.stringify(want)}\nthe gateway: ${JSON.stringify(got)}`);
    });
  }
}
