// SPDX-License-Identifier: Apache-2.0
// How OAuth names a scope of Keystone: `project:<domain>/<name>`, `project:<id>`, `domain:<name>`. A scope token has no
// blanks, quotation marks and letters outside of ASCII (RFC 6749 §3.3), so names are percent-encoded where they need it.
import type { Scope, ScopeRequest } from '../../../model/identity.ts';
import { OAuthRefusal } from './error.ts';

const ID = /^[\da-f]{32}$/;
/** Above what any name may have, escaped. */
const LONGEST = 4_096;

export function readScope(text: string): ScopeRequest {
  if (text.length > LONGEST) throw refused();
  const colon = text.indexOf(':');
  const [kind, rest] = [text.slice(0, colon), text.slice(colon + 1)];
  const parts = rest.split('/').map(decoded);
  if (/\s/.test(text) || parts.includes('')) throw refused();
  const [first = '', second] = parts;
  if (kind === 'domain' && parts.length === 1) return { kind: 'domain', name: first };
  if (kind === 'project' && parts.length === 1 && ID.test(first)) return { kind: 'project', id: first };
  if (kind !== 'project' || parts.length !== 2 || second === undefined) throw refused();
  return { kind: 'project', name: second, domain: { name: first } };
}

export function writeScope(scope: Scope): string | undefined {
  if (scope.kind === 'unscoped') return undefined;
  if (scope.kind === 'domain') return `domain:${encodeURIComponent(scope.domain.name)}`;
  const { domain, name } = scope.project;
  return `project:${encodeURIComponent(domain.name)}/${encodeURIComponent(name)}`;
}

const refused = (): OAuthRefusal =>
  new OAuthRefusal(
    'invalid_scope',
    'A scope is one of project:<domain>/<name>, project:<id> and domain:<name>, with names percent-encoded.',
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused();
  }
}
