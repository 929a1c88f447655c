// SPDX-License-Identifier: Apache-2.0
// A gateway with logins in a browser, and a browser as far as they need one: cookies, redirects of the provider, its login page.
import { DEMO_USERS, type Idp, type IdpOptions, startIdp } from '../../demo/idp.ts';
import { type ConfigFile, type Harness, type HarnessOptions, startHarness } from '../e2e/harness.ts';

export const DASHBOARD = 'https://horizon.example.org/auth/websso/';
export const CLI = 'http://localhost:9990/auth/websso/';
const FEDERATION = '/identity/v3/auth/OS-FEDERATION';
export const BEGIN = `${FEDERATION}/websso/openid`;
export const beginAt = (idp: string): string => `${FEDERATION}/identity_providers/${idp}/protocols/openid/websso`;

export interface WebSsoHouse extends Harness {
  /** The provider whose client for browsers the gateway has. */
  readonly provider: Idp;
  /** Changes the configuration of the running gateway. */
  change(how: (file: ConfigFile) => void): Promise<void>;
}

export async function startWebSsoHouse(
  gateway: object = {},
  more: Omit<HarnessOptions, 'gateway'> = {},
  idp: Pick<IdpOptions, 'users' | 'tokenLifetime'> = {},
): Promise<WebSsoHouse> {
  const house = await startHarness({
    ...more,
    gateway: {
      websso: { trustedDashboards: [DASHBOARD, CLI] },
      limits: { loopLag: 'off', address: { login: 'off', failed: 'off' } },
      ...gateway,
    },
  });
  const provider = await startIdp({ users: DEMO_USERS, ...idp, clients: [clientOf(house.url, 'browsers')] });
  const change = async (how: (file: ConfigFile) => void): Promise<void> =>
    house.gateway.reconfigure(
      await house.changed((file) => {
        file.identityProviders.push(entryOf('browsers', provider));
        how(file);
      }),
    );
  await change(() => undefined);
  return {
    ...house,
    provider,
    change,
    async close() {
      await provider.close();
      await house.close();
    },
  };
}

/** The clouds' mappings give people of the second provider what those of the first have. */
export function plainGroups({ clouds }: ConfigFile): void {
  for (const { openstack } of clouds) openstack.strategy.groupNames = 'plain';
}

export const clientOf = (url: string, id: string) => ({
  client_id: 'gateway-login',
  token_endpoint_auth_method: 'none' as const,
  redirect_uris: [`${url}/identity/v3/auth/websso/callback/${id}`],
  post_logout_redirect_uris: [`${url}/identity/v3/auth/websso/logged-out`],
  application_type: 'native' as const,
  grant_types: ['authorization_code', 'refresh_token'],
});

export const entryOf = (id: string, { issuer }: Pick<Idp, 'issuer'>) => ({
  id,
  issuer,
  audiences: ['scs-gateway'],
  domain: `domain-${id}`,
  groups: ['^acme-'],
  login: { clientId: 'gateway-login', scope: 'openid profile groups' },
});

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/** Cookies by origin; a redirect is followed by hand. */
export class Browser {
  readonly jars = new Map<string, Map<string, string>>();
  /** One that trusts an authority of its own, where there is one. */
  fetch: typeof fetch = fetch;

  async get(url: string, init: RequestInit = {}): Promise<Page> {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...(init.headers as object) };
    const answer = await this.fetch.call(undefined, url, { ...init, headers, redirect: 'manual' });
    for (const field of answer.headers.getSetCookie()) {
      const [pair = ''] = field.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(field) || pair.endsWith('=')) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: answer.status, url, text: await answer.text(), headers: answer.headers };
  }

  /** From a redirect to the provider, through its login page, up to the URL of the gateway that it leads back to. */
  async logIn(to: string, user: string, stopAt: string): Promise<string> {
    let page = await this.get(to);
    for (let steps = 0; steps < 10; steps += 1) {
      const location = page.headers.get('location');
      if (location !== null) {
        const next = new URL(location, page.url).href;
        if (next.startsWith(stopAt)) return next;
        page = await this.get(next);
      } else {
        const password = DEMO_USERS.find(({ name }) => name === user)?.password ?? '';
        page = await this.get(page.url, { method: 'POST', body: new URLSearchParams({ login: user, password }) });
      }
    }
    throw new Error(`no way back: ${page.status} ${page.text}`);
  }
}

export const tokenIn = (page: Page): string => /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
