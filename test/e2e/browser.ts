// SPDX-License-Identifier: Apache-2.0
// A person's browser at the embedded identity provider, as far as a login needs one.

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** Sends a form where there is one. */
export type Browser = (url: string, form?: Record<string, string>) => Promise<Page>;

/** Keeps cookies, and follows redirects by hand until one leaves the identity provider. */
export function createBrowser(issuer: string): Browser {
  const jar = new Map<string, string>();
  const go: Browser = async (url, form) => {
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers,
      redirect: 'manual',
      ...(body && { body }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) return { url, status: answer.status, text: await answer.text() };
    const target = new URL(location, url).href;
    return target.startsWith(issuer) ? go(target) : { url: target, status: answer.status, text: '' };
  };
  return go;
}

/** The hidden fields of a form. */
const hidden = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );

/** Confirms the code of a device login as `user`. Resolves with what the browser shows at the end. */
export async function confirmCode(issuer: string, page: string, code: string, user: string): Promise<string> {
  const go = createBrowser(issuer);
  const confirm = await go(`${issuer}/device`, { ...hidden((await go(page)).text), user_code: code });
  const login = await go(`${issuer}/device`, hidden(confirm.text));
  return (await go(login.url, { login: user, password: `${user}-pw` })).text;
}
