// SPDX-License-Identifier: Apache-2.0
// The stand-in Cinder's snapshots: a table of their own, ready after a while.
import { randomUUID } from 'node:crypto';
import { minorOf, snapshotFault } from './cinder-checks.ts';
import { checkMetadata } from './cinder-metadata.ts';
import { type Answer, answer, type Call, dig, filter, isoMicros, object, paginate, Refusal, text } from './http.ts';

type Snapshot = Record<string, unknown> & {
  readonly id: string;
  readonly project: string;
  readonly user: string;
  readonly readyAt: number;
};

export interface SnapshotDeps {
  readonly now: () => number;
  readonly settle: number;
  /** The volume that is meant; refuses where there is none. */
  readonly volume: (call: Call, id: string) => { readonly id: string; readonly size?: unknown };
  /** The URL of a list, for its paging links. */
  readonly url: (call: Call, path: string) => string;
}

export function createSnapshots({ now, settle, volume, url }: SnapshotDeps) {
  const snapshots = new Map<string, Snapshot>();
  const told = (call: Call, { project, readyAt, user, ...rest }: Snapshot) => ({
    ...rest,
    ...(minorOf(call) >= 14 && { group_snapshot_id: null }),
    ...(minorOf(call) >= 41 && { user_id: user }),
  });
  const view = (call: Call) => (snapshot: Snapshot) => ({
    ...told(call, snapshot),
    status: snapshot.readyAt > now() ? 'creating' : 'available',
    'os-extended-snapshot-attributes:project_id': snapshot.project,
    'os-extended-snapshot-attributes:progress': snapshot.readyAt > now() ? '0%' : '100%',
  });
  const find = (call: Call, id: string): Snapshot => {
    const found = snapshots.get(id);
    if (found?.project === call.token.project?.id && found) return found;
    throw new Refusal(404, { itemNotFound: { code: 404, message: `Snapshot ${id} could not be found.` } });
  };
  return {
    has: (project: string | undefined, id: string): boolean => snapshots.get(id)?.project === project,
    ofVolume: (id: string): boolean => [...snapshots.values()].some(({ volume_id }) => volume_id === id),
    list(call: Call, path: string): Answer {
      const mine = [...snapshots.values()].filter(({ project }) => project === call.token.project?.id).reverse();
      const kept = filter(mine, call.query, [
        'limit',
        'marker',
        'sort',
        'sort_key',
        'sort_dir',
        'all_tenants',
        'offset',
      ]);
      const page = paginate(kept, call.query);
      const next = page.next && { snapshots_links: [{ rel: 'next', href: `${url(call, path)}?${page.next}` }] };
      return answer(200, { snapshots: page.rows.map(view(call)), ...next });
    },
    show: (call: Call, id: string): Answer => answer(200, { snapshot: view(call)(find(call, id)) }),
    async create(call: Call): Promise<Answer> {
      const body = await call.json();
      const wrong = snapshotFault(body);
      if (wrong !== undefined) throw new Refusal(400, { badRequest: { code: 400, message: wrong } });
      const wanted = object(dig(body, 'snapshot'));
      checkMetadata(wanted.metadata);
      const of = volume(call, text(wanted.volume_id) ?? '');
      const snapshot: Snapshot = {
        id: randomUUID(),
        status: 'creating',
        created_at: isoMicros(now()),
        updated_at: null,
        name: text(wanted.name) ?? null,
        description: text(wanted.description) ?? null,
        volume_id: of.id,
        size: of.size,
        metadata: object(wanted.metadata),
        project: call.token.project?.id ?? '',
        user: call.token.user.id,
        readyAt: now() + settle,
      };
      snapshots.set(snapshot.id, snapshot);
      return answer(202, { snapshot: told(call, snapshot) });
    },
    async update(call: Call, id: string): Promise<Answer> {
      const found = find(call, id);
      const { name, description } = object(dig(await call.json(), 'snapshot'));
      const given = Object.entries({ name, description }).filter(([, value]) => value !== undefined);
      Object.assign(found, Object.fromEntries(given), { updated_at: isoMicros(now()) });
      return answer(200, { snapshot: view(call)(found) });
    },
    find,
    remove(call: Call, id: string): Answer {
      snapshots.delete(find(call, id).id);
      return answer(202);
    },
  };
}
