// SPDX-License-Identifier: Apache-2.0
// Every call of application credentials and access rules in every variant, as a real Keystone 2025.1 answered it, beside
// the facade's answer. What may differ stands in the table of docs/identity.md. The steps build on each other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domainRef } from '../../../../../src/model/ids.ts';
import { course, differs, plainMessage, type Recorded, STEPS, shown } from '../../../../contract/credential-calls.ts';
import { ALICE, BOB, RESEARCH } from './fake-identity-service.ts';
import { type Facade, startFacade } from './start-facade.ts';

let facade: Facade;
let keystone: ReturnType<typeof course>;
beforeAll(async () => {
  facade = await startFacade();
  keystone = course({
    ids: { me: ALICE.id, other: BOB.id, project: RESEARCH.id, domain: domainRef('acme').id },
    tokens: { alice: await facade.login('alice', 'research'), bob: await facade.login('bob') },
    send: async (method, path, headers, body) => {
      const answer = await facade.send(method, `/identity${path}`, headers, body);
      return { ...answer, headers: Object.fromEntries(answer.headers) };
    },
  });
});
afterAll(() => facade.close());

describe('each call of application credentials', () => {
  it.each(STEPS.filter(({ live }) => !live).map((step) => [step.title, step] as const))(
    '%s: answered as Keystone does, or as the table of differences says',
    async (title, step) => {
      const got = shown(await keystone.run(step));
      const status = differs(title);
      if (status !== undefined) {
        expect(got.status).toBe(status);
        return;
      }
      // A list begins with whichever it begins with.
      const ofList = ({ keys }: Recorded) => keys?.map((list) => list.filter((key) => key !== 'access_rules'));
      const listed = title.startsWith('listed');
      expect([got.status, listed ? ofList(got) : got.keys]).toEqual([
        step.keystone.status,
        listed ? ofList(step.keystone) : step.keystone.keys,
      ]);
      const want = plainMessage(keystone.fill(step.keystone.message ?? ''));
      expect(plainMessage(got.message).startsWith(want) || plainMessage(got.message)).toBe(true);
    },
  );
});
