// SPDX-License-Identifier: Apache-2.0
// Plays the script somewhere and says of each step what was answered: the status, and the shape of the body.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './script.ts';

export interface Place {
  /** Of the service, in the caller's project. */
  endpoint(service: Step['service']): string;
  send(
    method: string,
    url: string,
    options: { readonly headers: Readonly<Record<string, string>>; readonly body?: string },
  ): Promise<{ readonly status: number; readonly text: string }>;
  readonly token: string;
}

export interface Played {
  readonly title: string;
  readonly status: number;
  /** Paths of the body's fields: `server.addresses`, `volumes[].id`. Of an error, its kind: `badRequest`, `NeutronError: PortNotFound`. */
  readonly shape: readonly string[];
  /** What was said, for whoever compares. */
  readonly text: string;
}

const NOBODY = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const MICROVERSIONS: Readonly<Record<Step['service'], Readonly<Record<string, string>>>> = {
  compute: { 'openstack-api-version': 'compute 2.90' },
  volume: { 'openstack-api-version': 'volume 3.60' },
  network: {},
  image: {},
};

/** `patience`: milliseconds for a state to come. */
export async function play(script: readonly Step[], place: Place, patience: number): Promise<readonly Played[]> {
  const names = new Map([['nobody', NOBODY]]);
  const put = (text: string): string => text.replace(/\{(\w+)\}/g, (all, name: string) => names.get(name) ?? all);
  const played: Played[] = [];
  for (const { title, service, method, path, body, save = {}, until } of script) {
    const send = () =>
      place.send(method, `${place.endpoint(service)}${put(path)}`, {
        headers: {
          'x-auth-token': place.token,
          accept: 'application/json',
          ...MICROVERSIONS[service],
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: put(JSON.stringify(body)) }),
      });
    const end = Date.now() + patience;
    let answer = await send();
    const there = (): boolean =>
      until === undefined ||
      ('status' in until ? answer.status === until.status : at(jsonOf(answer.text), until.at) === until.is);
    while (!there() && Date.now() < end) {
      await sleep(Math.min(500, patience / 20));
      answer = await send();
    }
    const json = jsonOf(answer.text);
    for (const [name, where] of Object.entries(save)) {
      const value = at(json, where);
      if (typeof value === 'string') names.set(name, value);
    }
    played.push({ title, status: answer.status, shape: shapeOf(answer.status, json), text: answer.text.slice(0, 400) });
  }
  return played;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (here, key) => (typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined),
    value,
  );

/** Keys that users choose. */
const FREE = new Set(['metadata', 'extra_specs', 'addresses', 'links', 'metadata.a']);

function shapeOf(status: number, json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  if (status >= 400) {
    const [kind = ''] = Object.keys(json);
    const type = at(json, [kind, 'type']);
    return [typeof type === 'string' ? `${kind}: ${type}` : kind];
  }
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, name: string): void => {
    if (Array.isArray(value)) return void (value.length > 0 && walk(value[0], `${path}[]`, name));
    if (typeof value !== 'object' || value === null || FREE.has(name)) return void paths.add(path);
    for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, key);
  };
  walk(json, '', '');
  return [...paths].sort();
}

/** Said of each step: equal where these are. Fields that only the real one has are told beside, and are no difference of an answer. */
export const verdictOf = ({ status, shape }: Pick<Played, 'status' | 'shape'>): string =>
  status >= 400 ? `${status} ${shape.join(' ')}`.trim() : `${status}`;
