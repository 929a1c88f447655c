// SPDX-License-Identifier: Apache-2.0
// A login in the browser of this machine (RFC 8252): authorization code with PKCE, whose answer a listener on a loopback
// address takes. One answer is taken, the one with this login's `state`; anything else is a stranger's and changes nothing.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { isLoopback } from '../model/loopback.ts';
import { CommandError, LOGIN_NEEDED } from './command.ts';
import { printable } from './error-causes.ts';
import { isSafeUrl } from './guarded-fetch.ts';
import type { LoginDeps, Tokens } from './login-deps.ts';

interface BrowserLoginOptions {
  readonly scope: string;
  /** `http://127.0.0.1/callback`: any port, which providers allow for native clients (RFC 8252 section 7.3), or a given one. */
  readonly callback: string;
}

/** Seconds that a person has. */
const PATIENCE = 300;

export async function browserLogin(
  provider: Configuration,
  { scope, callback }: BrowserLoginOptions,
  { tell, open, patience = PATIENCE }: LoginDeps,
): Promise<Tokens> {
  if (provider.serverMetadata().authorization_endpoint === undefined)
    throw new CommandError('the identity provider offers no login in a browser (no authorization endpoint)');
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const listener = await listen(callback);
  try {
    const openid = scope.split(' ').includes('openid');
    const url = buildAuthorizationUrl(provider, {
      redirect_uri: listener.redirectUri,
      scope,
      state,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(openid && { nonce }),
      ...(asksConsent(provider, scope) && { prompt: 'consent' }),
    }).href;
    if (!isSafeUrl(url)) throw new CommandError('the identity provider names an endpoint that is not https');
    const opened = (await open?.(url)) === true;
    tell(
      `${opened ? 'Your browser opens a page to log in. If it does not, open' : 'To log in, open'} ${printable(url)}`,
    );
    if (!opened)
      tell('The browser must be on this machine. Elsewhere, log in without --browser: by a code that you confirm.');
    return await listener.answer(state, patience, (answer) =>
      authorizationCodeGrant(provider, answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        ...(openid && { expectedNonce: nonce, idTokenExpected: true }),
      }),
    );
  } finally {
    listener.close();
  }
}

/** A provider may ignore `offline_access` without it (OpenID Connect Core 1.0 section 11), or refuse a prompt that it has not. */
const asksConsent = (provider: Configuration, scope: string): boolean => {
  const { prompt_values_supported: prompts } = provider.serverMetadata();
  return scope.split(' ').includes('offline_access') && Array.isArray(prompts) && prompts.includes('consent');
};

interface Listener {
  readonly redirectUri: string;
  /** The page says how it went only when that is known. */
  answer<T>(state: string, patience: number, exchange: (answer: URL) => Promise<T>): Promise<T>;
  close(): void;
}

async function listen(callback: string): Promise<Listener> {
  const wanted = URL.parse(callback);
  if (wanted === null || wanted.protocol !== 'http:' || !isLoopback(wanted.hostname) || wanted.search !== '')
    throw new CommandError(`--callback must be http:// and a loopback host, as http://127.0.0.1/callback: ${callback}`);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  server.maxConnections = 20;
  const address = wanted.hostname === '[::1]' ? '::1' : '127.0.0.1';
  await new Promise<void>((done, failed) => {
    server.once('error', (cause) =>
      failed(new CommandError(`no listener for --callback: ${cause.message}`, { cause })),
    );
    server.listen(Number(wanted.port), address, done);
  });
  wanted.port = String((server.address() as AddressInfo).port);
  const redirectUri = wanted.href;
  return {
    redirectUri,
    answer: (state, patience, exchange) => oneAnswer(server, new URL(redirectUri), state, patience, exchange),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function oneAnswer<T>(
  server: Server,
  redirect: URL,
  state: string,
  patience: number,
  exchange: (answer: URL) => Promise<T>,
): Promise<T> {
  return new Promise<T>((done, failed) => {
    const over = `no answer came from the browser within ${patience} s: run the command again`;
    const timer = setTimeout(() => failed(new CommandError(over, { exitCode: LOGIN_NEEDED })), patience * 1000);
    let taken = false;
    server.on('request', (request, response) => {
      const url = answerOf(request, redirect);
      if (url === undefined) return page(response, 404, 'Nothing is here', 'Go back to your terminal.');
      // Of another login, or made up by a page that guesses the port.
      if (url.searchParams.get('state') !== state)
        return page(response, 400, 'This is not the login that is waited for', 'Go back to your terminal.');
      if (taken) return page(response, 409, 'This login has been answered', 'Go back to your terminal.');
      taken = true;
      clearTimeout(timer);
      exchange(url).then(
        (result) => page(response, 200, 'You are logged in', 'You may close this page.', () => done(result)),
        (error) =>
          page(response, 200, 'You are not logged in', 'Your terminal says why. You may close this page.', () =>
            failed(error),
          ),
      );
    });
  });
}

/** The URL that the browser was sent to; undefined for what is no such answer, by another name of this machine too. */
function answerOf({ method, url = '', headers }: IncomingMessage, redirect: URL): URL | undefined {
  if (method !== 'GET' || headers.host !== redirect.host) return undefined;
  const target = URL.parse(url, redirect.href);
  return target?.origin === redirect.origin && target.pathname === redirect.pathname ? target : undefined;
}

/** Plain, without anything of the request in it. The code in its URL is used up by then. */
function page(response: ServerResponse, status: number, title: string, text: string, sent = (): void => {}): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  // Also where the browser has gone away meanwhile.
  response.once('close', sent);
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`,
  );
}
