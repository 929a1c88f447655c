// SPDX-License-Identifier: Apache-2.0
// What the gateway ends without a request of anybody: the audit stream has it, with the gateway as who has done it.
import { expect, it } from 'vitest';
import { openAudit } from '../../../../src/audit/index.ts';
import type { Entry } from '../../../../src/audit/sink.ts';
import { buildOwnerGroups, type OwnerGroupsDeps } from '../../../../src/build-owner-groups.ts';
import { createAuditRecord } from '../../../../src/gateway/audit/index.ts';
import { createRevocationLog } from '../../../../src/gateway/revocation-log.ts';
import type { Principal } from '../../../../src/model/identity.ts';

const USER = 'a'.repeat(64);
const OWNER = { id: USER, identityProvider: 'keycloak' } as unknown as Principal;

// biome-ignore lint/suspicious/noExplicitAny: events are checked by what the test expects of them
type Event = any;

async function endedBy(act: (deps: Parameters<typeof createRevocationLog>[0]) => void): Promise<readonly Event[]> {
  const entries: Entry[] = [];
  const audit = openAudit({
    options: { spool: { size: 1e6, time: 60_000 } },
    ...{ publicUrl: 'https://gateway.example.org', version: '1', worker: undefined, now: Date.now },
    onEvent: () => undefined,
    onLost: () => undefined,
    log: () => ({ info: () => undefined, warn: () => undefined }),
    sinks: [
      {
        name: 'http',
        send: async (batch) => {
          entries.push(...batch);
        },
        close: () => undefined,
      },
    ],
  });
  const record = createAuditRecord({
    record: audit.record,
    clientOf: () => undefined,
    now: Date.now,
    onDefect: (error) => Promise.reject(error),
  });
  const nobody = (): undefined => undefined;
  act({
    audit: () => ({ record }),
    log: (() => ({ info: nobody, warn: nobody })) as never,
    metrics: (() => ({ ownerAsked: nobody, revocationsFolded: nobody, implausibleRevocation: nobody })) as never,
    now: Date.now,
  });
  await audit.close();
  return entries.filter(({ kind }) => !kind.startsWith('chain.')).map(({ line }) => JSON.parse(line));
}

const asked = (deps: Parameters<typeof createRevocationLog>[0]) =>
  buildOwnerGroups({ ...deps, saysAgain: () => true } as unknown as OwnerGroupsDeps).questions;

it.each<[string, string, Parameters<typeof endedBy>[0]]>([
  ['the account of an owner is gone', 'owner-gone', (deps) => asked(deps).onAsked(OWNER, 'ended', 'gone')],
  ['an owner has lost groups', 'groups-lost', (deps) => asked(deps).onLost(OWNER, 1)],
  ['a login shows fewer groups', 'groups-lost', (deps) => createRevocationLog(deps).groupsLost(OWNER, 1)],
  ['many tokens stand for all', 'many-tokens', (deps) => createRevocationLog(deps).onFolded(USER, 1_000)],
])('%s: one event, by the gateway, about the user', async (_what, reasonCode, act) => {
  const [event, ...more] = await endedBy(act);
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    ...{ name: 'revocation', action: 'revoke', outcome: 'success' },
    reason: { reasonType: 'scs-gateway/endings', reasonCode },
    target: { typeURI: 'data/security/token', id: USER, user: USER },
  });
  expect(event.initiator).toEqual(event.observer);
  expect(event.initiator).toMatchObject({ typeURI: 'service/security', name: 'https://gateway.example.org' });
});

it('that an owner was asked about, or cannot be, ends nothing', async () => {
  expect(
    await endedBy((deps) => {
      asked(deps).onAsked(OWNER, 'refreshed');
      asked(deps).onAsked(OWNER, 'failed', 'away');
    }),
  ).toEqual([]);
});
