// SPDX-License-Identifier: Apache-2.0
// Whether a member's Keystone answers at this moment. A login may find everything it needs in caches; without asking, it
// would promise a cloud that has been gone for an hour. One request without credentials, shared by all logins.
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Member } from '../model/member.ts';

/** The milliseconds that the member took to answer, else fails with a `member…` row. Within the member's login limit. */
export type Liveness = (member: Member) => Promise<number>;

const GOOD_FOR = 2_000;

export interface LivenessDeps {
  readonly now: Clock;
  /** Told of each measurement; null: no answer. */
  readonly onMeasured?: (member: string, ms: number | null) => void;
}

export function createLiveness({ now, onMeasured }: LivenessDeps): Liveness {
  // A changed configuration makes new members; the old ones go with their entry.
  const known = new WeakMap<Member, { readonly answer: Promise<number>; endedAt: number | undefined }>();
  return (member) => {
    const last = known.get(member);
    if (last && (last.endedAt === undefined || Math.abs(now() - last.endedAt) < GOOD_FOR)) return last.answer;
    const entry = { answer: timed(member), endedAt: undefined as number | undefined };
    known.set(member, entry);
    const ended = (): void => {
      entry.endedAt = now();
    };
    entry.answer.then(ended, ended);
    return entry.answer;
  };

  async function timed(member: Member): Promise<number> {
    const began = now();
    try {
      await ask(member);
    } catch (error) {
      onMeasured?.(member.id, null);
      throw error;
    }
    const ms = now() - began;
    onMeasured?.(member.id, ms);
    return ms;
  }
}

/** The version document is public. A front end that answers for a dead Keystone says 502, 503 or 504. */
async function ask(member: Member): Promise<void> {
  const headers = { accept: 'application/json' };
  const { status } = await member.transport.call({ method: 'GET', url: member.authUrl, headers });
  if (status < 500) return;
  throw new KeystoneFails(member.id, status);
}

/** There is a Keystone, or what stands before one, and it answers with a status of 5xx. */
export class KeystoneFails extends GatewayError {
  constructor(cloud: string, status: number) {
    super('memberUnreachable', { cloud, detail: `its Keystone answered ${status}` });
  }
}
