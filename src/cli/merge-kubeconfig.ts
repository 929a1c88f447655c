// SPDX-License-Identifier: Apache-2.0
// Puts a kubeconfig into the one that is there, as `kubectl config` does: entries of the same name are replaced, all else
// stays as it is, comments and the current context too. What belongs to something else is not overwritten.
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { CommandError } from './command.ts';
import { replaceFile } from './replace-file.ts';

/** Where kubectl writes new entries: the first file of $KUBECONFIG, else its own default. */
export const kubeconfigFile = (env: Readonly<Record<string, string | undefined>>): string =>
  (env.KUBECONFIG ?? '').split(delimiter).find((path) => path !== '') ?? join(homedir(), '.kube', 'config');

const LISTS = ['clusters', 'users', 'contexts'] as const;

/** The names of the contexts that are in the file now because of this. */
export async function mergeInto(file: string, added: string): Promise<string[]> {
  return (await replaceFile(file, (before) => merge(before, added, file))).contexts;
}

/** Throws a `CommandError` where one of the names is taken by something else. */
export function merge(before: string, added: string, file: string): { text: string; contexts: string[] } {
  const ours = documentOf(added, 'the kubeconfig of the gateway');
  const theirs = before.trim() === '' ? documentOf('apiVersion: v1\nkind: Config\n', file) : documentOf(before, file);
  refuseForeign(theirs, ours, file);
  for (const list of LISTS) {
    const items = namesOf(ours, list);
    const old = theirs.get(list);
    const kept = isSeq(old) ? old.items.filter((item) => !(isMap(item) && items.has(String(item.get('name'))))) : [];
    const before = namesOf(theirs, list);
    const fresh = [...items.values()].map((item) => withNamespace(item, before.get(item.name)));
    if (isSeq(old)) old.items = [...kept, ...fresh.map((item) => theirs.createNode(item))];
    else theirs.set(list, theirs.createNode(fresh));
  }
  const current = theirs.get('current-context');
  if (typeof current !== 'string' || current === '') theirs.set('current-context', ours.get('current-context') ?? '');
  return { text: theirs.toString(), contexts: [...namesOf(ours, 'contexts').keys()] };
}

function documentOf(text: string, what: string): Document {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new CommandError(`${what} is not YAML: ${document.errors[0]?.message}`);
  if (!isMap(document.contents)) throw new CommandError(`${what} is no kubeconfig`);
  return document as Document;
}

interface Entry {
  readonly name: string;
  readonly cluster?: { readonly server?: string };
  readonly context?: { readonly namespace?: string };
}

/** That of `kubectl config set-context --namespace` stays, unless another one is asked for. */
function withNamespace(item: Entry, before: Entry | undefined): Entry {
  const namespace = before?.context?.namespace;
  return item.context && namespace !== undefined ? { ...item, context: { namespace, ...item.context } } : item;
}

const namesOf = (document: Document, list: (typeof LISTS)[number]): Map<string, Entry> => {
  const items = (document.toJS() as Record<string, unknown>)[list];
  return new Map((Array.isArray(items) ? (items as Entry[]) : []).map((item) => [item.name, item]));
};

/** A cluster of another server with one of our names would be lost, and its context would lead elsewhere. */
function refuseForeign(theirs: Document, ours: Document, file: string): void {
  const mine = namesOf(ours, 'clusters');
  const there = namesOf(theirs, 'clusters');
  const hosts = new Set([...mine.values()].map(({ cluster }) => URL.parse(cluster?.server ?? '')?.host));
  for (const name of mine.keys()) {
    const server = there.get(name)?.cluster?.server;
    if (server !== undefined && !hosts.has(URL.parse(server)?.host))
      throw new CommandError(
        `${file} has a cluster "${name}" of another server, ${server}: rename it there, or write to a file of its own and list both in KUBECONFIG`,
      );
  }
}
