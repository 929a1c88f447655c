// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTokenAnswer } from '../../../src/federation/token-answer.ts';

const fixtures = new URL('../gateway/surfaces/identity/fixtures/', import.meta.url);
const fixture = (name: string) => {
  const { status, headers, body } = JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
  const lower = Object.fromEntries(Object.entries<string>(headers).map(([key, value]) => [key.toLowerCase(), value]));
  return { status: status as number, headers: lower, body: JSON.stringify(body) };
};
const read = (body: unknown, status = 201, headers: Record<string, string> = { 'x-subject-token': 't' }) =>
  readTokenAnswer({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, 'cloud-a');
const USER = { id: 'u', name: 'n', domain: { id: 'd', name: 'D' } };
const END = '2026-11-23T14:28:01.000000Z';

describe("a member's token answer", () => {
  it('of a scoped token gives user, project, roles, catalogue and end', () => {
    const token = readTokenAnswer(fixture('token-create.json'), 'cloud-a');
    expect(token).toMatchObject({
      token: 'gAAAA...cut',
      expiresAt: Date.parse('2026-11-23T14:28:01Z'),
      user: { name: 'demo', domain: { id: 'default', name: 'Default' } },
      project: { id: 'cc8532205e5241f9b5cf2c7d3bc4e67b', name: 'demo', domain: { name: 'Default' } },
    });
    expect(token.roles.map(({ name }) => name)).toEqual(['reader', 'member']);
    expect(token.catalog.map(({ type }) => type)).toEqual(
      JSON.parse(fixture('token-create.json').body).token.catalog.map(({ type }: { type: string }) => type),
    );
    expect(token.catalog.every(({ endpoints }) => endpoints.every(({ url, region }) => url && region))).toBe(true);
  });

  it('of a federated, unscoped token has no project and no catalogue', () => {
    const token = readTokenAnswer(fixture('federation-auth.json'), 'cloud-a');
    expect(token).toMatchObject({ user: { name: 'alice', domain: { name: 'hub' } }, roles: [], catalog: [] });
    expect('project' in token || 'domain' in token).toBe(false);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unauthorized'],
    [500, 'memberUnreachable'],
    [503, 'memberUnreachable'],
    [300, 'memberGarbage'],
    [400, 'memberGarbage'],
    [429, 'memberGarbage'],
    [204, 'memberGarbage'],
  ])('of status %i fails with %s, naming the cloud', (status, code) => {
    const body = { token: { user: USER, expires_at: END } };
    expect(() => read(body, status)).toThrow(expect.objectContaining({ code, cloud: 'cloud-a' }));
  });

  it.each([
    ['empty', ''],
    ['HTML', '<html>'],
    ['null', 'null'],
    ['a text', '"token"'],
    ['no user', { token: { expires_at: END } }],
    ['a user that is a text', { token: { user: 'u', expires_at: END } }],
    ['an id that is a number', { token: { user: { ...USER, id: 7 }, expires_at: END } }],
    ['no end', { token: { user: USER } }],
    ['an end that is none', { token: { user: USER, expires_at: 'never' } }],
  ])('that cannot be used is garbage: %s', (_name, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'memberGarbage' }));
  });

  it.each([
    ['no name', [{ id: 'r' }]],
    ['a name that is a number', [{ id: 'r', name: 7 }]],
    ['an empty name', [{ id: 'r', name: '' }]],
    ['a name with a line end', [{ id: 'r', name: 'member\nadmin' }]],
    ['a name longer than Keystone stores', [{ id: 'r', name: 'r'.repeat(256) }]],
  ])('with a role that has %s is garbage, and the reason says so', (_what, roles) => {
    expect(() => read({ token: { user: USER, expires_at: END, roles } })).toThrow(
      expect.objectContaining({ code: 'memberGarbage', detail: expect.stringMatching(/^cloud-a's token has .*role/) }),
    );
  });

  it('without the token itself is garbage', () => {
    expect(() => read({ token: { user: USER, expires_at: END } }, 201, {})).toThrow(
      expect.objectContaining({ code: 'memberGarbage' }),
    );
  });

  it('with odd parts keeps what can be used', () => {
    const endpoints = [null, 7, { url: null }, { url: 'no url' }, { url: 'http://127.0.0.1/', region: 'R' }];
    const { roles, catalog, ...rest } = read({
      token: {
        user: USER,
        expires_at: END,
        project: null,
        roles: [null, 'x', { id: 'r', name: 'reader', domain_id: null }],
        catalog: [null, 'x', { type: 7 }, { type: 'compute' }, { type: 'compute', endpoints }],
      },
    });
    expect(roles).toEqual([{ id: 'r', name: 'reader' }]);
    expect(catalog).toEqual([
      {
        id: '',
        type: 'compute',
        name: '',
        endpoints: [{ id: '', interface: undefined, region: 'R', region_id: 'R', url: 'http://127.0.0.1/' }],
      },
    ]);
    expect(rest).not.toHaveProperty('project');
    expect(read({ token: { user: USER, expires_at: END, roles: {}, catalog: {} } })).toMatchObject({
      roles: [],
      catalog: [],
    });
  });
});
