// SPDX-License-Identifier: Apache-2.0
// One page of a list over clouds that may fail at any time. Where a list has come to is the key of the last object that
// was given; clouds that failed so far have a key of their own, and are asked again from there. So nothing is lost and
// nothing comes twice; what a cloud gives after it has failed comes late, out of order.
import type { GatewayError } from '../../model/errors.ts';
import type { Item } from '../../model/scs/resource.ts';
import type { CloudResult, SourceResult } from '../sources/fan-out.ts';
import type { Source } from '../sources/source.ts';
import type { Key, Order } from './order.ts';

export interface Position {
  /** The last object given; null before the first. */
  readonly main: Key | null;
  /** Where others are: by cloud, or by `cloud|region|project` for a part of one. */
  readonly behind: Readonly<Record<string, Key | null>>;
}

export const START: Position = { main: null, behind: {} };

export interface Page {
  readonly items: readonly Item[];
  /** Absent: this is all. */
  readonly next?: Position;
}

export interface PageInput {
  readonly order: Order;
  readonly position: Position;
  readonly limit: number;
  /** Clouds that were asked and came to an end. */
  readonly results: readonly CloudResult[];
  /** Clouds are left that were not asked, or not to the end: all they have comes after this page. */
  readonly more: boolean;
  /** False: there is no page after this one, so that what failed clouds gave before is better than nothing. */
  readonly paged: boolean;
}

const sourceName = ({ where }: Source): string =>
  `${where.cloud}|${where.region}|${where.cluster ?? where.project ?? ''}`;

const cloudOf = (name: string): string => name.split('|', 1)[0] ?? name;

/** Whether a cloud may have something after the position. */
export const isAsked = (order: Order, { main, behind }: Position, cloud: string, clouds: readonly string[]): boolean =>
  main === null ||
  !order.byCloud ||
  clouds.indexOf(cloud) >= clouds.indexOf(main.c) ||
  Object.keys(behind).some((name) => cloudOf(name) === cloud);

export const isBehind = ({ behind }: Position, cloud: string): boolean =>
  Object.keys(behind).some((name) => cloudOf(name) === cloud);

/** A failure that may be gone at the next page; what a member refuses, it refuses for good. */
const passes = ({ code }: GatewayError): boolean =>
  code.startsWith('member') || code === 'nativeFailed' || code === 'nativeLimited';

interface Candidate {
  readonly item: Item;
  readonly key: Key;
  /** The furthest of those that have it: what is not after it has been given by that one. */
  after: Key | null;
  readonly sources: SourceResult[];
}

/** `pause`: between the objects of two sources, where there are many. */
export async function cutPage(
  { order, position, limit, results, more, paged }: PageInput,
  pause: () => Promise<void> | undefined,
): Promise<Page> {
  const { main, behind } = position;
  const positionOf = (source: Source): Key | null => {
    const name = sourceName(source);
    if (name in behind) return behind[name] ?? null;
    return source.where.cloud in behind ? (behind[source.where.cloud] ?? null) : main;
  };
  const isAfter = (key: Key, than: Key | null): boolean => than === null || order.compare(key, than) > 0;
  const furthest = (a: Key | null, b: Key | null): Key | null => (a === null ? b : isAfter(a, b) ? a : b);

  const isLate = ({ where }: Source, name: string): boolean => name in behind || where.cloud in behind;
  /**
   * No object is given twice or lost: a source that failed is skipped on this page, and so is a source that is behind
   * `main` while a sibling of its cloud fails. The sibling may have given the same objects before (a flavor that two
   * projects see), and cannot be asked now.
   */
  const isHeld = (part: SourceResult, parts: readonly SourceResult[]): boolean =>
    paged &&
    (part.error !== undefined ||
      (isLate(part.source, sourceName(part.source)) &&
        parts.some(({ error }) => error !== undefined && passes(error))));

  const candidates: Candidate[] = [];
  for (const { results: parts } of results) {
    // The same object seen in several projects (a flavor, a public image) is one.
    const seen = new Map<string, Candidate>();
    for (const part of parts) {
      if (isHeld(part, parts)) continue;
      const own = positionOf(part.source);
      await pause();
      for (const item of part.items) {
        const name = parts.length === 1 ? item.id : `${item.region}|${item.id}`;
        const known = seen.get(name);
        if (known === undefined) seen.set(name, { item, key: order.keyOf(item), after: own, sources: [part] });
        else {
          known.after = furthest(own, known.after);
          known.sources.push(part);
        }
      }
    }
    await pause();
    const own = [...seen.values()].filter((candidate) => isAfter(candidate.key, candidate.after));
    own.sort((a, b) => order.compare(a.key, b.key));
    for (const candidate of own) candidates.push(candidate);
    await pause();
  }
  // Each cloud's are in order already: what is left is little, in the default order nothing.
  candidates.sort((a, b) => order.compare(a.key, b.key));
  await pause();
  const given = candidates.slice(0, limit);
  const left = candidates.slice(limit);
  const last = given.at(-1)?.key ?? null;
  const items = given.map(({ item }) => item);
  if (!paged) return { items };

  const nextMain = furthest(last, main);
  const nextBehind: Record<string, Key | null> = {};
  const asked = new Set(results.map(({ cloud }) => cloud));
  for (const [name, key] of Object.entries(behind)) if (!asked.has(cloudOf(name))) nextBehind[name] = key;
  /** Those of which late objects did not fit: they are before what others have come to. */
  const unfinished = new Set<SourceResult>();
  for (const { key, sources } of left) {
    if (isAfter(key, nextMain)) break;
    for (const part of sources) unfinished.add(part);
  }
  for (const result of results) {
    const { cloud } = result;
    if (result.closed) {
      for (const [name, key] of Object.entries(behind)) if (cloudOf(name) === cloud) nextBehind[name] = key;
      if (!(cloud in nextBehind)) nextBehind[cloud] = main;
      continue;
    }
    for (const part of result.results) {
      const own = positionOf(part.source);
      if (isHeld(part, result.results)) nextBehind[sourceName(part.source)] = own;
      else if (unfinished.has(part)) nextBehind[sourceName(part.source)] = furthest(last, own);
    }
  }
  const failing = Object.keys(nextBehind).length > 0 && given.length > 0;
  if (left.length === 0 && !more && !failing) return { items };
  return { items, next: { main: nextMain, behind: nextBehind } };
}
