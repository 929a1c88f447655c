// SPDX-License-Identifier: Apache-2.0
// What was begun with a token ends with it: a stream that outlives its token is a right that nobody can take back.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tokens } from '../../../federation/tokens.ts';
import { breakOff } from '../../../http/client-stream.ts';
import type { Clock } from '../../../model/clock.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { tokenOf } from './authenticate.ts';

export interface TokenEndDeps {
  readonly tokens: Pick<Tokens, 'claimsToBeOurs' | 'known' | 'verify'>;
  readonly now: Clock;
}

/** How soon a revocation is noticed. */
const LOOK_EVERY = 3_000;
/** For the last words of the stream; a reader that does not read must not keep it. */
const GRACE = 5_000;

/** Aborts `work` once the request's token has ended or was revoked, and soon after breaks the answer off. */
export function endWithToken(
  { tokens, now }: TokenEndDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  expiresAt: number,
  work: AbortController,
): void {
  const token = tokenOf(request) ?? '';
  const ours = tokens.claimsToBeOurs(token);
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    if (work.signal.aborted) return;
    timer = setTimeout(look, Math.max(0, Math.min(LOOK_EVERY, expiresAt - now())));
  };
  const look = (): void => {
    if (expiresAt <= now()) end();
    else if (!ours || tokens.known(token) !== undefined) next();
    else tokens.verify(token).then(next, (cause) => (toGatewayError(cause).code === 'unauthorized' ? end() : next()));
  };
  const end = (): void => {
    if (work.signal.aborted) return;
    work.abort(new GatewayError('unauthorized', { detail: 'the token ended while the answer was under way' }));
    timer = setTimeout(() => breakOff(reply.raw), GRACE);
  };
  next();
  reply.raw.once('close', () => {
    clearTimeout(timer);
    // A look that is under way must not set it again.
    if (!work.signal.aborted) work.abort();
  });
}
