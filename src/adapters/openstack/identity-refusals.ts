// SPDX-License-Identifier: Apache-2.0
// Which paths of a member's own Keystone are closed to callers with a gateway token: those that give a token of the
// member, those that make a credential which would outlive every revocation at the gateway, and those that change the
// account that stands for the caller there. Accounts of the member itself (`native`) are not concerned.

export type IdentityRefusal = 'tokens' | 'credentials' | 'accounts';

/** Of the path, whose version may be left out: Keystone's middleware for EC2 and S3 stood below both versions. */
const VERSION = String.raw`^\/(?:v3|v2\.0)?\/?`;
const rule = (paths: string): RegExp => new RegExp(`${VERSION}(?:${paths})`, 'i');

/** Keystone API v3: tokens and SAML assertions of the member, by whichever method. */
const TOKENS = rule(
  String.raw`tokens|auth\/tokens|auth\/OS-FEDERATION|OS-FEDERATION\/.*\/auth|OS-FEDERATION\/saml2|ec2tokens|s3tokens`,
);
/** Application credentials with their access rules, EC2 keys, TOTP seeds, OAuth 1 and 2, trusts. */
const CREDENTIALS = rule(
  String.raw`users\/[^/]*\/(?:application_credentials|access_rules|credentials|OS-OAUTH1|OS-OAUTH2)|credentials|OS-OAUTH1|OS-OAUTH2|OS-TRUST|OS-EC2`,
);
/** Those of them whose list shows no secret. */
const LISTS = rule(String.raw`users\/[^/]*\/(?:application_credentials|access_rules)`);
const PASSWORD = rule(String.raw`users\/[^/]*\/password`);
const ACCOUNTS = rule('users');
/**
 * New and other accounts, which a domain manager has. Only ids as Keystone makes them, as they are written: its database finds
 * an id by other letter case and with blanks behind it as well (MySQL's collation), and so would the manager's own.
 */
const NEW_ACCOUNT = /^\/v3\/users\/?$/;
const ONE_ACCOUNT = /^\/v3\/users\/([\da-f]{32}|[\da-f]{64})\/?$/;
const EC2 = /^\/v3\/users\/([\da-f]{32}|[\da-f]{64})\/credentials\/OS-EC2(?:\/[\w-]+)?\/?$/;

export interface IdentityRequest {
  readonly method: string;
  /** Below the Keystone's root, as `belowIdentity` gives it. */
  readonly path: string;
  /** Whether the member sees the caller itself; else the account is one that many people share. */
  readonly own: boolean;
  /** Ids of the caller's account, at the gateway and at the member. */
  readonly ids?: readonly string[];
  /** Whether the caller works in a whole domain: whose accounts it manages is the member's to say (scs-0302). */
  readonly manages?: boolean;
  /** Whether the operator lets people have EC2 credentials there. */
  readonly ec2?: boolean;
  /** Whether it is an application credential that asks: what it makes would outlive it, what it deletes is its owner's. */
  readonly delegated?: boolean;
}

/** Undefined: the member decides. */
export function identityRefusal(request: IdentityRequest): IdentityRefusal | undefined {
  const { method, path, own, ids = [] } = request;
  if (TOKENS.test(path)) return 'tokens';
  const reads = method === 'GET' || method === 'HEAD';
  if (CREDENTIALS.test(path)) {
    if (request.delegated) return reads && LISTS.test(path) ? undefined : 'credentials';
    if (own && request.ec2 && ids.includes(EC2.exec(path)?.[1] ?? '')) return undefined;
    if (reads && LISTS.test(path)) return undefined;
    // What was made before, or elsewhere, may be taken away; not what belongs to all who share the account.
    return method === 'DELETE' && own ? undefined : 'credentials';
  }
  if (own && request.manages) {
    const other = ONE_ACCOUNT.exec(path)?.[1];
    if (method === 'POST' && NEW_ACCOUNT.test(path)) return undefined;
    if ((method === 'PATCH' || method === 'DELETE') && other !== undefined && !ids.includes(other)) return undefined;
  }
  return PASSWORD.test(path) || (!reads && ACCOUNTS.test(path)) ? 'accounts' : undefined;
}

/** Whether a path of a member's Keystone gives a token. `rest` is percent-encoded. */
export const givesTokens = (rest: string): boolean => TOKENS.test(asServersRead(rest));

/** Where something stands: `connectTo` of its URL. */
interface Place {
  readonly origin: string;
  readonly prefix: string;
}

/**
 * The part of a path below the member's Keystone, whichever service it was asked under: a catalogue may list a root that
 * holds several services. `rest` is what follows the service's root, percent-encoded. Undefined where it leads elsewhere.
 */
export function belowIdentity(identity: Place, service: Place, rest: string): string | undefined {
  if (service.origin !== identity.origin) return undefined;
  if (!isBelow(identity.prefix, service.prefix) && !isBelow(service.prefix, identity.prefix)) return undefined;
  const path = asServersRead(`${service.prefix}${rest}`);
  return isBelow(path, identity.prefix) ? path.slice(identity.prefix.length) || '/' : undefined;
}

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/**
 * WSGI servers undo escapes once, before anything looks at the path, and take repeated slashes for one; a server in front of
 * them may take a backslash for one too.
 */
const asServersRead = (path: string): string => decoded(path).replace(/[\\/]+/g, '/');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Escapes that are no UTF-8: byte by byte, since the server reads the rest all the same.
    return path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
