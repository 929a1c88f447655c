// SPDX-License-Identifier: Apache-2.0
// Which bytes of a path pass to whom: the one rule, for every surface. A path goes on as it came or not at all, so what is
// judged here is only whether the server behind could take it for a path that the gateway did not see. Which rule holds for
// whom: adapters/openstack/paths.ts and adapters/kubernetes/requests.ts. docs/catalogue-and-lens.md has the table.
import { GatewayError } from './errors.ts';

/**
 * `plain`: no backslash, no NUL, no line break, no dot segment, no broken escape. `backslashes`: names with one pass, since
 * WSGI takes it for a letter. `below`: whatever a name may be, dot segments too, as long as they do not lead out above the
 * path's beginning. `anything`: there is nothing to lead out of.
 */
export type PathRule = 'plain' | 'backslashes' | 'below' | 'anything';

/** HTTP has no such bytes in a path (RFC 9112 §3.2), whoever reads it. */
const IMPOSSIBLE = String.raw`[\0-\x20\x7f#]`;
const LETTERS = '%00|%0[ad]';
const BACKSLASH = String.raw`\\|%5c`;
/**
 * A dot segment in any spelling. Servers undo escapes before they resolve such segments (nginx, Apache httpd), some take a
 * backslash for a slash, some drop what follows a semicolon (Tomcat) or a NUL.
 */
const DOTS = String.raw`(?:^|\/|%2f|${BACKSLASH})(?:\.|%2e){1,2}(?=$|\/|%2f|${BACKSLASH}|;|%3b|%00)`;
const BROKEN = '%(?![0-9a-f]{2})';

const rule = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'i');
const ODD = rule(IMPOSSIBLE, LETTERS, BACKSLASH, DOTS, BROKEN);
const REFUSED: Readonly<Record<PathRule, RegExp>> = {
  plain: ODD,
  backslashes: rule(IMPOSSIBLE, LETTERS, DOTS, BROKEN),
  below: rule(IMPOSSIBLE),
  anything: rule(IMPOSSIBLE),
};

/** Whether there is anything in it to be judged: hardly ever, and this is all that an ordinary path costs. */
export const isOdd = (path: string): boolean => ODD.test(path);

/** Throws `badTarget`. */
export function refusePath(path: string, as: PathRule): void {
  if (REFUSED[as].test(path)) throw new GatewayError('badTarget');
  if (as === 'below' && leadsOut(path))
    throw new GatewayError('badTarget', {
      message: 'The dot segments of the request target lead out of what it is sent to.',
    });
}

const DOT_SEGMENT = new RegExp(DOTS, 'gi');
const UP = /(?:\.|%2e){2}$/i;
/** What servers merge with the slash before it, or drop. */
const NAMELESS = /^(?:%2f|\\|%5c)*(?:$|;|%3b|%00)/i;

/**
 * Whether some server could resolve the path to one above its beginning. Reckoned for the worst of all readings: each `..`
 * in any spelling goes up, and only what stands between real slashes, has a name and no dot segment goes down.
 */
function leadsOut(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/')) {
    const dots = segment.match(DOT_SEGMENT);
    if (dots === null) depth += NAMELESS.test(segment) ? 0 : 1;
    else depth -= dots.filter((one) => UP.test(one)).length;
    if (depth < 0) return true;
  }
  return false;
}
