// SPDX-License-Identifier: Apache-2.0
// Logins at providers that answer late, no, or nonsense. The waiting between two questions is played with timers.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { login } from '../../../src/cli/login.ts';
import type { LoginDeps, LoginOptions } from '../../../src/cli/login-deps.ts';

const ISSUER = 'https://idp.example/realms/scs';
const DESCRIPTION = {
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  device_authorization_endpoint: `${ISSUER}/device`,
};
const BEGUN = { device_code: 'd', user_code: 'ABCD', verification_uri: `${ISSUER}/activate`, expires_in: 600 };
const TOKEN = { access_token: 'a1', token_type: 'Bearer', expires_in: 300 };

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
/** As RFC 6749 section 5.2 has it. */
const refused = (error: string, more: object = {}): Response => json({ error, ...more }, 400);

/** Times in seconds from now. */
function idToken({ iat = 0, exp = 300, ...more }: { iat?: number; exp?: number; aud?: string; iss?: string }): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, aud: 'cli', sub: 'alice', iat: now + iat, exp: now + exp, ...more };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
}

interface Provider {
  readonly description?: Response;
  readonly device?: Response;
  /** One after the other; the last one again and again. */
  readonly token?: readonly (() => Response)[];
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-23T12:00:00Z') });
});
afterEach(() => vi.useRealTimers());

function attempt(provider: Provider, { interactive = true, ...more }: Partial<LoginOptions & LoginDeps> = {}) {
  const told: string[] = [];
  const asked: { at: number; path: string; form: Record<string, string> }[] = [];
  const begin = Date.now();
  const answers = [...(provider.token ?? [])];
  const fetch = async (url: string, { body }: { body?: URLSearchParams }): Promise<Response> => {
    const path = url.slice(ISSUER.length);
    asked.push({ at: (Date.now() - begin) / 1000, path, form: Object.fromEntries(body ?? []) });
    if (path === '/.well-known/openid-configuration') return provider.description ?? json(DESCRIPTION);
    if (path === '/device') return provider.device ?? json(BEGUN);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer?.() ?? json(TOKEN);
  };
  const options = { issuer: ISSUER, clientId: 'cli', scope: 'openid' };
  const result = login(
    { ...options, ...more },
    { fetch: fetch as unknown as typeof globalThis.fetch, tell: (text) => told.push(text), interactive },
  );
  // It is waited for below; until then a rejection is nobody's.
  result.catch(() => {});
  return { result, asked, told, polls: () => asked.filter(({ path }) => path === '/token').map(({ at }) => at) };
}

/** Plays the waiting until the login has ended. */
async function ended<T>(result: Promise<T>): Promise<T> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  result.then(end, end);
  for (let second = 0; second < 3_600 && !over; second += 1) await vi.advanceTimersByTimeAsync(1_000);
  return result;
}

describe('a device login', () => {
  it('asks every five seconds where the provider names no interval (RFC 8628 section 3.2)', async () => {
    const pending = () => refused('authorization_pending');
    const { result, polls } = attempt({ token: [pending, pending, () => json(TOKEN)] });
    expect(await ended(result)).toMatchObject({ access_token: 'a1' });
    expect(polls()).toEqual([5, 10, 15]);
  });

  it('asks five seconds less often after each slow_down (RFC 8628 section 3.5)', async () => {
    const slower = () => refused('slow_down');
    const pending = () => refused('authorization_pending');
    const { result, polls } = attempt({ token: [slower, pending, slower, () => json(TOKEN)] });
    expect(await ended(result)).toMatchObject({ access_token: 'a1' });
    expect(polls()).toEqual([5, 15, 25, 40]);
  });

  it('says that the login was denied, and asks no more', async () => {
    const { result, polls } = attempt({ token: [() => refused('access_denied', { error_description: 'no' })] });
    await expect(ended(result)).rejects.toThrow(/^the login was denied at the identity provider$/);
    expect(polls()).toEqual([5]);
  });

  it('says that the code expired where the provider says so', async () => {
    const { result } = attempt({ token: [() => refused('expired_token')] });
    await expect(ended(result)).rejects.toThrow(/^the code expired before it was confirmed: run the command again$/);
  });

  it('says that the code expired where the provider lets it pass in silence', async () => {
    vi.useRealTimers();
    const device = json({ ...BEGUN, interval: 0.01, expires_in: 0.5 });
    const { result, polls } = attempt({ device, token: [() => refused('authorization_pending')] });
    await expect(result).rejects.toThrow(/^the code expired before it was confirmed: run the command again$/);
    expect(polls()).not.toEqual([]);
  });

  it('waits, and not for ever, for a code that expires after the end of time', async () => {
    const { result } = attempt({ device: json({ ...BEGUN, expires_in: 1e12 }) });
    expect(await ended(result)).toMatchObject({ access_token: 'a1' });
  });

  it('shows the page and the code without characters that would redraw the terminal', async () => {
    const device = json({ ...BEGUN, user_code: 'AB\u001b[2JCD', verification_uri: 'https://x/\u0007\u009b1m' });
    const { result, told } = attempt({ device });
    await ended(result);
    expect(told).toEqual(['To log in, open https://x/1m and confirm the code AB[2JCD']);
  });

  it('is not begun where the provider has none, or nobody is there', async () => {
    const { device_authorization_endpoint: _, ...without } = DESCRIPTION;
    await expect(attempt({ description: json(without) }).result).rejects.toThrow('offers no device login');
    const { result, asked } = attempt({}, { interactive: false });
    await expect(result).rejects.toThrow('a login is needed');
    expect(asked).toHaveLength(1);
  });
});

describe('a refresh token', () => {
  const options = { refreshToken: 'r1' };

  it('is kept where the provider gives no other, and replaced where it does', async () => {
    expect(await attempt({}, options).result).toMatchObject({ access_token: 'a1', refresh_token: 'r1' });
    const rotated = attempt({ token: [() => json({ ...TOKEN, refresh_token: 'r2' })] }, options);
    expect(await rotated.result).toMatchObject({ refresh_token: 'r2' });
  });

  it.each([
    ['is not good any more', () => refused('invalid_grant')],
    [
      'is refused with a challenge',
      () => json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="x"' }),
    ],
    ['is refused in a form of its own', () => new Response('<p>no</p>', { status: 403 })],
    ['gets something that is no token', () => json({ token: 'a' })],
  ])('that %s leads to another login', async (_what, no) => {
    const { result, asked } = attempt({ token: [no, () => json(TOKEN)] }, options);
    expect(await ended(result)).toMatchObject({ access_token: 'a1' });
    expect(asked.map(({ path, form }) => form.grant_type ?? path)).toEqual([
      '/.well-known/openid-configuration',
      'refresh_token',
      '/device',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]);
  });

  it.each([
    ['is down', () => new Response('down', { status: 503 }), 'answered 503'],
    [
      'cannot be reached',
      () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) });
      },
      'https://idp.example cannot be reached: ECONNREFUSED',
    ],
  ])('costs no new login while the provider %s', async (_what, answer, why) => {
    const { result, told } = attempt({ token: [answer] }, options);
    await expect(result).rejects.toThrow(why);
    expect(told).toEqual([]);
  });
});

describe('a provider', () => {
  const half = (): Response => new Response('{"issuer":"https', { headers: { 'content-type': 'application/json' } });
  const html = (status: number): Response => new Response('<p>', { status, headers: { 'content-type': 'text/html' } });

  it.each<[string, Provider, string]>([
    [
      'that describes another issuer',
      { description: json({ ...DESCRIPTION, issuer: 'https://evil.example' }) },
      `${ISSUER} describes another issuer, https://evil.example: check --issuer`,
    ],
    ['that describes no issuer', { description: json({ ...DESCRIPTION, issuer: 1 }) }, 'cannot be used: '],
    ['without a description', { description: html(404) }, `${ISSUER} answered 404 with something that is not JSON`],
    ['with a page for a description', { description: html(200) }, 'answered 200 with something that is not JSON'],
    [
      'that leads elsewhere',
      { description: new Response(null, { status: 302, headers: { location: 'https://x' } }) },
      '302',
    ],
    ['with a list for a description', { description: json([]) }, 'cannot be used: '],
    ['with half a description', { description: half() }, 'cannot be used: '],
    ['with an endless description', { description: new Response('x'.repeat(2 ** 20 + 1)) }, 'more than 1024 KiB'],
    [
      'whose tokens come without TLS',
      { description: json({ ...DESCRIPTION, token_endpoint: 'http://idp.example/token' }) },
      `${ISSUER} names an endpoint that is not https`,
    ],
    [
      'whose endpoint is not a URL',
      { description: json({ ...DESCRIPTION, device_authorization_endpoint: 'device' }) },
      'names an endpoint that is not a URL',
    ],
    [
      'without a token endpoint',
      { description: json({ ...DESCRIPTION, token_endpoint: undefined }) },
      'no token endpoint',
    ],
    ['that begins without a code', { device: json({ ...BEGUN, user_code: undefined }) }, 'cannot be used: '],
    ['that begins without an end', { device: json({ ...BEGUN, expires_in: 'soon' }) }, 'cannot be used: '],
    [
      'that gives a token of another kind',
      { token: [() => json({ ...TOKEN, token_type: 'mac' })] },
      'cannot be used: ',
    ],
    ['that gives no token', { token: [() => json({ ...TOKEN, access_token: undefined })] }, 'cannot be used: '],
    ['that gives a page for a token', { token: [() => html(200)] }, 'answered 200 with something that is not JSON'],
    ['that gives half a token', { token: [half] }, 'cannot be used: '],
    ['that fails', { token: [() => html(500)] }, `${ISSUER} answered 500`],
    ['that refuses without a reason', { token: [() => json({}, 400)] }, `${ISSUER} answered 400`],
    [
      'that does not know the client',
      { device: refused('invalid_client', { error_description: 'no such client' }) },
      'the identity provider refused: no such client',
    ],
    [
      'that challenges the client',
      { device: json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="x"' }) },
      'the identity provider refused: invalid_client',
    ],
    [
      'that challenges the client and says nothing',
      { device: new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }) },
      'the identity provider refused: no reason given',
    ],
  ])('%s fails the login with a sentence', async (_what, provider, why) => {
    const { result } = attempt(provider);
    const error: Error = await ended(result).then(
      () => new Error('logged in'),
      (reason) => reason,
    );
    expect(error.name).toBe('CommandError');
    expect(error.message).toContain(why);
    expect(error.message).not.toMatch(/\n|undefined|\[object/);
  });

  it('that never answers fails the login after a while', async () => {
    const fetch = (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const deps = { fetch: fetch as unknown as typeof globalThis.fetch, tell: () => {}, interactive: true };
    const never = login({ issuer: ISSUER, clientId: 'cli', scope: 'openid' }, { ...deps, timeout: 0.01 });
    await expect(never).rejects.toThrow(`${ISSUER} did not answer in time`);
  });

  it.each([
    ['for another client', { aud: 'other' }, 'not for this login'],
    ['of another issuer', { iss: 'https://evil.example' }, 'not for this login'],
    ['that ended an hour ago', { exp: -3_600 }, 'check the clock of this machine'],
  ])('that gives an ID token %s fails the login', async (_what, claims, why) => {
    await expect(
      ended(attempt({ token: [() => json({ ...TOKEN, id_token: idToken(claims) })] }).result),
    ).rejects.toThrow(why);
  });

  it('may have a clock that is five minutes off', async () => {
    const token = json({ ...TOKEN, id_token: idToken({ iat: -600, exp: -300 }) });
    expect(await ended(attempt({ token: [() => token] }).result)).toMatchObject({ access_token: 'a1' });
  });

  it('cannot write to the terminal by its reasons, nor fill it', async () => {
    const why = `\u001b]0;pwned\u0007${'x'.repeat(10_000)}`;
    const { result } = attempt({ device: refused('invalid_client', { error_description: why }) });
    const { message } = await result.catch((error) => error);
    expect(message).toMatch(/^the identity provider refused: \]0;pwnedx+$/);
    expect(message.length).toBeLessThanOrEqual(500);
  });

  it.each(['http://idp.example', 'ftp://idp.example', 'idp.example', `${ISSUER}/.well-known/openid-configuration`])(
    'is not asked at %s',
    async (issuer) => {
      const { result, asked } = attempt({}, { issuer });
      await expect(result).rejects.toThrow(/must be https|is not the URL of an issuer/);
      expect(asked).toEqual([]);
    },
  );

  it('is not followed from this machine to another one without TLS', async () => {
    const issuer = 'http://127.0.0.1:8080/realms/scs';
    const fetch = async () =>
      json({ ...DESCRIPTION, issuer, device_authorization_endpoint: 'http://idp.example/device' });
    const deps = { fetch: fetch as unknown as typeof globalThis.fetch, tell: () => {}, interactive: true };
    await expect(login({ issuer, clientId: 'cli', scope: 'openid' }, deps)).rejects.toThrow(
      'http://idp.example/device must be https (plain http is for loopback hosts only)',
    );
  });
});
