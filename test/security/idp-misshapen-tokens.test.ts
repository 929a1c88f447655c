// SPDX-License-Identifier: Apache-2.0
// The hole: tokens that are far too big, cut off, or no tokens at all reach a parser, a hash or a regular expression
// that costs more than the request did, or whose exception becomes a 500 that tells about the inside.
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import {
  createStandInIssuer,
  entry,
  gate,
  type StandInIssuer,
  segment,
} from '../unit/federation/identity/stand-in-issuer.ts';

let issuer: StandInIssuer;
beforeEach(async () => {
  issuer = await createStandInIssuer();
});

it.each([
  ['one long word', 'a'.repeat(1024 * 1024)],
  ['dots', '.'.repeat(1024 * 1024)],
  ['padding', `a${'='.repeat(1024 * 1024)}`],
])('a token of 1 MiB is refused before anything else happens: %s', async (_, token) => {
  const { providers, reasons } = gate([issuer], [entry()]);
  await expect(providers.authenticateAny(token)).rejects.toMatchObject({ code: 'unauthorized' });
  await expect(providers.authenticate('keycloak', 'openid', token)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(reasons()).toEqual(['tooLarge', 'tooLarge']);
});

it('a good token that grew too big is refused', async () => {
  const { providers, reasons } = gate([issuer], [entry()]);
  const token = await issuer.token({ padding: 'x'.repeat(16 * 1024) });
  await expect(providers.authenticateAny(token)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(reasons()).toEqual(['tooLarge']);
});

it('a token cut off at any place is refused, and never shown to the introspection endpoint', async () => {
  const introspection = {
    endpoint: `${issuer.issuer}/introspect`,
    clientId: 'gateway',
    clientSecret: { reveal: () => 'secret' },
  };
  const { providers } = gate([issuer], [entry({ introspection })]);
  const token = await issuer.token();
  const headerEnd = token.indexOf('.');
  for (let length = headerEnd; length < token.length; length += 1) {
    await expect(providers.authenticateAny(token.slice(0, length))).rejects.toMatchObject({ code: 'unauthorized' });
  }
  expect(issuer.count(introspection.endpoint)).toBe(0);
  await providers.authenticateAny(token);
});

it('deeply nested JSON is refused without a crash', async () => {
  const { providers } = gate([issuer], [entry()]);
  const deep = Buffer.from(`{"iss":${'['.repeat(5000)}${']'.repeat(5000)}}`).toString('base64url');
  for (const token of [`${segment({ alg: 'ES256' })}.${deep}.AAAA`, `${deep}.${segment({})}.AAAA`]) {
    await expect(providers.authenticateAny(token)).rejects.toMatchObject({ code: 'unauthorized' });
  }
});

it('whatever else is sent as a token ends in 401', async () => {
  const { providers } = gate([issuer], [entry()]);
  const part = fc.oneof(
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
    fc.string(),
  );
  const header = fc.record({ alg: fc.constantFrom('ES256', 'none', 7), kid: fc.anything(), typ: fc.anything() });
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
    fc.tuple(header, part).map(([head, rest]) => `${Buffer.from(fc.stringify(head)).toString('base64url')}.${rest}.AA`),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (token) => {
      await expect(providers.authenticateAny(token)).rejects.toMatchObject({ code: 'unauthorized' });
      await expect(providers.authenticate('keycloak', 'openid', token)).rejects.toMatchObject({ code: 'unauthorized' });
    }),
    { numRuns: 300 },
  );
});
