// SPDX-License-Identifier: Apache-2.0
// A token without readable content: its issuer is asked about it (RFC 7662).
import { defineBearer } from '../bearer-kind.ts';
import { boundedSkew, type ClaimRules, checkIntrospection } from '../check-claims.ts';
import { createIntrospection } from '../introspection.ts';
import { pass, refuse } from '../options.ts';

interface Opaque {
  readonly kind: 'opaque';
}

export const opaque = defineBearer<Opaque>({
  kind: 'opaque',
  outcomes: { verified: 'introspected', unavailable: 'introspection' },

  // Every token that no other kind has recognised.
  read: () => pass({ kind: 'opaque' }),

  /** The token does not name its issuer, so it is sent to an issuer only if exactly one is possible. */
  find(_bearer, providers) {
    const [only, ...others] = providers.filter((provider) => provider.takes('opaque'));
    return only === undefined || others.length > 0 ? refuse('opaque') : pass(only);
  },

  takes: ({ introspection }) => introspection !== undefined,

  connect(options, deps) {
    const rules: ClaimRules = { ...options, clockSkew: boundedSkew(options.clockSkew) };
    const introspect =
      options.introspection && createIntrospection({ ...options.introspection, id: options.id, ca: options.ca }, deps);
    return {
      async verify(token, _bearer, audiences) {
        if (introspect === undefined) return refuse('opaque');
        const answer = await introspect(token);
        const validity = checkIntrospection(answer, { ...rules, ...audiences }, deps.now());
        return validity.ok ? pass({ claims: answer, validity: validity.value, introspected: true as const }) : validity;
      },
      close: () => undefined,
    };
  },
});
