// SPDX-License-Identifier: Apache-2.0
// How the lab's cases speak the normalised API: with an identity provider's token as Bearer and no login step, the way
// curl would, and by the typed client; and what they all take for granted about its answers.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Check, Errors } from 'typebox/value';
import { Agent, fetch as fetchBy } from 'undici';
import { createScsClient } from '../../../clients/typescript/index.ts';
import { RESOURCES } from '../../../src/model/scs/resources/index.ts';
import type { Answer, Env, Json } from '../client.ts';
import type { Context } from './context.ts';

export const PROJECT = 'research';
/** Seconds that a change may take in the lab. */
const PATIENCE = 60;

export interface Scs {
  /** The answer, whatever it is. `path` is below `/scs/v1`. */
  ask(method: string, path: string, body?: unknown, headers?: Env): Promise<Answer>;
  /** The body of an answer that must be 2xx. */
  get(path: string): Promise<Json>;
  post(path: string, body?: unknown): Promise<Json>;
  /** Made, waited for, and come to a good end: the item. */
  make(plural: string, body: object): Promise<Json>;
  /** Changed by an action, and come to a good end: the whole answer. */
  act(plural: string, cloud: string, id: string, action: string, body?: object): Promise<Json>;
  change(plural: string, cloud: string, id: string, body: object): Promise<Json>;
  /** Deleted, and then not found. */
  remove(plural: string, cloud: string, id: string): Promise<void>;
  /** The objects of a cloud in the project, all of it answered. */
  list(plural: string, query?: string): Promise<Json[]>;
}

export async function createScs(lab: Context, user: string): Promise<Scs> {
  const authorization = `Bearer ${await lab.accessToken(user)}`;
  const ask: Scs['ask'] = (method, path, body, headers) =>
    lab.http(method, `${lab.publicUrl}/scs/v1${path}`, { headers: { authorization, ...headers }, body });
  const good = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await ask(method, path, body);
    assert.ok(answer.status >= 200 && answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    ended(answer.json?.operation, `${method} ${path}`);
    return answer.json;
  };
  const one = (plural: string, cloud: string, id: string): string => `/${plural}/${cloud}/${encodeURIComponent(id)}`;
  return {
    ask,
    get: (path) => good('GET', path),
    post: (path, body) => good('POST', path, body),
    async make(plural, body) {
      const { item } = await good('POST', `/${plural}?wait=${PATIENCE}`, body);
      checkItem(plural, item);
      return item;
    },
    act: (plural, cloud, id, action, body) =>
      good('POST', `${one(plural, cloud, id)}/actions/${action}?wait=${PATIENCE}`, body),
    change: async (plural, cloud, id, body) => (await good('PATCH', one(plural, cloud, id), body)).item,
    async remove(plural, cloud, id) {
      await good('DELETE', `${one(plural, cloud, id)}?wait=${PATIENCE}`);
      const after = await ask('GET', one(plural, cloud, id));
      assert.equal(after.status, 404, `${plural} ${id} is there still: ${after.text}`);
      checkProblem(after);
    },
    async list(plural, query = '') {
      let { items, clouds } = await good('GET', `/${plural}?project=${PROJECT}&${query}`);
      // Older than its life, which a slow machine may take between two looks: the newer answer is on its way.
      for (let tries = 0; tries < 10 && clouds.some(({ status }: Json) => status === 'stale'); tries++) {
        await sleep(1_000);
        ({ items, clouds } = await good('GET', `/${plural}?project=${PROJECT}&${query}`));
      }
      for (const report of clouds) assert.equal(report.status, 'ok', JSON.stringify(report));
      if (!/\bfields=/.test(query)) for (const item of items) checkItem(plural, item);
      return items;
    },
  };
}

/** An operation that was waited for must have come to its end, and a good one. */
function ended(operation: Json, what: string): void {
  if (operation === undefined) return;
  assert.equal(operation.status, 'succeeded', `${what}: ${JSON.stringify(operation)}`);
  assert.equal(operation.progress, 100);
}

/** As the API describes it, and of a status that it knows: nothing that these clouds say is news. */
function checkItem(plural: string, item: Json): void {
  const definition = RESOURCES.find((one) => one.plural === plural);
  assert.ok(definition, plural);
  const faults = Check(definition.item, item) ? [] : Errors(definition.item, item);
  assert.deepEqual(faults, [], `${plural}: ${JSON.stringify(item)}`);
  assert.notEqual(item.status, 'unknown', `${plural}: ${JSON.stringify(item)}`);
}

/** RFC 9457, with the row of the error table and the request that it names. */
export function checkProblem(answer: Answer): Json {
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/, answer.text);
  const { type, code, status, detail, requestId } = answer.json;
  assert.equal(type, `urn:scs-gateway:error:${code}`);
  assert.equal(status, answer.status);
  assert.ok(typeof detail === 'string' && detail.length > 0);
  assert.match(requestId, /^req-/);
  assert.doesNotMatch(answer.text, /127\.0\.0\.[23]|localhost/, 'the address of a member');
  return answer.json;
}

/** The typed client of the API, as a program would use it. */
export async function typedClient(lab: Context, user: string, ca: string) {
  const dispatcher = new Agent({ connect: { ca } });
  const client = createScsClient({
    serverUrl: lab.publicUrl,
    auth: { bearer: await lab.accessToken(user) },
    async fetch(request) {
      const { url, method, signal } = request;
      const body = request.body === null ? null : await request.text();
      const answer = await fetchBy(url, { method, headers: [...request.headers], body, signal, dispatcher });
      return answer as unknown as Response;
    },
  });
  return Object.assign(client, { close: () => dispatcher.close() });
}
