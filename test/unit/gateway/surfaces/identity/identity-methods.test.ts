// SPDX-License-Identifier: Apache-2.0
// A method of logging in is one file and one line: shown with two that the gateway does not offer, as Keystone has them.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCounters } from '../../../../../src/gateway/limits/counters.ts';
import { createLimits } from '../../../../../src/gateway/limits/index.ts';
import { expecting } from '../../../../../src/gateway/surfaces/identity/error.ts';
import { defineMethod } from '../../../../../src/gateway/surfaces/identity/identity-method.ts';
import { METHODS } from '../../../../../src/gateway/surfaces/identity/methods/index.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import { ALICE, RESEARCH } from './fake-identity-service.ts';
import { type Answer, type Facade, JSON_TYPE, startFacade, tokenBody } from './start-facade.ts';

const text = Type.String({ secret: true });

const password = defineMethod({
  name: 'password',
  schema: Type.Object(
    {
      user: Type.Object({
        name: Type.Optional(Type.String()),
        domain: Type.Optional(Type.Object({ name: Type.Optional(Type.String()) })),
        password: text,
      }),
    },
    { secret: true },
  ),
  parse({ user }) {
    if (user.domain?.name === undefined) throw expecting('domain', 'user');
    return { name: user.name, domain: user.domain.name, password: user.password };
  },
  async authenticate({ name, password: shown }) {
    if (name === 'alice' && shown === 'wonderland') return { principal: ALICE, methods: ['password'] };
    throw new GatewayError('unauthorized', { detail: `no such user or another password: ${name}` });
  },
});

const applicationCredential = defineMethod({
  name: 'application_credential',
  schema: Type.Object({ id: Type.String(), secret: text }, { secret: true }),
  parse({ id, secret }, scope) {
    if (scope !== undefined)
      throw new GatewayError('unauthorized', { message: 'Application credentials cannot request a scope.' });
    return { id, secret };
  },
  async authenticate({ secret }) {
    if (secret === 'ended') throw new GatewayError('unauthorized', { reason: 'expired', detail: 'ended' });
    return {
      principal: ALICE,
      methods: ['application_credential'],
      scope: { kind: 'project', id: RESEARCH.id },
      notAfter: Date.now() + 1_000,
    };
  },
});

it('the list has what each file beside it exports, named as the file', async () => {
  const folder = join(import.meta.dirname, '../../../../../src/gateway/surfaces/identity/methods');
  // Not in a body: OS-FEDERATION has URLs of its own.
  const files = globSync('*.ts', { cwd: folder }).filter((file) => !['index.ts', 'federated.ts'].includes(file));
  const exported = await Promise.all(files.map(async (file) => Object.values(await import(join(folder, file)))));
  expect(new Set(exported.flat())).toEqual(new Set(METHODS));
  expect(files.sort()).toEqual(METHODS.map(({ name }) => `${name.replaceAll('_', '-')}.ts`).sort());
});

describe('a further method of logging in', () => {
  let facade: Facade;
  beforeEach(async () => {
    const counters = createCounters({ now: Date.now });
    const limits = createLimits({
      people: counters,
      addresses: counters,
      rates: () => ({
        user: { login: { quota: 4, period: 3_600_000 } },
        project: {},
        address: { failed: { quota: 2, period: 3_600_000 } },
        members: new Map(),
        clusters: new Map(),
      }),
    });
    const others = METHODS.filter(({ name }) => name !== 'application_credential');
    facade = await startFacade({ limits }, [...others, password, applicationCredential]);
  });
  afterEach(() => facade.close());

  const ask = (identity: object, scope?: unknown): Promise<Answer> =>
    facade.send('POST', '/identity/v3/auth/tokens', JSON_TYPE, JSON.stringify({ auth: { identity, scope } }));
  const byPassword = (shown: string, scope?: unknown, domain: object | undefined = { name: 'acme' }) =>
    ask({ methods: ['password'], password: { user: { name: 'alice', domain, password: shown } } }, scope);
  const byCredential = (secret: string, scope?: unknown) =>
    ask({ methods: ['application_credential'], application_credential: { id: 'x', secret } }, scope);
  const project = { project: { name: 'research', domain: { name: 'acme' } } };

  it('gives a token in the scope that is asked for, which names the method', async () => {
    const scoped = await byPassword('wonderland', project);
    expect(scoped.status).toBe(201);
    expect(scoped.body.token).toMatchObject({ methods: ['password'], project: { id: RESEARCH.id } });
    expect(scoped.body.token.audit_ids).toHaveLength(1);
    const token = scoped.headers.get('x-subject-token') ?? '';
    const again = await facade.send('POST', '/identity/v3/auth/tokens', JSON_TYPE, tokenBody(token, 'unscoped'));
    expect(again.body.token.methods).toEqual(['password', 'token']);
    expect((await byPassword('wonderland')).body.token).not.toHaveProperty('project');
  });

  it('that is bound to a scope gives no other', async () => {
    const { status, body } = await byCredential('x');
    expect([status, body.token.project.id]).toEqual([201, RESEARCH.id]);
    const refused = await byCredential('x', project);
    expect([refused.status, refused.body.error.message]).toEqual([
      401,
      'Application credentials cannot request a scope.',
    ]);
  });

  it('has its part of the body checked in the words of Keystone, without its secrets', async () => {
    const missing = await ask({ methods: ['password'], password: { user: { name: 'alice' } } });
    expect([missing.status, missing.body.error.message]).toEqual([
      400,
      "Invalid input for field 'identity/password/user': 'password' is a required property",
    ]);
    const { body, status } = await ask({ methods: ['password'], password: 's3cret' });
    expect([status, body.error.message]).toEqual([
      400,
      "Invalid input for field 'identity/password': the value is not of type 'object'",
    ]);
    expect((await byPassword('x', undefined, {})).body.error.message).toMatch(/^Expecting to find domain in user\./);
    expect((await ask({ methods: ['password'] })).body.error.message).toMatch(
      /^Expecting to find password in identity/,
    );
  });

  it('that fails counts against the address; one that was good once does not', async () => {
    for (let i = 0; i < 4; i++) expect((await byCredential('ended')).status).toBe(401);
    expect([(await byPassword('guess')).status, (await byPassword('guess')).status]).toEqual([401, 401]);
    expect((await byPassword('wonderland')).status).toBe(429);
  });

  it('counts as a login of the user, whatever the method, before any member is asked', async () => {
    const issue = vi.spyOn(facade.identityService, 'issue');
    for (let i = 0; i < 4; i++) expect((await byPassword('wonderland', project)).status).toBe(201);
    expect((await byCredential('x')).status).toBe(429);
    expect(issue).toHaveBeenCalledTimes(4);
  });

  it('is not taken together with another', async () => {
    const token = { id: await facade.login('alice') };
    const both = { methods: ['token', 'password'], token, password: { user: { password: 'wonderland' } } };
    expect((await ask(both)).status).toBe(401);
  });

  it('leaves the reasons of those that are not offered', async () => {
    const { status, body } = await ask({ methods: ['totp'], totp: {} });
    expect([status, body.error.message]).toEqual([401, expect.stringContaining('does not accept the method totp')]);
  });
});
