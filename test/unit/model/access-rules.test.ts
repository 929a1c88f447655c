// SPDX-License-Identifier: Apache-2.0
// Access rules allow what Keystone's middleware would, and nothing that a server could read as something else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allows, pathMatches, wildcardsIn } from '../../../src/model/access-rules.ts';

test.each([
  ['/v2.1/servers', '/v2.1/servers', true],
  ['/v2.1/servers', '/v2.1/servers/', false],
  ['/v2.1/servers', '/v2x1/servers', false],
  ['/v2.1/servers/*', '/v2.1/servers/1', true],
  ['/v2.1/servers/*', '/v2.1/servers/', false],
  ['/v2.1/servers/*', '/v2.1/servers/1/action', false],
  ['/v2.1/servers/{id}/action', '/v2.1/servers/1/action', true],
  ['/v2.1/servers/{id}/action', '/v2.1/servers/1/2/action', false],
  ['/v2.1/**', '/v2.1/', true],
  ['/v2.1/**', '/v2.1/servers/1/action', true],
  ['/v2.1/**', '/v2.1', false],
  ['/**/action', '/v2.1/servers/1/action', true],
  ['/**/action', '/v2.1/servers/1/actions', false],
  ['/v2/**/file', '/v2/images/1/file', true],
  ['/a*b', '/axxb', true],
  ['/a*b', '/ab', false],
  ['/', '/', true],
  ['', '', true],
])('the pattern %s and the path %s: %s', (pattern, path, matches) => {
  expect(pathMatches(pattern, path)).toBe(matches);
});

/** As keystonemiddleware's `_path_matches` builds it, with literals escaped. */
const expressionOf = (pattern: string): RegExp =>
  new RegExp(
    `^${[...pattern.matchAll(/(\{[^}]*\})|(\*(?=$|[^*]))|(\*\*)|([^{}*])/g)]
      .map(([, tag, one, any, literal = '']) =>
        tag || one ? '[^/]+' : any ? '.*' : literal.replace(/[.*+?^$()|[\]\\/{}]/g, '\\$&'),
      )
      .join('')}$`,
  );

test('patterns match the paths that the middleware’s expression matches', () => {
  const piece = fc.constantFrom('/', 'a', 'b', '.', '*', '**', '{x}', 'v2');
  const pattern = fc.array(piece, { maxLength: 8 }).map((parts) => `/${parts.join('')}`);
  const path = fc
    .array(fc.constantFrom('/', 'a', 'b', '.', 'v2'), { maxLength: 8 })
    .map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(pattern, path, (p, q) => {
      expect(pathMatches(p, q)).toBe(expressionOf(p).test(q));
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern that would make an expression explode is matched in bounded steps', () => {
  const pattern = `/${'**a'.repeat(16)}b`;
  expect(wildcardsIn(pattern)).toBe(16);
  const began = performance.now();
  expect(pathMatches(pattern, `/${'a'.repeat(4_000)}`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
});

const rule = { id: '1', service: 'compute', method: 'GET', path: '/v2.1/servers/*' };
const typeOf = (type: string): string => (type === 'volumev3' ? 'block-storage' : type);
const asked = (path: string, method = 'GET', service = 'compute') => allows([rule], { service, method, path }, typeOf);

test.each([
  '/v2.1/servers/1%2Faction',
  '/v2.1/servers/%2e%2e',
  '/v2.1/servers/..',
  '/v2.1/servers/.',
  '/v2.1/servers//',
  '/v2.1//servers/1',
  '/v2.1/servers/1;x=/../2',
  '/v2.1/servers/1%3Bx',
  '/v2.1/servers/1%5Caction',
  '/v2.1/servers/1\\action',
  '/v2.1/servers/1%252Faction',
  '/v2.1/servers/1%00',
  '/v2.1/servers/1%0a',
  '/v2.1/servers/%zz',
  '/v2.1/servers/%ff',
  '/V2.1/servers/1',
  '/v2.1/Servers/1',
  `/v2.1/servers/${'1'.repeat(5_000)}`,
])('no rule allows %s', (path) => {
  expect(asked(path)).toBe(false);
});

test('method and service must be the rule’s own, by any of a service’s names', () => {
  expect(asked('/v2.1/servers/1')).toBe(true);
  expect(asked('/v2.1/%73ervers/1')).toBe(true);
  for (const method of ['HEAD', 'POST', 'get', 'COPY', 'OPTIONS']) expect(asked('/v2.1/servers/1', method)).toBe(false);
  expect(asked('/v2.1/servers/1', 'GET', 'network')).toBe(false);
  const volumes = { ...rule, service: 'volumev3', path: '/v3/**' };
  expect(allows([volumes], { service: 'block-storage', method: 'GET', path: '/v3/x' }, typeOf)).toBe(true);
  expect(allows([], { service: 'compute', method: 'GET', path: '/' }, typeOf)).toBe(false);
});
