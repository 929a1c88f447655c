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
  /**
   * Paths of the body's fields: `server.addresses`, `volumes[].id`; of an empty list `volume.attachments[]`, of nothing `server.host?`.
   * Of an error, its kind: `badRequest`, `NeutronError: PortNotFound`.
   */
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

/** What users choose the keys of, and addresses of the machine. */
const FREE = new Set(['metadata', 'volume_image_metadata', 'extra_specs', 'addresses', 'links']);
/** An image has the properties that it was given beside its own fields. */
const OF_IMAGES = new Set(
  [
    'id name status visibility protected owner checksum size virtual_size container_format disk_format min_disk min_ram tags',
    'created_at updated_at self file schema direct_url locations stores os_hidden os_hash_algo os_hash_value',
  ].flatMap((names) => names.split(' ')),
);

/** One in a list, or the whole body. */
const isImage = (path: string, value: object): boolean =>
  path === 'images[]' || (path === '' && 'disk_format' in value);

function shapeOf(status: number, json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  if (status >= 400) {
    const [kind = ''] = Object.keys(json);
    const type = at(json, [kind, 'type']);
    return [typeof type === 'string' ? `${kind}: ${type}` : kind];
  }
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, name: string): void => {
    if (value === null) return void paths.add(`${path}?`);
    if (typeof value !== 'object' || FREE.has(name)) return void paths.add(path);
    if (Array.isArray(value) && value.length === 0) return void paths.add(`${path}[]`);
    if (Array.isArray(value)) return void walk(value[0], `${path}[]`, name);
    for (const [key, inner] of Object.entries(value))
      if (!isImage(path, value) || OF_IMAGES.has(key)) walk(inner, path === '' ? key : `${path}.${key}`, key);
  };
  walk(json, '', '');
  return [...paths].sort();
}

/** Said of each step: equal where these are. */
export const verdictOf = ({ status, shape }: Pick<Played, 'status' | 'shape'>): string =>
  status >= 400 ? `${status} ${shape.join(' ')}`.trim() : `${status}`;

/** What is kept of a step: title, verdict, and the fields of what was no error. */
export type Recorded = readonly [title: string, verdict: string, fields?: string];

export const recordOf = (played: Played): Recorded => {
  const fields = played.status < 400 ? played.shape.join(' ') : '';
  return fields === '' ? [played.title, verdictOf(played)] : [played.title, verdictOf(played), fields];
};
