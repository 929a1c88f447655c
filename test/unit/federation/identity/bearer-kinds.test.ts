// SPDX-License-Identifier: Apache-2.0
// A kind of bearer token is one file and one line: shown with one that is made up, beside those that there are.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { defineBearer } from '../../../../src/federation/identity/bearer-kind.ts';
import { BEARERS } from '../../../../src/federation/identity/bearers/index.ts';
import { createIdentityProviders } from '../../../../src/federation/identity/index.ts';
import { type CheckOutcome, pass, refuse } from '../../../../src/federation/identity/options.ts';
import { createStandInIssuer, entry, goodClaims, START, type StandInIssuer } from './stand-in-issuer.ts';

it('the list has what each file beside it exports, named as the file, and what takes the rest comes last', async () => {
  const folder = join(import.meta.dirname, '../../../../src/federation/identity/bearers');
  const files = globSync('*.ts', { cwd: folder }).filter((file) => file !== 'index.ts');
  const exported = await Promise.all(files.map(async (file) => Object.values(await import(join(folder, file)))));
  expect(new Set(exported.flat())).toEqual(new Set(BEARERS));
  expect(files.sort()).toEqual(BEARERS.map(({ kind }) => `${kind}.ts`).sort());
  expect(BEARERS.map(({ read }) => read('anything') !== undefined)).toEqual([false, true]);
});

describe('a further kind of token', () => {
  interface Ticket {
    readonly kind: 'ticket';
    readonly realm: string;
  }
  const closed: string[] = [];
  const ticket = defineBearer<Ticket>({
    kind: 'ticket',
    outcomes: { verified: 'verified', unavailable: 'noKeys' },
    read: (token) => (token.startsWith('tkt-') ? pass({ kind: 'ticket', realm: token.slice(4) }) : undefined),
    takes: ({ domain }) => domain === 'tickets',
    find(_bearer, providers) {
      const provider = providers.find((one) => one.takes('ticket'));
      return provider === undefined ? refuse('unknownIssuer') : pass(provider);
    },
    connect: (options) => ({
      verify: async (_token, { realm }) =>
        realm === 'good'
          ? pass({ claims: goodClaims(), validity: { expiresAt: START + 1_000 } })
          : refuse('signature', `${realm} at ${options.id}`),
      close: () => void closed.push(options.id),
    }),
  });

  let issuer: StandInIssuer;
  let outcomes: CheckOutcome[];
  beforeEach(async () => {
    issuer = await createStandInIssuer();
    outcomes = [];
  });
  const providers = () =>
    createIdentityProviders(
      [entry(), entry({ id: 'tickets', issuer: 'https://tickets.example.org', domain: 'tickets' })],
      { now: () => START, fetch: issuer.fetch, onCheck: (outcome) => outcomes.push(outcome) },
      [ticket, ...BEARERS],
    );

  it('is read, finds its provider, and proves a user by the rules of the entry', async () => {
    const { principal, expiresAt } = await providers().authenticateAny('tkt-good');
    expect(principal).toMatchObject({ name: 'alice', domain: 'tickets', identityProvider: 'tickets' });
    expect(expiresAt).toBe(START + 1_000);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ provider: 'tickets', outcome: 'ok', reason: 'verified' }),
    );
  });

  it('is refused by its own reason, and by nobody else', async () => {
    await expect(providers().authenticateAny('tkt-bad')).rejects.toMatchObject({
      status: 401,
      detail: 'tickets: signature (bad at tickets)',
    });
  });

  it('leaves the others as they are', async () => {
    const all = providers();
    expect((await all.authenticateAny(await issuer.token())).principal.identityProvider).toBe('keycloak');
    await expect(all.authenticateAny('an-opaque-one')).rejects.toMatchObject({ detail: 'unknown: opaque' });
    all.close();
    expect(closed).toEqual(['keycloak', 'tickets']);
  });
});
