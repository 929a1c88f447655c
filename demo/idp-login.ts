// SPDX-License-Identifier: Apache-2.0
// The embedded identity provider's own login page, where the authorization code and device grants send the browser.
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { DemoUser } from './idp.ts';

export function loginRoutes(provider: Provider, users: readonly DemoUser[]) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (!/^\/login\/[\w-]+$/.test(ctx.path)) return next();
    ctx.set('cache-control', 'no-store');
    if (ctx.method !== 'POST') {
      ctx.body = page(users, '');
      return;
    }
    const form = await readForm(ctx);
    const user = users.find(({ name, password }) => name === form.get('login') && password === form.get('password'));
    if (!user) {
      ctx.status = 401;
      ctx.body = page(users, '<p><b>Wrong name or password.</b></p>');
      return;
    }
    ctx.respond = false; // interactionFinished answers on the raw response
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: user.name } });
  };
}

async function readForm(ctx: KoaContextWithOIDC): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of ctx.req) {
    text += chunk;
    if (text.length > 10_000) break;
  }
  return new URLSearchParams(text);
}

const page = (users: readonly DemoUser[], notice: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Demo login</title>
<h1>Demo login</h1>${notice}
<form method="post">
<p><label>User <input name="login" list="users" autofocus autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<button>Log in</button>
</form>
<datalist id="users">${users.map(({ name }) => `<option>${name}</option>`).join('')}</datalist>
</html>`;
