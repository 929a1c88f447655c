// SPDX-License-Identifier: Apache-2.0
// What is asked of a member beside the request that a client sent may take as long as a login. The caches behind wait for
// a slow answer all the same; only whoever asked goes on without it.
import { GatewayError } from '../model/errors.ts';
import { inTime } from '../model/in-time.ts';
import type { Member } from '../model/member.ts';

export const withinLogin = <T>({ id: cloud, transport }: Member, work: Promise<T>): Promise<T> =>
  inTime(work, transport.limits.login, () => new GatewayError('memberTimeout', { cloud }));
