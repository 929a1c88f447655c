// SPDX-License-Identifier: Apache-2.0
// A signed JWT (RFC 7519, RFC 9068), verified with the keys that its issuer publishes.
import { defineBearer } from '../bearer-kind.ts';
import { boundedSkew, type ClaimRules, checkJwtClaims } from '../check-claims.ts';
import { allowedAlgorithms, checkHeader, LOGOUT_KINDS } from '../check-header.ts';
import { checkLogout } from '../check-logout.ts';
import { createIssuerKeys } from '../issuer-keys.ts';
import { jsonObject } from '../json-segment.ts';
import { type Json, pass, refuse } from '../options.ts';
import { verifySignature } from '../verify-signature.ts';

interface Jws {
  readonly kind: 'jws';
  readonly header: Json;
  readonly issuer: string;
}

const SEGMENT = /^[A-Za-z0-9_-]+$/;

export const jws = defineBearer<Jws>({
  kind: 'jws',
  outcomes: { verified: 'verified', unavailable: 'noKeys' },

  read(token) {
    const segments = token.split('.');
    const header = jsonObject(segments[0]);
    if (header === undefined) return undefined;
    // From here on it is a JOSE object. A malformed one is refused instead of being sent to an introspection endpoint.
    if (segments.length === 5) return refuse('encrypted', 'JWE');
    if (segments.length !== 3) return refuse('malformed', `${segments.length} segments`);
    if (!segments.every((segment) => SEGMENT.test(segment))) return refuse('malformed', 'a segment is not base64url');
    const claims = jsonObject(segments[1]);
    if (claims === undefined) return refuse('malformed', 'the payload is not a JSON object');
    if (typeof claims.iss !== 'string') return refuse('issuer', 'no iss');
    return pass({ kind: 'jws', header, issuer: claims.iss });
  },

  find({ issuer }, providers) {
    const provider = providers.find((one) => one.issuer === issuer);
    return provider === undefined ? refuse('unknownIssuer', JSON.stringify(issuer.slice(0, 200))) : pass(provider);
  },

  takes: () => true,

  connect(options, deps) {
    const algorithms = allowedAlgorithms(options.algorithms);
    const rules: ClaimRules = { ...options, clockSkew: boundedSkew(options.clockSkew) };
    const keys = createIssuerKeys(options, {
      ...deps,
      onFailure: (reason, detail) => deps.onCheck({ provider: options.id, outcome: 'unavailable', reason, detail }),
    });
    return {
      /** The checks are listed in the order in which they run. */
      async verify(token, bearer, audiences) {
        // Checked before the keys: a token of another issuer is no reason to fetch any.
        if (bearer.issuer !== options.issuer) return refuse('issuer');
        const header = checkHeader(bearer.header, algorithms);
        if (!header.ok) return header;
        const signed = await verifySignature(token, header.value, keys);
        if (!signed.ok) return signed;
        const validity = checkJwtClaims(signed.value, { ...rules, ...audiences }, deps.now());
        return validity.ok ? pass({ claims: signed.value, validity: validity.value }) : validity;
      },
      async logout(token, bearer) {
        const { backchannelLogout: logout, issuer } = options;
        if (logout === undefined) return refuse('logout', 'the entry takes none');
        if (bearer.issuer !== issuer) return refuse('issuer');
        const header = checkHeader(bearer.header, algorithms, LOGOUT_KINDS);
        if (!header.ok) return header;
        const signed = await verifySignature(token, header.value, keys);
        if (!signed.ok) return signed;
        return checkLogout(signed.value, { issuer, clients: logout.clients, clockSkew: rules.clockSkew }, deps.now());
      },
      health: () => keys.health(),
      close: () => keys.close(),
    };
  },
});
