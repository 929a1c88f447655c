// SPDX-License-Identifier: Apache-2.0
// Changes of what was made: a counter in a network's description, which several raise at once under `If-Match`, and deletions.
// Each raise that is acknowledged counts: where the cloud has fewer than that, an update was lost.
import { randomInt } from 'node:crypto';
import { expectStatus, JSON_BODY } from './answers.ts';
import type { Ledger } from './ledger.ts';
import type { Sender } from './senders.ts';
import type { User } from './users.ts';

interface Thing {
  readonly name: string;
  readonly user: User;
  readonly cloud: string;
  readonly id: string;
}

export interface Changes {
  made(thing: Thing): void;
  update(sender: Sender): Promise<void>;
  remove(sender: Sender): Promise<void>;
  /** They are swept. */
  forget(): void;
}

/** So few that raises meet, and so many that one of a cloud in trouble is not all that is asked for. */
const RAISED = 8;
const MOST = 200;

export function createChanges(ledger: Ledger, tokenOf: (user: User) => string): Changes {
  const things: { readonly thing: Thing; busy: number }[] = [];
  const at = (thing: Thing) => ({
    path: `/scs/v1/networks/${thing.cloud}/${thing.id}`,
    headers: { 'x-auth-token': tokenOf(thing.user) },
  });
  const blame = (error: unknown, { cloud }: Thing): Error => Object.assign(error as Error, { cloud });

  async function raise(sender: Sender, thing: Thing): Promise<void> {
    const { path, headers } = at(thing);
    const read = expectStatus(await sender.send({ method: 'GET', path, headers }), 200);
    const { description } = JSON.parse(read.text) as { description: string };
    const body = JSON.stringify({ description: String(Number(description) + 1) });
    const patch = { ...headers, ...JSON_BODY, 'if-match': String(read.headers.etag) };
    let status: number | undefined;
    try {
      const got = await sender.send({ method: 'PATCH', path, headers: patch, body });
      status = got.status;
      // Others were first, or are at it.
      if (status !== 409 && status !== 412) expectStatus(got, 200);
    } finally {
      if (status === 200) ledger.raised(thing.name);
      else if (status !== 409 && status !== 412) ledger.mayBeRaised(thing.name);
    }
  }

  return {
    made(thing) {
      things.push({ thing, busy: 0 });
      if (things.length > MOST) things.splice(RAISED, 1);
    },
    async update(sender) {
      const one = things[randomInt(RAISED)];
      if (one === undefined) return;
      one.busy += 1;
      try {
        await raise(sender, one.thing);
      } catch (error) {
        throw blame(error, one.thing);
      } finally {
        one.busy -= 1;
      }
    },
    async remove(sender) {
      // Now and then one that was raised.
      const index = Math.min(randomInt(4 * RAISED), things.length - 1);
      const one = things[index];
      if (one === undefined || one.busy > 0) return;
      things.splice(index, 1);
      const { thing } = one;
      ledger.mayBeRemoved(thing.name);
      try {
        expectStatus(await sender.send({ method: 'DELETE', ...at(thing) }), 204);
        ledger.removed(thing.name);
      } catch (error) {
        throw blame(error, thing);
      }
    },
    forget() {
      things.length = 0;
    },
  };
}
