// SPDX-License-Identifier: Apache-2.0
// What goes with a member: its entry, the files and variables that only it had, what other entries say because of it, and what
// its operator may take away.
import type { Config } from '../config/config.ts';
import { removeFromList } from '../config/edit.ts';
import { leftovers, written } from '../joining/instructions.ts';
import { CommandError } from './command.ts';
import { judge, type OpenedFile } from './member-file.ts';

export async function removal(
  opened: OpenedFile,
  id: string,
  onlyCluster = false,
): Promise<{ readonly text: string; readonly told: string }> {
  const { clouds } = opened.loaded.config;
  const at = clouds.findIndex((cloud) => cloud.id === id);
  const of = clouds.findIndex((cloud) => cloud.clusters.some((cluster) => cluster.id === id));
  if (at === -1 && of === -1) throw new CommandError(`there is no member ${id}: nothing was changed`);
  if (!onlyCluster && at !== -1 && of !== -1 && at !== of)
    throw new CommandError(
      `a cloud and a cluster of another cloud are called ${id}: add --cluster if the cluster is meant`,
    );
  const cluster = onlyCluster || at === -1;
  if (cluster && of === -1) throw new CommandError(`there is no cluster ${id}: nothing was changed`);
  const cloud = clouds[cluster ? of : at] as (typeof clouds)[number];
  const place = cloud.clusters.findIndex((one) => one.id === id);
  // A cloud without anything is none.
  const last = cluster && cloud.openstack === undefined && cloud.further === undefined && cloud.clusters.length === 1;
  if (clouds.length === 1 && (!cluster || last))
    throw new CommandError(`${cloud.id} is the only cloud, and a configuration needs one: nothing was changed`);
  const text =
    cluster && !last
      ? removeFromList(opened.text, ['clouds', of, 'clusters'], place)
      : removeFromList(opened.text, ['clouds'], cluster ? of : at);
  const after = await judge(opened, text);
  const gone = cluster && !last ? { clusters: cloud.clusters.filter((one) => one.id === id) } : cloud;
  const files = opened.loaded.files.filter((file) => !after.files.includes(file));
  const variables = variablesOf(opened.text).filter((name) => !variablesOf(text).includes(name));
  const lines = [
    ...(cluster
      ? []
      : [`The regions and projects of ${id} are gone for users${withClusters(cloud.clusters.map((one) => one.id))}.`]),
    'Sessions that the gateway has there end by themselves. Never give the id to another member: ids and URLs are made of it.',
    ...files.map((file) => `Nothing refers to the file ${file} any more.`),
    ...variables.map((name) => `Nothing refers to the variable ${name} any more.`),
    ...(cluster ? [] : mentions(text, id, cloud.openstack?.authUrl, urlsOf(clouds.filter((one) => one !== cloud)))),
  ];
  const todos = leftovers(gone);
  const undo = todos.length === 0 ? '' : `\n# What the member's operator may take away\n\n${written(todos)}`;
  return { text, told: `${lines.join('\n')}\n${undo}` };
}

const withClusters = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : `, with the clusters ${ids.join(', ')}`;

const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\benv:([A-Za-z_]\w*)/g)].map(([, name = '']) => name)),
];

const urlsOf = (clouds: Config['clouds']): string[] =>
  clouds.flatMap(({ openstack, clusters }) => [
    ...(openstack === undefined ? [] : [openstack.authUrl]),
    ...clusters.map(({ server }) => server),
  ]);

/** With its port where another member is at the same host: each line about that one would be told otherwise. */
const hostOf = ({ host, hostname }: URL, others: readonly string[]): string =>
  others.some((url) => new URL(url).hostname === hostname) ? host : hostname;

/** Lines of what stays that name the cloud or its host, comments too: they may be about it. */
function mentions(text: string, id: string, url: string | undefined, others: readonly string[]): string[] {
  const words = [id, ...(url === undefined ? [] : [hostOf(new URL(url), others)])];
  const named = text
    .split('\n')
    .map((line, index) => ({ line: line.toLowerCase(), number: index + 1 }))
    .filter(({ line }) =>
      words.some((word) => new RegExp(`(?<![\\w-])${word.replaceAll(/[^\w]/g, '\\$&')}(?![\\w-])`).test(line)),
    );
  const numbers = named.slice(0, 20).map(({ number }) => number);
  if (numbers.length === 0) return [];
  const more = named.length > numbers.length ? ', …' : '';
  const one = numbers.length === 1;
  return [
    `${one ? 'Line' : 'Lines'} ${numbers.join(', ')}${more} of what stays still ${one ? 'names' : 'name'} it or its host.`,
  ];
}
