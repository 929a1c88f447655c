// SPDX-License-Identifier: Apache-2.0
// A login in a browser with an offline refresh token: kept sealed for the owner of a credential, not for anybody else, and the
// owner is asked about by it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BEGIN, Browser, DASHBOARD, startWebSsoHouse, tokenIn, type WebSsoHouse } from './websso-house.ts';

let house: WebSsoHouse;
beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change((file) => {
    const entry = file.identityProviders.at(-1);
    entry.login.scope = 'openid profile groups offline_access';
    // Alone, so that its groups are called at the clouds as they are here.
    file.identityProviders = [Object.assign(entry, { domain: 'acme' })];
    entry.ownerGroups = { kind: 'refresh-token', every: '10s' };
  });
});
afterAll(() => house.close());

const refreshed = async (): Promise<number> => {
  const text = await (await fetch(`${house.gateway.operationsUrl}/metrics`)).text();
  return Number(/owner_refreshes_total\{[^}]*outcome="refreshed"\} (\d+)/.exec(text)?.[1] ?? 0);
};

it('a login in a browser leaves a refresh token, by which the owner of a credential is asked about', {
  timeout: 120_000,
}, async () => {
  const browser = new Browser();
  const page = await browser.get(await browser.logIn(`${house.url}${BEGIN}?origin=${DASHBOARD}`, 'alice', house.url));
  const unscoped = tokenIn(page);
  const identity = { methods: ['token'], token: { id: unscoped } };
  const scope = { project: { name: 'research', domain: { name: 'acme' } } };
  const scoped = await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity, scope } } });
  expect(scoped.status).toBe(201);
  const token = scoped.headers.get('x-subject-token') ?? '';
  const path = `/identity/v3/users/${scoped.body.token.user.id}/application_credentials`;
  const made = await house.send('POST', path, { token, json: { application_credential: { name: 'c' } } });
  expect(made.status).toBe(201);
  // Twice: what came back is what is used the next time.
  await expect.poll(refreshed, { timeout: 100_000, interval: 500 }).toBeGreaterThan(1);
  expect(house.log.join('')).not.toMatch(/refresh_token|cannot be asked about/);
});
