// SPDX-License-Identifier: Apache-2.0
// Every call of application credentials and access rules in every variant, as a real Keystone 2025.1 answered it, beside
// the facade's answer. What differs stands in DIFFERENCES, and in the table of docs/identity.md. The steps build on each other.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplicationCredentials } from '../../../../../src/federation/credentials/index.ts';
import { createSeal } from '../../../../../src/federation/seal.ts';
import { createFileStore } from '../../../../../src/store/file.ts';
import { createMemoryStore } from '../../../../../src/store/memory.ts';
import { ALICE, BOB, RESEARCH } from './fake-identity-service.ts';
import { type Answer, type Facade, startFacade } from './start-facade.ts';

interface Recorded {
  readonly status: number;
  readonly message?: string;
  /** Of the document, and of the first object in it. */
  readonly keys?: readonly (readonly string[])[];
}

interface Step {
  readonly title: string;
  /** A user, or the token of an earlier login; with `!` it is also what the request is about. */
  readonly by: string | null;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** For later steps. */
  readonly save?: string;
  readonly keystone: Recorded;
}

const STEPS: readonly Step[] = JSON.parse(
  readFileSync(new URL('./fixtures/keystone-2025.1-application-credentials.json', import.meta.url), 'utf8'),
);
const TABLE = readFileSync(new URL('../../../../../docs/identity.md', import.meta.url), 'utf8');

/** Title of the step → status here, and the row of the table. */
const DIFFERENCES: Readonly<Record<string, readonly [status: number, row: string]>> = {
  'made with a role that nobody has': [400, 'a role by a name that nobody has, in an application credential'],
  'made with a rule without a service': [400, 'an access rule that lacks a field'],
  'login by an id that nobody has': [401, 'a login by an application credential that is not there'],
  'login by a deleted one': [401, 'a login by an application credential that is not there'],
  'made with an unknown key of a rule': [400, 'an unknown key of an access rule'],
  'listed against its rules': [403, 'a request that no access rule allows'],
};

let facade: Facade;
const durable = createFileStore({ folder: ':memory:' });
const tokens = new Map<string, string>();
const saved = new Map<string, Record<string, string>>();
beforeAll(async () => {
  const revoked = new Set<string>();
  const credentials = createApplicationCredentials({
    durable,
    seal: createSeal({ sealing: () => [{ kid: 'k', created: 0, secret: Buffer.alloc(32, 1) }] }),
    store: createMemoryStore({ now: Date.now }),
    revocations: { has: (id) => revoked.has(id), add: async (id) => void revoked.add(id) },
    now: Date.now,
    options: () => ({ perUser: 100, ownerUnseen: Number.POSITIVE_INFINITY }),
    log: { notNoted: () => undefined, unreadable: () => undefined },
  });
  facade = await startFacade({
    applicationCredentials: { credentials, mostRules: () => 50, perUser: () => 100, now: Date.now },
  });
  tokens.set('alice', await facade.login('alice', 'research'));
  tokens.set('bob', await facade.login('bob'));
});
afterAll(async () => {
  await facade.close();
  await durable.close();
});

const BASE: Readonly<Record<string, string>> = {
  me: ALICE.id,
  other: BOB.id,
  project: RESEARCH.id,
  domain: '',
};
const fill = (text: string): string =>
  text
    .replaceAll('{"id": "{domain}"}', '{"name": "acme"}')
    .replace(/\{"id":"\{domain\}"\}/g, '{"name":"acme"}')
    .replace(/\{(\w+)\.?(\w*)\}/g, (whole, name: string, field: string) =>
      field === '' ? (BASE[name] ?? whole) : (saved.get(name)?.[field] ?? whole),
    );

async function ask({ by, method, path, body }: Step): Promise<Answer> {
  const token = by === null ? undefined : tokens.get(by.replace('!', ''));
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { 'x-auth-token': token }),
    ...(by?.endsWith('!') && token !== undefined ? { 'x-subject-token': token } : {}),
  };
  return facade.send(
    method,
    `/identity${fill(path)}`,
    headers,
    body === undefined ? undefined : fill(JSON.stringify(body)),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a foreign document
const firstOf = (body: any): any => {
  const [value] = Object.values(body) as unknown[];
  return Array.isArray(value) ? (value[0] ?? value) : value;
};

const shown = ({ status, body }: Answer): Recorded => {
  if (status >= 300) return { status, message: body.error?.message ?? body.message };
  if (body === undefined) return { status };
  const first = firstOf(body);
  const keys = Array.isArray(first) ? [] : Object.keys(first);
  return { status, keys: [Object.keys(body).sort(), keys.sort()] };
};

describe('each call of application credentials', () => {
  it.each(STEPS.map((step) => [step.title, step] as const))(
    '%s: answered as Keystone does, or as the table of differences says',
    async (title, step) => {
      const answer = await ask(step);
      if (step.save?.startsWith('t')) tokens.set(step.save, answer.headers.get('x-subject-token') ?? '');
      else if (step.save !== undefined && answer.status < 300) saved.set(step.save, firstOf(answer.body));
      const got = shown(answer);
      const [status, row] = DIFFERENCES[title] ?? [];
      if (status !== undefined) {
        expect(got.status).toBe(status);
        expect(TABLE).toContain(`| ${row} |`);
        return;
      }
      const { keystone } = step;
      // A list begins with whichever it begins with.
      const ofList = ({ keys }: Recorded) => keys?.map((list) => list.filter((key) => key !== 'access_rules'));
      const listed = title.startsWith('listed');
      expect([got.status, listed ? ofList(got) : got.keys]).toEqual([
        keystone.status,
        listed ? ofList(keystone) : keystone.keys,
      ]);
      // What Keystone prints of a nested value is cut here.
      const plain = (text = ''): string => text.replace(/Value: [{[].*?[}\]]\. (?:[{[].*?[}\]] )?/, 'Value: … ');
      const want = plain(fill(keystone.message ?? ''));
      expect(plain(got.message).startsWith(want) || plain(got.message)).toBe(true);
    },
  );
});
