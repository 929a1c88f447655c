// SPDX-License-Identifier: Apache-2.0
// Tags of any of Neutron's resources: all of them, and each one by its name (neutron extensions/tagging.py).
import { answer, type Call, dig, object, Refusal, type Route, route } from './http.ts';

type Tagged = Record<string, unknown>;

/** `find` refuses where there is no such row. */
export function tagRoutes(path: string, find: (call: Call) => Tagged): Route[] {
  const tagsOf = (call: Call): string[] => (find(call).tags as string[] | undefined) ?? [];
  const has = (call: Call): string => {
    const tag = call.params[1] ?? '';
    if (!tagsOf(call).includes(tag)) {
      const error = { type: 'TagNotFound', message: `Tag ${tag} could not be found.`, detail: '' };
      throw new Refusal(404, { NeutronError: error });
    }
    return tag;
  };
  const all = `${path}/:id/tags`;
  const one = `${all}/:tag`;
  return [
    route('GET', all, (call) => answer(200, { tags: tagsOf(call) })),
    route('PUT', all, async (call) => {
      const wanted = dig(object(await call.json()), 'tags');
      if (!Array.isArray(wanted) || wanted.some((tag) => typeof tag !== 'string')) {
        const message = "Invalid tags body. Reason: 'tags' is a required list of strings.";
        throw new Refusal(400, { NeutronError: { type: 'HTTPBadRequest', message, detail: '' } });
      }
      const row = find(call);
      row.tags = [...new Set<string>(wanted)].sort();
      return answer(200, { tags: row.tags });
    }),
    route('DELETE', all, (call) => {
      find(call).tags = [];
      return answer(204);
    }),
    route('GET', one, (call) => {
      has(call);
      return answer(204);
    }),
    route('PUT', one, (call) => {
      find(call).tags = [...new Set([...tagsOf(call), call.params[1] ?? ''])].sort();
      return answer(201);
    }),
    route('DELETE', one, (call) => {
      const tag = has(call);
      find(call).tags = tagsOf(call).filter((other) => other !== tag);
      return answer(204);
    }),
  ];
}
