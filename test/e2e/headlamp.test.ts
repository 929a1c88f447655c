// SPDX-License-Identifier: Apache-2.0
// The kubeconfig of docs/tools/headlamp.md and the login that Headlamp does with it: authorization code with the client's
// secret (backend/cmd/headlamp.go, /oidc and /oidc-callback), then the ID token as Bearer. With Headlamp itself:
// test/programs/headlamp.test.ts.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBrowser } from './browser.ts';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';
import { type HeadlampKubeconfig, headlampAt } from './headlamp.ts';

const CALLBACK = 'http://localhost:4466/oidc-callback';

let h: ClusterHarness;
let kubeconfig: HeadlampKubeconfig;
beforeAll(async () => {
  h = await startClusterHarness();
  kubeconfig = await headlampAt(h);
});
afterAll(() => h.close());

/** What the provider gives to Headlamp for a code. */
async function signIn(browser: ReturnType<typeof createBrowser>, config: Record<string, string>) {
  const { 'client-id': client = '', 'client-secret': secret = '', 'idp-issuer-url': issuer = '', scope = '' } = config;
  const query = new URLSearchParams({
    ...{ client_id: client, response_type: 'code', redirect_uri: CALLBACK, state: 's' },
    scope: ['openid', ...scope.split(',')].join(' '),
  });
  let page = await browser(`${issuer}/auth?${query}`);
  const asked = !page.url.startsWith(CALLBACK);
  if (asked) page = await browser(page.url, { login: 'alice', password: 'alice-pw' });
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(page.url).searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
    }),
  });
  return { asked, tokens: (await answer.json()) as { id_token: string; refresh_token?: string } };
}

it('one login at the provider opens every cluster of Headlamp’s kubeconfig, by the provider’s ID token', async () => {
  const browser = createBrowser(h.idp.issuer);
  const asked: boolean[] = [];
  for (const { context } of kubeconfig.contexts) {
    const { user } = kubeconfig.users.find(({ name }) => name === context.user) ?? {};
    const { cluster } = kubeconfig.clusters.find(({ name }) => name === context.cluster) ?? {};
    const signedIn = await signIn(browser, user?.['auth-provider'].config ?? {});
    asked.push(signedIn.asked);
    const { pathname } = new URL(cluster?.server ?? '');
    const { id_token: token } = signedIn.tokens;
    const { status, body } = await h.send('GET', `${pathname}/api/v1/namespaces/default/pods`, { token });
    expect([status, body.kind]).toEqual([200, 'PodList']);
    expect((await h.send('GET', `${pathname}/api/v1/namespaces/default/pods`, { token: 'another' })).status).toBe(401);
  }
  expect(asked).toEqual([true, false]);
});

it('an ID token for a client that the gateway does not name opens nothing', async () => {
  await h.reload((file) => {
    file.identityProviders[0].audiences = ['scs-gateway'];
  });
  const config = kubeconfig.users[0]?.user['auth-provider'].config ?? {};
  const { id_token: token } = (await signIn(createBrowser(h.idp.issuer), config)).tokens;
  expect((await h.send('GET', '/k8s/hub/api/v1/namespaces/default/pods', { token })).status).toBe(401);
});
