// SPDX-License-Identifier: Apache-2.0
// An identity provider that exchanges tokens (RFC 8693), as Keycloak does: for a client that the shown token names in `aud`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { decodeJwt, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

export interface ExchangingIssuer {
  readonly issuer: string;
  readonly jwks: () => Promise<JSONWebKeySet>;
  /** Form and client of each exchange. */
  readonly exchanges: Record<string, string>[];
  /** Claims of the tokens that it gives instead of the usual ones, or a refusal. */
  answer: { readonly claims?: Record<string, unknown>; readonly error?: string };
  /** Seconds that they live. */
  life: number;
  token(user: string, claims?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export async function startExchangingIssuer(): Promise<ExchangingIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] };
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url?.endsWith('openid-configuration'))
      return send(200, {
        issuer: state.issuer,
        jwks_uri: `${state.issuer}/keys`,
        token_endpoint: `${state.issuer}/token`,
      });
    if (request.url === '/keys') return send(200, keys);
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    const [client] = Buffer.from(String(request.headers.authorization).slice(6), 'base64').toString().split(':');
    state.exchanges.push({ ...form, client: client ?? '' });
    if (state.answer.error !== undefined) return send(400, { error: state.answer.error });
    const { sub, preferred_username: name, aud } = decodeJwt(form.subject_token ?? '');
    if (![aud].flat().includes(client)) return send(403, { error: 'access_denied' });
    const access_token = await state.token(String(name), { sub, aud: form.audience, ...state.answer.claims });
    return send(200, { access_token, token_type: 'Bearer', issued_token_type: form.requested_token_type });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const state: ExchangingIssuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jwks: async () => keys,
    exchanges: [],
    answer: {},
    life: 300,
    token: (user, claims = {}) =>
      new SignJWT({
        preferred_username: user,
        email: `${user}@acme.example`,
        groups: ['acme-research'],
        aud: ['scs-gateway', 'exchanger'],
        sub: `sub-${user}`,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'JWT' })
        .setIssuer(state.issuer)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + state.life)
        .sign(privateKey),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return state;
}
