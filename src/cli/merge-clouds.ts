// SPDX-License-Identifier: Apache-2.0
// Puts one cloud into a clouds.yaml, which may have others, comments and a style of its own: all of that stays. An entry of
// the same name is changed only where it is of the same gateway.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Document, isMap, Pair, parseDocument, YAMLMap } from 'yaml';
import { putInMap } from '../config/edit.ts';
import { CommandError } from './command.ts';

/** Where openstacksdk looks first (after the working directory), and gophercloud too. */
export function cloudsFile(env: Readonly<Record<string, string | undefined>>, home = homedir()): string {
  if (env.OS_CLIENT_CONFIG_FILE) return env.OS_CLIENT_CONFIG_FILE;
  const config = env.XDG_CONFIG_HOME;
  return join(config && isAbsolute(config) ? config : join(home, '.config'), 'openstack', 'clouds.yaml');
}

export interface CloudEntry {
  readonly auth_type: string;
  readonly auth: Readonly<Record<string, string>> & { readonly auth_url: string };
  readonly [more: string]: unknown;
}

/** `note` becomes a comment in the entry. */
export function mergeCloud(
  before: string,
  name: string,
  entry: CloudEntry,
  file: string,
  note?: string,
): { text: string } {
  const document = parseDocument(before.trim() === '' ? 'clouds: {}\n' : before);
  if (document.errors.length > 0) throw new CommandError(`${file} is not YAML: ${document.errors[0]?.message}`);
  if (!isMap(document.contents)) throw new CommandError(`${file} is no clouds.yaml`);
  const clouds = document.get('clouds');
  if (!isMap(clouds)) {
    if (clouds !== undefined && clouds !== null)
      throw new CommandError(`${file} is no clouds.yaml: clouds is no mapping`);
    document.set('clouds', document.createNode({}));
  }
  const list = document.get('clouds');
  if (isMap(list) && list.items.length === 0) list.flow = false;
  const old = document.getIn(['clouds', name]);
  if (old === undefined) document.setIn(['clouds', name], document.createNode(entry));
  else replaceEntry(document, name, old, entry, file);
  const written = document.getIn(['clouds', name]);
  if (isMap(written) && note !== undefined) {
    const auth = written.items.find(({ key }) => String(key) === 'auth');
    if (auth !== undefined && typeof auth.key === 'object' && auth.key !== null)
      Object.assign(auth.key, { commentBefore: ` ${note}` });
  }
  const byHand = putInMap(before, ['clouds'], name, blockOf(document, name), document.toJS());
  return { text: byHand ?? document.toString({ lineWidth: 0 }) };
}

/** The entry alone, with the comments in it; those before and after it stay in the file where they are. */
function blockOf(document: Document, name: string): string {
  const map = document.get('clouds');
  const pair = isMap(map) ? map.items.find(({ key }) => String(key) === name) : undefined;
  if (pair === undefined) return '';
  const alone = new Document(new YAMLMap());
  const key = document.createNode(name);
  (alone.contents as YAMLMap).items.push(new Pair(key, pair.value));
  return alone.toString({ lineWidth: 0 }).replace(/(?:\n *#[^\n]*|\n[ \r]*)+$/, '');
}

/** Fields that the user has set beside the login stay: versions of APIs, a region, networks. */
function replaceEntry(document: Document, name: string, old: unknown, entry: CloudEntry, file: string): void {
  const url = isMap(old) ? document.getIn(['clouds', name, 'auth', 'auth_url']) : undefined;
  if (!isMap(old) || typeof url !== 'string' || URL.parse(url)?.origin !== new URL(entry.auth.auth_url).origin)
    throw new CommandError(
      `${file} has a cloud "${name}" that is not of this gateway: choose another name with --name, or rename it there`,
    );
  for (const [key, value] of Object.entries(entry))
    if (key === 'auth' || key === 'auth_type' || !old.has(key))
      old.set(document.createNode(key), document.createNode(value));
}
