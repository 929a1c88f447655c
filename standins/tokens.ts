// SPDX-License-Identifier: Apache-2.0
// What a stand-in's Keystone remembers of the tokens it gave out. Every other service of that cloud asks here.
import { randomBytes } from 'node:crypto';

export interface Named {
  readonly id: string;
  readonly name: string;
}
export interface Project extends Named {
  readonly domain: Named;
}
export interface User extends Named {
  readonly domain: Named;
  readonly email?: string;
}

export interface Token {
  readonly id: string;
  readonly methods: readonly string[];
  readonly user: User;
  /** Set for users who came by OS-FEDERATION. */
  readonly federation?: { readonly provider: string; readonly protocol: string; readonly groups: readonly string[] };
  readonly project?: Project;
  readonly domain?: Named;
  readonly roles: readonly Named[];
  readonly applicationCredential?: { readonly id: string; readonly name: string; readonly restricted: boolean };
  readonly auditIds: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export function createTokens(now: () => number, lifetime: () => number) {
  const tokens = new Map<string, Token>();
  return {
    issue(facts: Omit<Token, 'id' | 'issuedAt' | 'expiresAt' | 'auditIds'>, parent?: Token): Token {
      const token: Token = {
        ...facts,
        id: `gAAAAA${randomBytes(135).toString('base64url')}`, // the length of a Fernet token
        auditIds: [randomBytes(16).toString('base64url'), ...(parent ? parent.auditIds.slice(-1) : [])],
        issuedAt: now(),
        // A re-scoped token ends with the one it was made from.
        expiresAt: parent?.expiresAt ?? now() + lifetime(),
      };
      tokens.set(token.id, token);
      return token;
    },
    find(id: string | undefined): Token | undefined {
      const token = tokens.get(id ?? '');
      return token && token.expiresAt > now() ? token : undefined;
    },
    revoke(id: string): void {
      tokens.delete(id);
    },
    /** As after a change of the token keys: every token is void. */
    revokeAll(): void {
      tokens.clear();
    },
    get size(): number {
      return tokens.size;
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
