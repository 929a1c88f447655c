// SPDX-License-Identifier: Apache-2.0
// Inspects a bearer token before any key is used: its size and its kind. Nothing read here is trusted; it only selects
// the next check.
import type { Bearer, BearerKind } from './bearer-kind.ts';
import { BEARERS } from './bearers/index.ts';
import { type Checked, refuse } from './options.ts';

/** Real tokens have 1 to 4 KiB; Node accepts 16 KiB of headers. Checked before anything is parsed. */
const MAX_TOKEN = 16 * 1024;

/** RFC 6750 §2.1, b64token. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

export function readBearer(token: string, kinds: readonly BearerKind[] = BEARERS): Checked<Bearer> {
  if (token.length > MAX_TOKEN) return refuse('tooLarge', `${token.length} characters`);
  if (!B64TOKEN.test(token)) return refuse('malformed', 'not a bearer token');
  for (const kind of kinds) {
    const read = kind.read(token);
    if (read !== undefined) return read;
  }
  return refuse('malformed', 'of no kind that is known');
}
