// SPDX-License-Identifier: Apache-2.0
// What a program behind an apiserver's proxy (…/pods/x/proxy/…) says is the program's: its challenge, its cookies, its
// redirects. The apiserver passes them, but for what it has to translate because the program does not know where it is
// (k8s.io/apimachinery pkg/util/proxy). docs/reaching-members.md has the rules.
import { NARROWING } from '../../../members/answer-rules.ts';
import type { Cluster } from '../../../model/cluster.ts';
import { setsOwnCookie } from '../../own-cookies.ts';

/** Beside what passes from everybody. */
export const OF_PROGRAMS: ReadonlySet<string> = new Set([
  ...NARROWING,
  'authentication-info',
  'set-cookie',
  'www-authenticate',
]);

/**
 * A cookie stays with the host that the browser has asked, which for pages is that of `kubectl proxy`: with a `Domain` it
 * would be sent to the gateway's neighbours (RFC 6265 §5.2.3), or take the place of theirs. One that is called as the gateway's
 * own for logins gets another name.
 */
export function ownValue(name: string, text: string): string {
  if (name !== 'set-cookie') return text;
  const here = text.replace(/;\s*domain\s*(?:=[^;]*)?(?=;|$)/gi, '');
  return setsOwnCookie(here) ? `not-${here}` : here;
}

/**
 * Where a redirect leads, as seen from the path that was asked; undefined if away from the cluster. Always relative: the
 * client may see the cluster below another path or host than the gateway's own, as through `kubectl proxy`.
 */
export function proxiedLocation(
  location: string,
  { server, origin, prefix }: Pick<Cluster, 'server' | 'origin' | 'prefix'>,
  path: string,
): string | undefined {
  const asked = `${server}${path}`;
  const url = URL.parse(location, asked);
  if (url === null || url.origin !== origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) return undefined;
  return `${relative(new URL(asked).pathname, url.pathname)}${url.search}${url.hash}`;
}

/** RFC 3986 §4.2: two paths from their common folder on. */
function relative(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  let common = 0;
  while (common < here.length && common < there.length - 1 && here[common] === there[common]) common++;
  const up = '../'.repeat(here.length - common);
  const down = there.slice(common).join('/');
  // Else it would be the path that was asked, one from the root, or a scheme.
  return up === '' && (down === '' || /^[^/]*:|^\//.test(down)) ? `./${down}` : `${up}${down}`;
}
