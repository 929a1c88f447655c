// SPDX-License-Identifier: Apache-2.0
// A member for tests of the normalised API's adapters: answers questions from a table, refuses all others as a member
// without that object does, and remembers what it was asked.
import { readFileSync } from 'node:fs';
import { GatewayError } from '../../src/model/errors.ts';
import type { NativeApi, NativeCall } from '../../src/model/scs/adapter.ts';

/** What a table's function may give besides a body. */
export class Answer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  constructor(body: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.body = body;
    this.headers = headers;
  }
}

/**
 * `GET compute /servers/detail` → the body, or what makes it. With a query in the key (`…?marker=a`, in any order) only
 * that question is meant, and the longest key wins; a key without one takes every query.
 */
export type Answers = Readonly<Record<string, unknown | ((call: NativeCall) => unknown)>>;

export interface FakeApiOptions {
  /** The services that the member has. Left out: all. */
  readonly services?: readonly string[];
  /** The newest microversion that the member has. Left out: whichever is asked for. */
  readonly microversion?: string;
  readonly cloud?: string;
  readonly region?: string;
  readonly cluster?: string;
  /** False: what is there belongs to no project. */
  readonly project?: false;
}

export interface FakeApi extends NativeApi {
  readonly calls: NativeCall[];
}

export const PROJECT = {
  id: '1111111111111111111111111111aaaa',
  name: 'research',
  domain: { id: 'default', name: 'Default' },
};

export function fakeApi(answers: Answers, options: FakeApiOptions = {}): FakeApi {
  const { services, microversion, cloud = 'cloud-a', region = cloud, cluster } = options;
  const calls: NativeCall[] = [];
  const kept = new Map<string, Promise<unknown>>();
  const refuse = (code: 'notOffered' | 'nativeNotFound', call: NativeCall): never => {
    const native = { status: 404, service: call.service, message: `no answer for ${nameOf(call)}` };
    throw new GatewayError(code, code === 'notOffered' ? {} : { native });
  };
  return {
    cloud,
    region,
    ...(cluster !== undefined ? { cluster } : options.project === false ? {} : { project: PROJECT }),
    signal: new AbortController().signal,
    calls,
    offers: (service) => services?.includes(service) ?? true,
    endpoint: (service) => `https://gateway.example/clouds/${region}/${service}`,
    cached<T>(this: NativeApi, kind: string, what: string, load: (api: NativeApi) => Promise<T>): Promise<T> {
      const key = `${kind} ${what}`;
      const value = kept.get(key) ?? load(this).then((loaded) => JSON.parse(JSON.stringify(loaded)));
      kept.set(key, value);
      return value as Promise<T>;
    },
    async call(call) {
      calls.push(call);
      if (services?.includes(call.service) === false) return refuse('notOffered', call);
      const key = pick(answers, call);
      if (key === undefined) return refuse('nativeNotFound', call);
      const entry = answers[key];
      const value = await (typeof entry === 'function' ? entry(call) : entry);
      const { body, headers } = value instanceof Answer ? value : new Answer(value);
      const sent = older(call.microversion, microversion);
      return {
        status: 200,
        headers,
        body: structuredClone(body),
        ...(sent === undefined ? {} : { microversion: sent }),
      };
    },
  };
}

const nameOf = ({ service, method = 'GET', path, query = {} }: NativeCall): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(Object.fromEntries(given.map(([key, value]) => [key, String(value)])));
  search.sort();
  return `${method} ${service} ${path}${search.size > 0 ? `?${search}` : ''}`;
};

/** The key with the most of its query asked for. */
function pick(answers: Answers, call: NativeCall): string | undefined {
  const [asked = '', search = ''] = nameOf(call).split('?');
  const query = new URLSearchParams(search);
  const fits = Object.keys(answers).filter((key) => {
    const [wanted, rest = ''] = key.split('?');
    return wanted === asked && [...new URLSearchParams(rest)].every(([name, value]) => query.get(name) === value);
  });
  return fits.sort((a, b) => b.length - a.length)[0];
}

const older = (asked: string | undefined, has: string | undefined): string | undefined => {
  if (asked === undefined || has === undefined) return asked;
  const minor = (version: string) => Number(version.split('.')[1]);
  return minor(has) < minor(asked) ? has : asked;
};

/** The body of a recorded answer: `openstack/cloud-a/server-show`. */
export const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')).body;
