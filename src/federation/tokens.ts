// SPDX-License-Identifier: Apache-2.0
// The gateway token: a JWS (ES256) that every replica verifies without I/O, and the assertions sent to members. Both
// are signed by the same keys, so each kind has its own `typ` and audience and is refused as the other (RFC 8725
// §3.11).
import { hash, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { credentialAuditId } from '../model/application-credential.ts';
import type { Clock } from '../model/clock.ts';
import { defined } from '../model/defined.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller, CredentialClaims, IssuedToken, Principal, Right, Scope } from '../model/identity.ts';
import { domainRef, projectRef, userId } from '../model/ids.ts';
import type { Keys } from './keys.ts';
import { mustBeKept } from './not-kept.ts';
import { SKEW } from './revocation-values.ts';
import type { Revocations } from './revocations.ts';
import { createRevokedRights, loginOf } from './revoked-rights.ts';
import type { TokenClaims } from './token-claims.ts';

const TOKEN_TYPE = 'scs-token+jwt';
/** A token is part of the headers of every request. */
const MAX_TOKEN_LENGTH = 4096;
/**
 * Accepts one spelling only. jose also reads base64url with blanks, padding and spare bits, and each spelling would
 * occupy a slot of the cache. The signed parts cannot vary; the signature has 64 bytes, so 86 characters, the last one
 * with four spare bits.
 */
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;
/** A published revocation can be missed (the store was away), so the store is asked again about a token in use. */
const CHECK_AGAIN = 30_000;
const VERIFIED = 20_000;

export interface Tokens {
  /** A new token for a login (without a parent), or by rescoping (with one: lifetime and audit chain are inherited). */
  issue(request: IssueRequest): Promise<IssuedToken>;
  /**
   * `unauthorized` for anything that is not a valid gateway token. One for a cluster alone is valid where that `cluster` is
   * asked, and nowhere else.
   */
  verify(token: string, cluster?: string): Promise<Caller>;
  /**
   * Cached `verify`: returns undefined instead of doing I/O. `by`: the connection that it came on, which mostly brings the
   * same one again; a hash of each would cost as much as all that is decided about the request.
   */
  known(token: string, by?: WeakKey, cluster?: string): Caller | undefined;
  /** Whether an unverified token claims to be a gateway token. Such a token is never sent to a member. */
  claimsToBeOurs(token: string): boolean;
  /**
   * From what this process knows, without I/O. Expiry does not count: it ends nothing that the token has begun. An
   * operator who removes a signing key does, as long as its tokens would have been valid.
   */
  isRevoked(right: Right): boolean;
  /**
   * Asks the store about all of them, for what goes on without presenting its token again; `isRevoked` knows more
   * afterwards. False: the store is away.
   */
  recheck(rights: Iterable<Right>): Promise<boolean>;
  /** Epoch milliseconds: revocations may have been missed then. */
  missedAt(): number;
  /** `stateUnavailable`, as `revokeUser` fails: it is in force here, and the shared state does not have it. */
  revoke(caller: Caller): Promise<void>;
  /** Revokes every token of the user that descends from a login until now. New logins are not affected. */
  revokeUser(principalId: string): Promise<void>;
  /** How many revocations the shared state does not have yet. */
  unsent(): number;
  /** Until when the logins of this user are revoked; 0 where they are not. Without I/O. */
  revokedUntil(principal: Right['principal']): number;
}

interface IssueRequest {
  readonly principal: Principal;
  readonly scope: Scope;
  readonly methods: readonly string[];
  readonly parent?: Caller;
  /** The id of the cluster that the token is for, and for nothing else. */
  readonly cluster?: string;
  /** Epoch milliseconds: the IdP token's expiry, if it caps the login. */
  readonly notAfter?: number;
  /** Of a login: its audit id, where something is kept under it already. */
  readonly login?: string;
  readonly credential?: CredentialClaims;
  /** Of a login: `revokedUntil` of the user, from before it was looked up who that is. One that has grown ends the login. */
  readonly revokedUntil?: number;
}

/** What a token of an application credential may do; undefined once the credential is gone. */
export type CredentialLookup = (id: string, owner: string) => Promise<CredentialClaims | undefined>;

export interface TokensOptions {
  readonly issuer: string;
  /** Milliseconds. */
  readonly lifetime: number;
}

export function createTokens(
  deps: {
    readonly keys: Keys;
    readonly revocations: Revocations;
    readonly now: Clock;
    /** Absent: there are none, and no token of one is good. */
    readonly credentials?: CredentialLookup | undefined;
  },
  options: () => TokensOptions,
): Tokens {
  const cache = createBoundedCache<{ readonly caller: Caller; readonly kid: string; checkedAt: number }>({
    max: VERIFIED,
    now: deps.now,
  });
  /** What each token was signed by, for as long as somebody holds on to its caller. */
  const signedBy = new WeakMap<Right, { readonly kid: string; readonly expiresAt: number }>();
  const remember = (token: string, caller: Caller, kid: string, checkedAt = deps.now()): void => {
    signedBy.set(caller, { kid, expiresAt: caller.expiresAt });
    cache.set(hash('sha256', token, 'base64url'), { caller, kid, checkedAt }, { until: caller.expiresAt });
  };

  /** Made while a clock was ahead, it would live too long, and outlive what revokes its user now. */
  const isEarly = ({ issuedAt }: Caller): boolean => issuedAt - deps.now() > 2 * SKEW;
  const { isRevoked, checkRevoked, revokedSince, earliestLogin, refresh } = createRevokedRights(deps.revocations);
  const isOfRemovedKey = (right: Right): boolean => {
    const signed = signedBy.get(right);
    return signed !== undefined && deps.now() < signed.expiresAt && !deps.keys.has(signed.kid);
  };

  /** Kept no longer than the connection, which has it in its buffers anyway. */
  const lastOf = new WeakMap<WeakKey, { readonly token: string; readonly key: string }>();
  const keyOf = (token: string, by: WeakKey | null | undefined): string => {
    const last = by ? lastOf.get(by) : undefined;
    if (last?.token === token) return last.key;
    const key = hash('sha256', token, 'base64url');
    if (by) lastOf.set(by, { token, key });
    return key;
  };

  /** Without what bounds it, it must not be used: a store that is away fails the request. */
  async function bounded(caller: Caller, id: string): Promise<Caller> {
    const credential = await deps.credentials?.(id, caller.principal.id);
    if (credential !== undefined) return { ...caller, credential };
    throw new GatewayError('unauthorized', { reason: 'revoked', detail: `application credential ${id} is gone` });
  }

  const known = (token: string, by?: WeakKey, cluster?: string): Caller | undefined => {
    const entry = cache.get(keyOf(token, by));
    if (entry === undefined) return undefined;
    const { caller } = entry;
    if (caller.cluster !== undefined && caller.cluster !== cluster) return undefined;
    // An operator who removes a stolen key from the folder revokes the cached tokens of that key too.
    if (!deps.keys.has(entry.kid)) return undefined;
    if (isRevoked(caller) || isEarly(caller)) return undefined;
    // Messages may have been missed since the last check, so the token is verified again.
    if (entry.checkedAt <= deps.revocations.missedAt()) return undefined;
    if (Math.abs(deps.now() - entry.checkedAt) > CHECK_AGAIN) {
      entry.checkedAt = deps.now();
      // Not awaited: a revocation that it finds takes effect with the next request.
      void checkRevoked(caller);
      if (caller.credential !== undefined) void bounded(caller, caller.credential.id).catch(() => undefined);
    }
    return caller;
  };

  return {
    async issue({ principal, scope, methods, parent, cluster, notAfter, login: chosen, credential, revokedUntil }) {
      refuseDelegated(parent);
      // What this login knows of the user may be what the revocation was for: groups that are lost.
      // An application credential is looked up by its owner's id alone; what is revoked by another name is removed.
      const since = (): number => revokedSince(credential === undefined ? principal : { id: principal.id });
      if (revokedUntil !== undefined && since() > revokedUntil)
        throw new GatewayError('unauthorized', { reason: 'revoked', detail: 'revoked while the login was under way' });
      const { issuer, lifetime } = options();
      const second = Math.floor(deps.now() / 1000) * 1000;
      // A new login in the second in which the user was revoked would be revoked too, so it counts as of the next
      // second.
      const issuedAt = parent ? second : earliestLogin(principal, second);
      // The parent may have been revoked while the scope was being looked up.
      if (parent && isRevoked(parent))
        throw new GatewayError('unauthorized', { reason: 'revoked', detail: 'revoked meanwhile' });
      if (parent?.cluster !== undefined)
        throw new GatewayError('unauthorized', { detail: 'a token for a cluster alone begets none' });
      // A rescoped token never outlives the token that it was derived from (CVE-2026-44394). A new one lives from now on,
      // whatever moment its login counts as of.
      const end = Math.min(parent?.expiresAt ?? second + lifetime, notAfter ?? Number.POSITIVE_INFINITY);
      const expiresAt = Math.floor(end / 1000) * 1000;
      if (expiresAt <= deps.now())
        throw new GatewayError('unauthorized', { reason: 'expired', detail: 'nothing left of the parent' });
      const auditId = (parent ? undefined : chosen) ?? randomBytes(16).toString('base64url');
      const login = parent?.auditIds.at(-1);
      const loggedInAt = parent && loginOf(parent);
      const key = deps.keys.signing();
      const claims: TokenClaims = {
        usr: defined({
          i: principal.issuer,
          s: principal.subject,
          n: principal.name,
          d: principal.domain,
          e: principal.email,
          g: principal.groups,
          w: principal.noGroups,
          l: principal.groupsLeft && ([principal.groupsLeft.filtered, principal.groupsLeft.unfit] as const),
          h: principal.homeCloud && (1 as const),
          o: principal.session,
        }),
        idp: principal.identityProvider,
        prt: principal.protocol,
        ...scopeClaim(scope),
        mth: methods,
        ...defined({ par: login, lat: loggedInAt === undefined ? undefined : loggedInAt / 1000 }),
        ...(credential && { crd: [credential.id, credential.name, credential.restricted] as const }),
      };
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: TOKEN_TYPE })
        .setIssuer(issuer)
        .setAudience(audienceOf(issuer, cluster))
        .setSubject(principal.id)
        .setJti(auditId)
        .setIssuedAt(issuedAt / 1000)
        .setExpirationTime(expiresAt / 1000)
        .sign(key.privateKey);
      if (token.length > MAX_TOKEN_LENGTH)
        throw new GatewayError('forbidden', {
          message:
            'Your identity carries too many groups for a token. Ask the operator to narrow the groups that are kept.',
          detail: `token of ${token.length} bytes for ${principal.id}`,
        });
      const auditIds = auditChain(auditId, login, credential?.id);
      const times = { issuedAt, expiresAt, loggedInAt };
      const caller: Caller = defined({ principal, scope, methods, auditIds, ...times, cluster, credential });
      remember(token, caller, key.kid);
      return { token, caller };
    },

    known,

    async verify(token, cluster) {
      const cached = known(token, undefined, cluster);
      if (cached) return cached;
      if (token.length > MAX_TOKEN_LENGTH) throw new GatewayError('unauthorized', { detail: 'token too long' });
      if (!SHAPE.test(token)) throw new GatewayError('unauthorized', { detail: 'not of the shape of a gateway token' });
      const { issuer } = options();
      const { payload, protectedHeader } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? undefined : await deps.keys.find(kid);
          if (key === undefined) throw new errors.JWKSNoMatchingKey();
          return key.publicKey;
        },
        {
          algorithms: ['ES256'],
          typ: TOKEN_TYPE,
          issuer,
          audience: cluster === undefined ? issuer : [issuer, audienceOf(issuer, cluster)],
          requiredClaims: ['exp', 'iat', 'jti', 'sub'],
          currentDate: new Date(deps.now()),
        },
      ).catch((cause: unknown) => {
        const detail = cause instanceof Error ? cause.message : 'bad token';
        // jose checks the claims after the signature, so the token was valid once.
        const reason = cause instanceof errors.JWTExpired ? { reason: 'expired' as const } : {};
        throw new GatewayError('unauthorized', { cause, detail, ...reason });
      });
      const said: Caller = {
        ...toCaller(payload as unknown as TokenClaims & { jti: string; iat: number; exp: number }),
        ...(payload.aud === issuer || cluster === undefined ? {} : { cluster }),
      };
      if (isEarly(said)) throw new GatewayError('unauthorized', { detail: 'issued in the future: do clocks differ?' });
      const checkedAt = deps.now();
      if (await checkRevoked(said))
        throw new GatewayError('unauthorized', { reason: 'revoked', detail: `revoked: ${said.auditIds[0]}` });
      const caller = said.credential === undefined ? said : await bounded(said, said.credential.id);
      remember(token, caller, protectedHeader.kid ?? '', checkedAt);
      return caller;
    },

    // A repeated header is joined by commas, and some clients write `Bearer` where it does not belong.
    claimsToBeOurs: (text) => text.split(/[\s,]+/).some(saysOurType),

    isRevoked: (right) => isRevoked(right) || isOfRemovedKey(right),
    async recheck(rights) {
      const all = [...rights] as readonly (Right & Pick<Caller, 'credential'>)[];
      const ofCredentials = new Map<string, string>();
      for (const { principal, credential } of all)
        if (credential !== undefined) ofCredentials.set(credential.id, principal.id);
      // One that an operator has removed without a shared state is revoked by being looked for.
      for (const [id, owner] of ofCredentials) await deps.credentials?.(id, owner).catch(() => undefined);
      return refresh(all);
    },
    missedAt: () => deps.revocations.missedAt(),
    revoke: async ({ auditIds: [id], expiresAt, principal }) =>
      mustBeKept(await deps.revocations.add(id, expiresAt, principal.id)),
    revokeUser: async (principalId) => mustBeKept(await deps.revocations.addUser(principalId)),
    unsent: () => deps.revocations.unsent(),
    revokedUntil: revokedSince,
  };
}

/** No member can be configured to take it for its own: a URL with a fragment is no audience of anybody's. */
const audienceOf = (issuer: string, cluster: string | undefined): string =>
  cluster === undefined ? issuer : `${issuer}#k8s/${cluster}`;
/** Keystone's words (keystone/auth/plugins/token.py): a new token might have more rights, or outlive the credential. */
export function refuseDelegated(parent: Caller | undefined): void {
  if (parent?.credential !== undefined)
    throw new GatewayError('forbidden', { message: DELEGATED, detail: 'a token of an application credential' });
}

const DELEGATED =
  'You are not authorized to perform the requested action: Using a delegated token to create another token is not allowed..';

/** The type as it stands in base64url, at each of the three places in a group where it may begin. */
const TYPE_ENCODED = [0, 1, 2].map((offset) => {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(TOKEN_TYPE)]);
  return bytes.toString('base64url').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
});
/** The first part of a JWS: base64url of `{"…`. It alone says whose token it is, however the dots after it are written. */
const JWS_HEADER = /eyJ[\w-]{20,}/g;

/** Whether a gateway token stands anywhere in a text. One pass of a plain search for a text that holds none. */
export function holdsOwnToken(text: string): boolean {
  if (!text.includes('eyJ') || !TYPE_ENCODED.some((encoded) => text.includes(encoded))) return false;
  for (const [header] of text.matchAll(JWS_HEADER)) if (saysOurType(`${header.slice(0, 1024)}.`)) return true;
  return false;
}

/** Whether an unverified token is a JWT that claims to be of this issuer, of whichever type. */
export function claimsIssuer(token: string, issuer: string): boolean {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.', 2)[1] ?? '', 'base64url').toString());
    return claims.iss === issuer;
  } catch {
    return false;
  }
}

function saysOurType(token: string): boolean {
  try {
    const header = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
    return header.typ === TOKEN_TYPE;
  } catch {
    return false;
  }
}

function scopeClaim(scope: Scope): Pick<TokenClaims, 'scp'> {
  if (scope.kind === 'project') return { scp: [scope.project.domain.name, scope.project.name] };
  return scope.kind === 'domain' ? { scp: [scope.domain.name] } : {};
}

function toCaller(claims: TokenClaims & { jti: string; iat: number; exp: number }): Caller {
  const { usr, scp, par, lat, crd } = claims;
  const principal: Principal = defined({
    id: userId(usr.i, usr.s),
    issuer: usr.i,
    subject: usr.s,
    name: usr.n,
    domain: usr.d,
    email: usr.e,
    groups: usr.g,
    noGroups: usr.w,
    groupsLeft: usr.l && { filtered: usr.l[0], unfit: usr.l[1] },
    identityProvider: claims.idp,
    protocol: claims.prt,
    homeCloud: usr.h === 1 ? (true as const) : undefined,
    session: usr.o,
  });
  const scope: Scope =
    scp === undefined
      ? { kind: 'unscoped' }
      : scp.length === 2
        ? { kind: 'project', project: projectRef(scp[0], scp[1]) }
        : { kind: 'domain', domain: domainRef(scp[0]) };
  return {
    principal,
    scope,
    methods: claims.mth,
    auditIds: auditChain(claims.jti, par, crd?.[0]),
    issuedAt: claims.iat * 1000,
    expiresAt: claims.exp * 1000,
    ...(lat === undefined ? {} : { loggedInAt: lat * 1000 }),
    ...(crd === undefined ? {} : { credential: { id: crd[0], name: crd[1], restricted: crd[2] } }),
  };
}

/** Last, the credential that it was obtained with, which ends it as the end of a login does. */
function auditChain(own: string, login: string | undefined, credential: string | undefined): Caller['auditIds'] {
  const parents = [login, credential === undefined ? undefined : credentialAuditId(credential)];
  return [own, ...parents.filter((one) => one !== undefined)];
}
