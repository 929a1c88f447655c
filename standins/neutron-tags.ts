// SPDX-License-Identifier: Apache-2.0
// Tags of any of Neutron's resources: all of them, and each one by its name (neutron extensions/tagging.py).
import { answer, type Call, dig, isoSeconds, object, Refusal, type Route, route } from './http.ts';

type Tagged = Record<string, unknown>;

const LONGEST = 255;
const MOST = 50;

const refuse = (status: number, type: string, message: string): never => {
  throw new Refusal(status, { NeutronError: { type, message, detail: '' } });
};

/** `find` refuses where there is no such row. */
export function tagRoutes(path: string, find: (call: Call) => Tagged, now: () => number): Route[] {
  const tagsOf = (call: Call): string[] => (find(call).tags as string[] | undefined) ?? [];
  const has = (call: Call): string => {
    const tag = call.params[1] ?? '';
    if (!tagsOf(call).includes(tag)) refuse(404, 'TagNotFound', `Tag ${tag} could not be found.`);
    return tag;
  };
  /** A change of the tags is one of the object. */
  const set = (call: Call, tags: readonly string[]): readonly string[] => {
    if (tags.length > MOST) {
      const message = `The number of tags exceed the per-resource limit of ${MOST}`;
      refuse(400, 'BadRequest', `Bad tags request: ${message}.`);
    }
    const row = find(call);
    // Those who may see a shared or external network may not tag it.
    if (row.project_id !== call.token.project?.id)
      refuse(403, 'PolicyNotAuthorized', 'rule:update_networks is disallowed by policy');
    const at = { updated_at: isoSeconds(now()), revision_number: Number(row.revision_number ?? 0) + 1 };
    Object.assign(row, at, { tags: [...tags].sort() });
    return row.tags as readonly string[];
  };
  const all = `${path}/:id/tags`;
  const one = `${all}/:tag`;
  return [
    route('GET', all, (call) => answer(200, { tags: tagsOf(call) })),
    route('PUT', all, async (call) => {
      const wanted = dig(object(await call.json()), 'tags');
      const wrong = !Array.isArray(wanted) ? 'Invalid tags body' : faultOf(wanted);
      if (wrong !== undefined) refuse(400, 'InvalidInput', `Invalid input for operation: ${wrong}.`);
      find(call);
      return answer(200, { tags: set(call, wanted as string[]) });
    }),
    route('DELETE', all, (call) => {
      set(call, []);
      return answer(204);
    }),
    route('GET', one, (call) => {
      has(call);
      return answer(204);
    }),
    route('PUT', one, (call) => {
      const tag = call.params[1] ?? '';
      const wrong = faultOf([tag]);
      if (wrong !== undefined) refuse(400, 'InvalidInput', `Invalid input for operation: ${wrong}.`);
      set(call, [...new Set([...tagsOf(call), tag])]);
      return answer(201);
    }),
    route('DELETE', one, (call) => {
      const tag = has(call);
      set(
        call,
        tagsOf(call).filter((other) => other !== tag),
      );
      return answer(204);
    }),
  ];
}

function faultOf(tags: readonly unknown[]): string | undefined {
  for (const tag of tags) {
    if (typeof tag !== 'string') return `'${tag}' is not a valid string`;
    if (tag.length > LONGEST) return `'${tag}' exceeds maximum length of ${LONGEST}`;
  }
  return new Set(tags).size < tags.length ? `Duplicate items in the list: '${tags.join(', ')}'` : undefined;
}

/** The rows that have all tags of the query. */
export function withTags<T extends Tagged>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const wanted = query.getAll('tags').flatMap((tags) => tags.split(','));
  return rows.filter(({ tags }) => wanted.every((tag) => (tags as readonly string[] | undefined)?.includes(tag)));
}
