// SPDX-License-Identifier: Apache-2.0
// The identity facade over HTTP, as clients see it: status codes, headers and documents beside a real Keystone's.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/model/errors.ts';
import { domainRef, projectRef } from '../../src/model/ids.ts';
import { ALICE, BOB, catalogOf, RESEARCH, TEACHING } from '../unit/gateway/surfaces/identity/fake-identity-service.ts';
import {
  type Facade,
  JSON_TYPE,
  LOGIN,
  PUBLIC,
  startFacade,
  tokenBody,
} from '../unit/gateway/surfaces/identity/start-facade.ts';

const V3 = `${PUBLIC}/identity/v3`;
const TOKENS = '/identity/v3/auth/tokens';
const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../unit/gateway/surfaces/identity/fixtures/${name}.json`, import.meta.url), 'utf8'));
/** The recorded answer with that cloud's Keystone's URL in the place of ours. */
const sampleAsOurs = (name: string) =>
  JSON.parse(JSON.stringify(sample(name)).replaceAll('http://127.0.0.2:5000', `${PUBLIC}/identity`));

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade();
});
afterEach(() => facade.close());

describe('version discovery', () => {
  test.each(['/identity', '/identity/'])('answers %s as Keystone’s root, with 300 and a Location', async (path) => {
    const keystone = sampleAsOurs('keystone-root');
    const answer = await facade.get(path);
    expect(answer.status).toBe(300);
    expect(answer.body).toEqual(keystone.body);
    expect(answer.headers.get('location')).toBe(keystone.headers.Location);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  test.each(['/identity/v3', '/identity/v3/'])('answers %s with 200 and the one version', async (path) => {
    const answer = await facade.get(path);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(sampleAsOurs('keystone-v3').body);
  });

  test('gives JSON-home to those who ask for it', async () => {
    for (const [path, href] of [
      ['/identity', '/v3/projects'],
      ['/identity/v3', '/projects'],
    ] as const) {
      const answer = await facade.get(path, { accept: 'application/json-home' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json-home');
      expect(answer.body.resources['https://docs.openstack.org/api/openstack-identity/3/rel/projects']).toEqual({
        href,
      });
    }
  });

  test('has the JSON-home of a real Keystone, and a route for each resource in it', async () => {
    const { body } = await facade.get('/identity/v3', { accept: 'application/json-home' });
    expect(body).toEqual(sample('keystone-2025.1-json-home'));
    const entries: Record<string, string>[] = Object.values(body.resources);
    for (const entry of entries) {
      const path = (entry.href ?? entry['href-template'] ?? '').replace(/\{\w+\}/g, 'x');
      const { status, headers } = await facade.send('OPTIONS', `/identity/v3${path}`);
      // Of a route; elsewhere it is 404.
      expect([path, status, headers.get('allow')]).toEqual([path, 200, expect.stringMatching(/, OPTIONS$/)]);
    }
  });
});

describe('what every answer has', () => {
  const everywhere = ['/identity', '/identity/v3', TOKENS, '/identity/v3/nope', '/identity/v3/projects', LOGIN];

  test.each(everywhere)('%s is the same with and without a trailing slash, and never redirects', async (path) => {
    const [bare, slashed] = [await facade.get(path), await facade.get(`${path}/`)];
    expect(slashed.status).toBe(bare.status);
    expect([301, 302, 303, 305, 307, 308]).not.toContain(bare.status);
  });

  test.each(everywhere)('%s carries a new request id and Vary', async (path) => {
    const sent = 'req-11111111-2222-4333-8444-555555555555';
    const { headers } = await facade.get(path, { 'x-openstack-request-id': sent });
    expect(headers.get('x-openstack-request-id')).toMatch(/^req-[0-9a-f-]{36}$/);
    expect(headers.get('x-openstack-request-id')).not.toBe(sent);
    expect(headers.get('vary')).toBe('X-Auth-Token');
  });

  test('HEAD answers as GET does, without the body', async () => {
    const token = await facade.login('alice', 'research');
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    for (const path of ['/identity', '/identity/v3', TOKENS, '/identity/v3/projects', '/identity/v3/nope']) {
      const [get, head] = [await facade.get(path, headers), await facade.send('HEAD', path, headers)];
      expect([path, head.status, head.text]).toEqual([path, get.status, '']);
      expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    }
  });

  test('a wrong method gets 405 and the right ones', async () => {
    const answer = await facade.send('PUT', TOKENS);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST']);
    expect(answer.body.error.message).toBe('The method is not allowed for the requested URL.');
    expect((await facade.send('OPTIONS', TOKENS)).status).toBe(200);
  });

  test('an unknown path gets 404 in Keystone’s dialect', async () => {
    for (const path of ['/identity/nope', '/identity/v3/nope', '/identity/v3/auth/nope', '/identity/v2.0/tokens']) {
      const answer = await facade.get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({
        error: { code: 404, message: 'The resource could not be found.', title: 'Not Found' },
      });
    }
  });
});

describe('a federated login', () => {
  const headers = { authorization: 'Bearer idp-alice' };

  test.each([
    ['POST without a body or content type', 'POST', {}],
    ['POST with a content type and no body', 'POST', JSON_TYPE],
    ['POST with a form’s content type', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['GET', 'GET', {}],
  ])('works by %s', async (_name, method, more) => {
    const answer = await facade.send(method, LOGIN, { ...headers, ...more });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-subject-token')).toBe('gw-1');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(Object.keys(answer.body.token)).toEqual(Object.keys(sample('federation-auth').body.token));
    expect(facade.identityService.logins).toEqual([['keycloak', 'openid']]);
  });

  test('works for old keystoneauth, which leaves /v3 out', async () => {
    expect((await facade.send('POST', LOGIN.replace('/v3', ''), headers)).status).toBe(201);
  });

  test.each([
    ['no token', {}],
    ['a token that does not verify', { authorization: 'Bearer nonsense' }],
    ['a token under another scheme', { authorization: 'Basic aWRwLWFsaWNlOng=' }],
    ['a token in the wrong header', { 'x-auth-token': 'idp-alice' }],
  ])('is refused with 401 for %s', async (_name, wrong) => {
    const answer = await facade.send('POST', LOGIN, wrong);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${V3}"`);
    expect(answer.body).toEqual(sample('keystone-no-token').body);
  });

  test('leaves the reason for the log and not for the client', async () => {
    const answer = await facade.send('POST', LOGIN, { authorization: 'Bearer nonsense' });
    expect(answer.text).not.toContain('signature');
    expect(facade.reasons).toEqual(['signature does not verify']);
  });

  test('says that an identity provider is away, and when to come back', async () => {
    const federation = {
      ...facade.identityService,
      authenticate: async () => Promise.reject(new GatewayError('issuerUnavailable', { retryAfter: 5 })),
    };
    const other = await startFacade({ identityService: federation });
    const answer = await other.send('POST', LOGIN, headers);
    await other.close();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });
});

describe('POST /v3/auth/tokens', () => {
  const project = { project: { name: 'research', domain: { name: 'acme' } } };

  test('gives a project-scoped token with roles and catalogue', async () => {
    const unscoped = await facade.login('alice');
    const answer = await facade.send('POST', TOKENS, JSON_TYPE, tokenBody(unscoped, project));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-subject-token')).toBe('gw-2');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.token).toMatchObject({
      methods: ['openid', 'token'],
      audit_ids: ['audit-2', 'audit-1'],
      project: { id: RESEARCH.id, name: 'research', domain: { name: 'acme' } },
      is_domain: false,
      catalog: catalogOf(PUBLIC),
    });
    expect(answer.body.token.roles.map((role: { name: string }) => role.name)).toEqual(['member', 'reader']);
  });

  test.each(['nocatalog', 'nocatalog=', 'nocatalog=true'])('leaves the catalogue out for ?%s', async (query) => {
    const unscoped = await facade.login('alice');
    const { body } = await facade.send('POST', `${TOKENS}?${query}`, JSON_TYPE, tokenBody(unscoped, project));
    expect(body.token).not.toHaveProperty('catalog');
    expect(body.token).toHaveProperty('roles');
  });

  test.each([
    ['no scope', undefined, undefined],
    ['"unscoped"', 'unscoped', { kind: 'unscoped' }],
  ])('gives a token without roles and catalogue for %s', async (_name, scope, asked) => {
    const { status, body } = await facade.send(
      'POST',
      TOKENS,
      JSON_TYPE,
      tokenBody(await facade.login('alice'), scope),
    );
    expect(status).toBe(201);
    expect(body.token).not.toHaveProperty('catalog');
    expect(body.token).not.toHaveProperty('roles');
    expect(facade.identityService.scopes).toEqual([asked]);
  });

  test.each([
    ['a project that the user lacks', { project: { name: 'secret', domain: { name: 'acme' } } }],
    ['the system', { system: { all: true } }],
    ['a trust', { 'OS-TRUST:trust': { id: 'x' } }],
  ])('refuses %s with 401', async (_name, scope) => {
    const answer = await facade.send('POST', TOKENS, JSON_TYPE, tokenBody(await facade.login('alice'), scope));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${V3}"`);
  });

  test('names the members that did not answer', async () => {
    const unscoped = await facade.login('alice');
    facade.identityService.degraded = ['cloud-b', 'cloud-c'];
    const { status, headers } = await facade.send('POST', TOKENS, JSON_TYPE, tokenBody(unscoped, project));
    expect(status).toBe(201);
    expect(headers.get('x-scs-degraded')).toBe('cloud-b, cloud-c');
  });

  test.each([
    ['not JSON', JSON_TYPE, 'nope{', 'valid JSON in request body'],
    ['JSON but not an object', JSON_TYPE, '[]', 'valid JSON in request body'],
    ['not declared as JSON', { 'content-type': 'text/plain' }, '{}', 'application/json in Content-Type header'],
    ['empty', JSON_TYPE, undefined, 'auth in request body'],
  ])('refuses a body that is %s with Keystone’s 400', async (_name, headers, body, what) => {
    const answer = await facade.send('POST', TOKENS, headers, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(new RegExp(`^Expecting to find ${what}\\. The server could not comply`));
  });
});

describe('a token at /v3/auth/tokens', () => {
  test('is shown to its owner, with the catalogue and itself in the header', async () => {
    const token = await facade.login('alice', 'research');
    const answer = await facade.get(TOKENS, { 'x-auth-token': token, 'x-subject-token': token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-subject-token')).toBe(token);
    expect(answer.body.token.catalog).toEqual(catalogOf(PUBLIC));
    const bare = await facade.get(`${TOKENS}?nocatalog`, { 'x-auth-token': token, 'x-subject-token': token });
    expect(bare.body.token).not.toHaveProperty('catalog');
  });

  test('is shown to the same user’s other token', async () => {
    const [one, other] = [await facade.login('alice', 'research'), await facade.login('alice')];
    expect((await facade.get(TOKENS, { 'x-auth-token': one, 'x-subject-token': other })).status).toBe(200);
  });

  test('is 404 if it is not valid, 401 if the asking token is not', async () => {
    const token = await facade.login('alice');
    const badSubject = await facade.get(TOKENS, { 'x-auth-token': token, 'x-subject-token': 'bad' });
    expect([badSubject.status, badSubject.body.error.message]).toEqual([404, 'Failed to validate token']);
    expect((await facade.get(TOKENS, { 'x-auth-token': 'bad', 'x-subject-token': token })).status).toBe(401);
    expect((await facade.get(TOKENS, { 'x-subject-token': token })).status).toBe(401);
    expect((await facade.get(TOKENS, { 'x-auth-token': token })).status).toBe(403);
  });

  test('is gone after DELETE', async () => {
    const [revoked, other] = [await facade.login('alice', 'research'), await facade.login('alice')];
    const answer = await facade.send('DELETE', TOKENS, { 'x-auth-token': revoked, 'x-subject-token': revoked });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await facade.get('/identity/v3/projects', { 'x-auth-token': revoked })).status).toBe(401);
    expect((await facade.get(TOKENS, { 'x-auth-token': other, 'x-subject-token': revoked })).status).toBe(404);
  });

  test('is taken as Bearer too', async () => {
    const token = await facade.login('alice');
    expect((await facade.get('/identity/v3/auth/projects', { authorization: `bearer ${token}` })).status).toBe(200);
  });
});

describe('lists', () => {
  const names = (items: { name: string }[]) => items.map((item) => item.name);
  const asAlice = async (path: string, project?: string) =>
    facade.get(`/identity/v3${path}`, { 'x-auth-token': await facade.login('alice', project) });

  test.each(['/auth/projects', '/OS-FEDERATION/projects', '/projects?enabled', `/users/${ALICE.id}/projects`])(
    '%s gives the caller’s projects in Keystone’s shape',
    async (path) => {
      const { status, body } = await asAlice(path);
      expect(status).toBe(200);
      expect(names(body.projects)).toEqual(['research', 'teaching']);
      expect(body.links).toEqual({ next: null, self: `${V3}${path}`, previous: null });
      const keystone = sampleAsOurs('auth-projects').body.projects[0];
      expect(body.projects[0]).toEqual({
        ...keystone,
        id: RESEARCH.id,
        name: 'research',
        domain_id: RESEARCH.domain.id,
        parent_id: RESEARCH.domain.id,
        links: { self: `${V3}/projects/${RESEARCH.id}` },
      });
    },
  );

  test.each([
    ['name=teaching', ['teaching']],
    [`domain_id=${RESEARCH.domain.id}&name=research`, ['research']],
    [`parent_id=${RESEARCH.domain.id}`, ['research', 'teaching']],
    ['enabled', ['research', 'teaching']],
    ['enabled=True', ['research', 'teaching']],
    ['enabled&unheard_of=1', ['research', 'teaching']],
  ])('/projects honours ?%s', async (query, expected) => {
    const { body } = await asAlice(`/projects?${query}`);
    expect(names(body.projects)).toEqual(expected);
    expect(body.links.self).toBe(`${V3}/projects?${query}`);
  });

  // Only on 403 do clients take what they were given for an id; an empty list would be the end of `image add project`.
  test.each([
    ['/projects', 'list_projects'],
    ['/projects?unheard_of=1', 'list_projects'],
    ['/domains', 'list_domains'],
    ['/projects?name=nobody', 'list_projects'],
    ['/projects?domain_id=default', 'list_projects'],
    ['/projects?enabled=false', 'list_projects'],
    ['/projects?is_domain=true', 'list_projects'],
    ['/domains?name=nobody', 'list_domains'],
    [`/projects/${projectRef('acme', 'secret').id}`, 'get_project'],
    ['/projects/secret', 'get_project'],
    ['/domains/default', 'get_domain'],
  ])('what is not the caller’s is refused as Keystone does: %s', async (path, rule) => {
    const { status, body } = await asAlice(path);
    expect([status, body.error.message]).toEqual([
      403,
      `You are not authorized to perform the requested action: identity:${rule}.`,
    ]);
  });

  test('a project is shown by its id, and 403 where the caller has no part in it', async () => {
    expect((await asAlice(`/projects/${TEACHING.id}`)).body.project).toMatchObject({ name: 'teaching' });
    expect((await asAlice(`/projects/${projectRef('acme', 'secret').id}`)).status).toBe(403);
  });

  test('domains are those of the caller and of its projects', async () => {
    expect(names((await asAlice('/domains?name=acme')).body.domains)).toEqual(['acme']);
    expect((await asAlice(`/domains/${domainRef('acme').id}`)).body.domain.name).toBe('acme');
    expect((await asAlice('/auth/domains')).body.domains).toEqual([]);
    expect((await asAlice('/OS-FEDERATION/domains')).body.domains).toEqual([]);
  });

  test('a user sees itself and nobody else', async () => {
    const own = await asAlice(`/users/${ALICE.id}`);
    expect(own.body.user).toMatchObject({ id: ALICE.id, name: 'alice', domain_id: domainRef('acme').id });
    expect((await asAlice(`/users/${BOB.id}`)).status).toBe(403);
    expect((await asAlice(`/users/${BOB.id}/projects`)).status).toBe(403);
  });

  test('the catalogue needs a project, the system has nobody', async () => {
    expect((await asAlice('/auth/catalog')).status).toBe(403);
    expect((await asAlice('/auth/catalog', 'research')).body).toEqual({
      catalog: catalogOf(PUBLIC),
      links: { self: `${V3}/auth/catalog` },
    });
    expect((await asAlice('/auth/system')).body).toEqual({ system: [], links: { self: `${V3}/auth/system` } });
  });

  test('regions are listed for every caller, services and endpoints for a project', async () => {
    const regions = (await asAlice('/regions')).body.regions;
    expect(regions[0]).toEqual({
      id: 'cloud-a',
      description: '',
      parent_region_id: null,
      links: { self: `${V3}/regions/cloud-a` },
    });
    expect((await asAlice('/regions/cloud-b')).body.region.id).toBe('cloud-b');
    expect((await asAlice('/regions/nowhere')).status).toBe(404);
    expect((await asAlice('/services')).status).toBe(403);
    expect(names((await asAlice('/services?type=compute', 'research')).body.services)).toEqual(['nova']);
  });

  test('endpoints have Keystone’s keys and filters', async () => {
    const { body } = await asAlice('/endpoints?interface=public&region_id=cloud-b', 'research');
    expect(body.endpoints.map((endpoint: { url: string }) => endpoint.url)).toEqual([
      `${PUBLIC}/clouds/cloud-b/compute/v2.1`,
      `${PUBLIC}/identity/v3`,
    ]);
    expect(Object.keys(body.endpoints[0])).toEqual(Object.keys(sample('endpoints-admin').body.endpoints[0]));
    const one = await asAlice(`/endpoints/${body.endpoints[0].id}`, 'research');
    expect(one.body.endpoint).toEqual(body.endpoints[0]);
  });

  test('a region that only a member’s catalogue tells of is listed too', async () => {
    const other = await startFacade({ regions: () => ['cloud-a'] });
    const headers = { 'x-auth-token': await other.login('alice', 'research') };
    const { body } = await other.get('/identity/v3/regions', headers);
    await other.close();
    expect(body.regions.map((region: { id: string }) => region.id)).toEqual(['cloud-a', 'cloud-b']);
  });

  test('name the members whose part is missing', async () => {
    facade.identityService.degraded = ['cloud-b'];
    for (const path of ['/projects?enabled', '/auth/projects', '/domains?enabled', '/services', '/auth/catalog']) {
      const { headers } = await asAlice(path, 'research');
      expect([path, headers.get('x-scs-degraded')]).toEqual([path, 'cloud-b']);
    }
  });

  test('identity providers are shown without what only the operator knows', async () => {
    const { body } = await asAlice('/OS-FEDERATION/identity_providers');
    expect(body.identity_providers).toMatchObject([{ id: 'keycloak', enabled: true }]);
    expect((await asAlice('/OS-FEDERATION/identity_providers/keycloak/protocols/openid')).body.protocol.id).toBe(
      'openid',
    );
    expect((await asAlice('/OS-FEDERATION/identity_providers/nope')).status).toBe(403);
  });
});

describe('what Keystone lets a member see of its own', () => {
  const asAlice = async (path: string) =>
    facade.get(`/identity/v3${path}`, { 'x-auth-token': await facade.login('alice', 'research') });

  test.each([
    [`/users/${ALICE.id}/application_credentials`, 'application_credentials'],
    [`/users/${ALICE.id}/access_rules`, 'access_rules'],
    [`/users/${ALICE.id}/credentials/OS-EC2`, 'credentials'],
    ['/credentials', 'credentials'],
    [`/OS-TRUST/trusts?trustor_user_id=${ALICE.id}`, 'trusts'],
    ['/limits', 'limits'],
    ['/registered_limits', 'registered_limits'],
  ])('%s is an empty list', async (path, name) => {
    const { status, body } = await asAlice(path);
    expect([status, body]).toEqual([200, { [name]: [], links: { next: null, self: `${V3}${path}`, previous: null } }]);
  });

  test('groups are those of the login', async () => {
    const { body } = await asAlice(`/users/${ALICE.id}/groups`);
    expect(body.groups).toMatchObject([{ name: 'acme-research', domain_id: domainRef('acme').id }]);
    const token = await facade.login('alice');
    const shown = await facade.get(TOKENS, { 'x-auth-token': token, 'x-subject-token': token });
    expect(shown.body.token.user['OS-FEDERATION'].groups).toEqual([{ id: body.groups[0].id }]);
  });

  test('a project has no tags, the limit model is flat', async () => {
    expect((await asAlice(`/projects/${RESEARCH.id}/tags`)).body).toEqual({ links: { self: V3 }, tags: [] });
    expect((await asAlice('/limits/model')).body.model.name).toBe('flat');
  });

  test('credentials that would outlive the login are refused with the way that there is', async () => {
    const other = await startFacade({ nativeRegions: () => ['own-cloud'] });
    const headers = { 'x-auth-token': await other.login('alice', 'research'), ...JSON_TYPE };
    const path = `/identity/v3/users/${ALICE.id}/credentials/OS-EC2`;
    const { status, body } = await other.send('POST', path, headers, JSON.stringify({ tenant_id: RESEARCH.id }));
    await other.close();
    expect(status).toBe(403);
    expect(body.error.message).toContain('identity:ec2_create_credential.');
    expect(body.error.message).toContain(`${PUBLIC}/clouds/own-cloud/identity/v3`);
  });
});

test('an EC2 credential is refused with the clouds that make one for a user of the federation', async () => {
  const other = await startFacade({ ec2Regions: () => ['cloud-a', 'cloud-c'], nativeRegions: () => ['own-cloud'] });
  const headers = { 'x-auth-token': await other.login('alice', 'research'), ...JSON_TYPE };
  const path = `/users/${ALICE.id}/credentials/OS-EC2`;
  const { status, body } = await other.send('POST', `/identity/v3${path}`, headers, '{}');
  const { body: general } = await other.send('POST', '/identity/v3/credentials', headers, '{}');
  await other.close();
  expect(status).toBe(403);
  expect(body.error.message).toContain('identity:ec2_create_credential.');
  for (const region of ['cloud-a', 'cloud-c'])
    expect(body.error.message).toContain(`${PUBLIC}/clouds/${region}/identity/v3${path}`);
  expect(general.error.message).not.toContain('cloud-c');
});

describe('a refused login', () => {
  const password = JSON.stringify({
    auth: { identity: { methods: ['password'], password: { user: { id: 'x', password: 'secret-words' } } } },
  });
  const asked = async (overrides: Parameters<typeof startFacade>[0]) => {
    const other = await startFacade(overrides);
    const answer = await other.send('POST', TOKENS, JSON_TYPE, password);
    await other.close();
    expect(answer.status).toBe(401);
    return answer.body.error;
  };
  const entry = (id: string) => ({ id, protocol: 'openid', issuer: `https://${id}.example.org` });

  test('names the methods that are taken, where Keystone does', async () => {
    const error = await asked({});
    expect(error.identity).toEqual({ methods: ['token', 'application_credential', 'openid'] });
    expect(Object.keys(error)).toEqual(['code', 'identity', 'message', 'title']);
  });

  test('says what this gateway offers: its provider, one of several, the clouds’ own Keystones', async () => {
    expect((await asked({})).message).toContain('identity provider keycloak, protocol openid');
    const several = await asked({ identityProviders: () => [entry('one'), entry('two')] });
    expect(several.message).toContain('one of its identity providers');
    const native = await asked({ identityProviders: () => [], nativeRegions: () => ['own-cloud'] });
    expect(native.message).toContain(`${PUBLIC}/clouds/own-cloud/identity/v3`);
    expect(native.message).not.toContain('v3oidc');
    expect((await asked({ identityProviders: () => [] })).message).toContain('neither an identity provider nor');
    const many = await asked({ nativeRegions: () => Array.from({ length: 20 }, (_value, index) => `c${index}`) });
    expect(many.message.length).toBeLessThan(600);
  });

  test('a provider that is not there is named, and so is a protocol of another', async () => {
    const other = await startFacade({ identityProviders: () => [entry('one'), { ...entry('two'), protocol: 'jwt' }] });
    const at = async (idp: string, protocol: string) => {
      const path = `/identity/v3/OS-FEDERATION/identity_providers/${idp}/protocols/${protocol}/auth`;
      const { status, body } = await other.send('POST', path, { authorization: 'Bearer idp-alice' });
      return [status, body.error.message];
    };
    expect(await at('nope', 'openid')).toEqual([404, 'Could not find Identity Provider: nope.']);
    expect(await at('one', 'jwt')).toEqual([404, 'Could not find federated protocol jwt for Identity Provider: one.']);
    expect(await at('one', 'nope')).toEqual([401, 'Attempted to authenticate with an unsupported method.']);
    await other.close();
  });

  test('of OAuth 2.0 gets OAuth 2.0’s own errors', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const at = async (body: string) => {
      const answer = await facade.send('POST', '/identity/v3/OS-OAUTH2/token', form, body);
      return [answer.status, answer.body.error];
    };
    expect(await at('grant_type=client_credentials&client_id=x&client_secret=y')).toEqual([401, 'invalid_client']);
    expect(await at('grant_type=password')).toEqual([400, 'unsupported_grant_type']);
    expect(await at('')).toEqual([400, 'invalid_request']);
  });
});

describe('the gateway’s root as an auth URL', () => {
  test('/v3 is /identity/v3', async () => {
    expect((await facade.get('/v3')).body).toEqual((await facade.get('/identity/v3')).body);
    for (const login of [LOGIN.replace('/identity', ''), LOGIN.replace('/identity/v3', '')]) {
      expect((await facade.send('POST', login, { authorization: 'Bearer idp-alice' })).status).toBe(201);
    }
    const token = await facade.login('alice', 'research');
    const { body } = await facade.get('/v3/projects?name=research', { 'x-auth-token': token });
    expect(body.links.self).toBe(`${V3}/projects?name=research`);
    expect((await facade.get('/v3/nope')).body.error.code).toBe(404);
  });
});

describe('what belongs to administrators', () => {
  test.each([
    ['GET', '/roles', 'list_roles'],
    ['GET', '/role_assignments', 'list_role_assignments'],
    ['GET', '/users', 'list_users'],
    ['GET', '/groups', 'list_groups'],
    ['POST', '/projects', 'create_project'],
    ['PATCH', `/projects/${RESEARCH.id}`, 'update_project'],
    ['DELETE', '/regions/cloud-a', 'delete_region'],
    ['POST', '/services', 'create_service'],
    ['DELETE', '/endpoints/x', 'delete_endpoint'],
    ['PATCH', `/users/${ALICE.id}`, 'update_user'],
  ])('%s %s is refused in Keystone’s words: 401 before a login, 403 after', async (method, path, action) => {
    expect((await facade.send(method, `/identity/v3${path}`)).status).toBe(401);
    const headers = { 'x-auth-token': await facade.login('alice', 'research') };
    const { status, body } = await facade.send(method, `/identity/v3${path}`, headers);
    expect(status).toBe(403);
    expect(body.error.message).toBe(`You are not authorized to perform the requested action: identity:${action}.`);
  });
});

describe('the vendor profile', () => {
  test('lets clouds.yaml do with a host and the user’s own credentials', async () => {
    const { status, body } = await facade.get('/.well-known/openstack/api');
    expect(status).toBe(200);
    expect(body).toEqual({
      name: 'scs',
      profile: {
        auth: { auth_url: V3 },
        identity_api_version: '3',
        regions: ['cloud-a', 'cloud-b'],
        auth_type: 'v3oidcaccesstoken',
        identity_provider: 'keycloak',
        protocol: 'openid',
        discovery_endpoint: 'https://idp.example.org/realms/scs/.well-known/openid-configuration',
      },
    });
  });

  test('a cloud has one of its own, with an auth URL for its region alone', async () => {
    const other = await startFacade({ nativeRegions: () => ['own-cloud'] });
    const at = async (region: string) => (await other.get(`/.well-known/openstack/api/${region}`)).body;
    expect(await at('own-cloud')).toEqual({
      name: 'own-cloud',
      profile: {
        auth: { auth_url: `${PUBLIC}/clouds/own-cloud/identity/v3` },
        identity_api_version: '3',
        regions: ['own-cloud'],
      },
    });
    expect((await at('cloud-b')).profile).toMatchObject({
      auth: { auth_url: `${PUBLIC}/clouds/cloud-b/identity/v3` },
      regions: ['cloud-b'],
    });
    expect((await at('nowhere')).error.code).toBe(404);
    const all = (await other.get('/.well-known/openstack/api')).body;
    const regions = (await other.get('/identity/v3/regions', { 'x-auth-token': await other.login('alice') })).body;
    await other.close();
    expect(all.profile.regions).toEqual(['cloud-a', 'cloud-b']);
    expect(regions.regions.map(({ id }: { id: string }) => id)).toEqual(['cloud-a', 'cloud-b']);
  });

  test('of a gateway with one native cloud alone is that cloud’s', async () => {
    const nothing = { regions: () => [], identityProviders: () => [] };
    const other = await startFacade({ ...nothing, nativeRegions: () => ['own-cloud'] });
    const { body } = await other.get('/.well-known/openstack/api');
    await other.close();
    expect(body.profile).toMatchObject({ auth: { auth_url: `${PUBLIC}/clouds/own-cloud/identity/v3` } });
  });

  test('names no identity provider where there are several', async () => {
    const entry = (id: string) => ({ id, protocol: 'openid', issuer: `https://${id}.example.org` });
    const other = await startFacade({ identityProviders: () => [entry('one'), entry('two')] });
    const { body } = await other.get('/.well-known/openstack/api');
    await other.close();
    expect(body.profile).not.toHaveProperty('identity_provider');
    expect(body.profile).not.toHaveProperty('auth_type');
  });
});
