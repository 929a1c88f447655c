// SPDX-License-Identifier: Apache-2.0
// A login in a browser is the login under which something was kept for clouds.
import { afterAll, expect, it } from 'vitest';
import type { Authenticated } from '../../../../../src/model/identity-service.ts';
import { ALICE, fakeIdentityService } from './fake-identity-service.ts';
import { PUBLIC, startFacade } from './start-facade.ts';

const ends: (() => unknown)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

it('a browser’s token has the audit id by which tokens for clouds were kept, so that they are found and go with it', async () => {
  const dashboard = 'https://horizon.example.org/auth/websso/';
  const asked: Authenticated[] = [];
  const service = fakeIdentityService(PUBLIC);
  let state = '';
  const facade = await startFacade({
    identityService: {
      ...service,
      authenticate: async () => ({ principal: ALICE, expiresAt: Date.now() + 60_000, login: 'kept' }),
      issue: (proven, scope) => {
        asked.push(proven);
        return service.issue(proven, scope);
      },
    },
    webSso: {
      logins: () => [
        {
          ...{ id: 'keycloak', protocol: 'openid', end: async () => undefined },
          async begin(attempt) {
            ({ state } = attempt);
            return 'https://idp.example.org/auth';
          },
          finish: async () => ({ bearer: 'idp-alice' }),
        },
      ],
      trustedDashboards: () => [dashboard],
      sendReferrer: () => false,
      seal: { close: (plain) => Buffer.from(plain).toString('base64url'), open: (text) => atob(text) },
      store: { add: async () => true },
      now: Date.now,
    },
  });
  ends.push(() => facade.close());
  const begun = await facade.get(`/identity/v3/auth/OS-FEDERATION/websso/openid?origin=${dashboard}`);
  const [cookie = ''] = begun.headers.getSetCookie()[0]?.split(';') ?? [];
  const page = await facade.get(`/identity/v3/auth/websso/callback/keycloak?state=${state}&code=c`, { cookie });
  expect([page.status, asked]).toEqual([200, [expect.objectContaining({ login: 'kept' })]]);
});
