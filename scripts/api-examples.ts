// SPDX-License-Identifier: Apache-2.0
// An object of each resource for the document of the SCS API: what the adapters make of what real clouds answered. Of all
// objects in the contract suite's fixtures it is the one that tells most.
import type { ResourceAdapter, Where } from '../src/model/scs/adapter.ts';
import { RESOURCES } from '../src/model/scs/resources/index.ts';
import { type AdapterFixture, KINDS } from '../test/contract/scs-fixtures/index.ts';
import { fakeApi } from '../test/contract/scs-native-api.ts';

const LONGEST = 4;

export async function apiExamples(): Promise<ReadonlyMap<string, string>> {
  const examples: Record<string, unknown> = {};
  for (const { plural } of RESOURCES) {
    const items = await Promise.all(
      KINDS.flatMap(({ resources, fixtures }) =>
        fixtures.filter((fixture) => fixture.plural === plural).map((fixture) => itemsOf(fixture, resources[plural])),
      ),
    );
    const [best] = items.flat().toSorted((a, b) => told(b) - told(a));
    if (best !== undefined) examples[plural] = cut(best);
  }
  return new Map([['src/gateway/surfaces/scs/document/examples.json', `${JSON.stringify(examples, null, 2)}\n`]]);
}

async function itemsOf({ member, options = {} }: AdapterFixture, adapter?: ResourceAdapter): Promise<unknown[]> {
  if (adapter === undefined) return [];
  // One cloud for all, whichever it was that answered.
  const api = fakeApi(member, { ...options, cloud: 'cloud-a', region: 'cloud-a' });
  const where: Where = {
    cloud: 'cloud-a',
    region: 'cloud-a',
    project: api.project?.id ?? null,
    ...(api.cluster === undefined ? {} : { cluster: api.cluster }),
  };
  const items: unknown[] = [];
  for await (const page of adapter.list(api, { filters: {} }))
    items.push(...page.map((found) => adapter.map(found, where)));
  return items;
}

/** Long lists say no more than their beginning. */
function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LONGEST).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cut(part)]));
}

/** How much of it is not null, unknown or empty. */
function told(value: unknown): number {
  if (Array.isArray(value)) return value.slice(0, LONGEST).reduce((sum: number, part) => sum + told(part), 0);
  if (typeof value === 'object' && value !== null)
    return Object.values(value).reduce((sum: number, part) => sum + told(part), 0);
  return value === null || value === '' || value === 'unknown' ? 0 : 1;
}
