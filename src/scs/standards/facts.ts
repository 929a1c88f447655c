// SPDX-License-Identifier: Apache-2.0
// What is so at one cloud, region by region, as the standards look at it: read with one project of the caller's, and
// nothing written. What cannot be read is unknown, with the reason.

import type { Exchange } from '../../federation/exchange.ts';
import { orInterrupted } from '../../members/call.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { MemberView, MemberViews } from '../../members/member-views.ts';
import { askS3, type S3Answer } from '../../members/s3-question.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { ProjectRef } from '../../model/identity.ts';
import type { Member } from '../../model/member.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import { flavors } from '../../model/scs/resources/flavors.ts';
import { securityGroups } from '../../model/scs/resources/security-groups.ts';
import { volumeTypes } from '../../model/scs/resources/volume-types.ts';
import { subjectOf } from '../../model/strategy.ts';
import type { CloudFacts, DefaultRuleFacts, Fact, Unknown } from '../../standards/facts.ts';
import type { ScsCall } from '../call.ts';
import type { ScsCaller } from '../caller.ts';
import { inScope, isMeant } from '../project-scope.ts';
import type { Sources } from '../sources/source.ts';
import { type Collected, createCollect, type Looking } from './collect.ts';
import { collectImages } from './collect-images.ts';
import { defaultRulesOf } from './default-rules.ts';
import { flavorFacts, imageFacts } from './items.ts';

export interface FactsDeps {
  readonly fleet: CurrentFleet;
  readonly exchange: Pick<Exchange, 'projects'>;
  readonly views: MemberViews;
  readonly sources: Sources;
  readonly now: Clock;
}

/** `allImages`: with the community images of others, which Glance lists only to those who ask for them. */
export type FactKind = 'flavors' | 'images' | 'allImages' | 'volumeTypes' | 'services' | 'securityGroupDefaults' | 's3';

export interface FactsOf {
  readonly member: Member;
  readonly kinds: ReadonlySet<FactKind>;
  /** Id, `domain/name` or name. Absent: that of the token, else the first one. */
  readonly project?: string;
  /** Absent: all. */
  readonly regions?: readonly string[];
  /** Milliseconds for each question. */
  readonly timeout: number;
}

export interface CloudRead {
  readonly project: ProjectRef;
  /** One for each region. */
  readonly facts: readonly CloudFacts[];
}

const NOT_ASKED: Unknown = { unknown: 'not checked' };

/** Fails where there is no way to the cloud at all: `forbidden` without a project there, `member…` where it is away. */
export async function readCloud(deps: FactsDeps, call: ScsCall, of: FactsOf): Promise<CloudRead> {
  const { member, kinds, timeout } = of;
  const patience = AbortSignal.any([call.signal, AbortSignal.timeout(timeout)]);
  const cloud = member.id;
  const project = await orInterrupted(projectAt(deps, call.caller, member, of.project), patience, cloud);
  const view = await orInterrupted(deps.views.get(member, call.caller.in(project)), patience, cloud);
  const { catalog, routes } = view.published;
  const regions = [...new Set([cloud, ...routes.map(({ regionSlug }) => regionSlug)])].filter(
    (region) => of.regions === undefined || of.regions.includes(region),
  );
  const where = { clouds: [cloud], project: project.id, ...(of.regions === undefined ? {} : { regions: of.regions }) };
  const facts = await readRegions(deps, call, {
    cloud,
    regions,
    kinds,
    looking: { where, timeout },
    // The types as the member writes them: the standard's tests resolve no alias.
    services: (region) =>
      catalog.filter(({ endpoints }) => endpoints.some((one) => one.region === region)).map(({ type }) => type),
    s3: () => s3At(deps, call, { member, view, patience }),
  });
  return { project, facts };
}

/** One that is no OpenStack: it has no projects and no catalogue, and what its adapters list is all that is known. */
export async function readApiCloud(
  deps: FactsDeps,
  call: ScsCall,
  { cloud, kinds, timeout }: { readonly cloud: string } & Pick<FactsOf, 'kinds' | 'timeout'>,
): Promise<readonly CloudFacts[]> {
  return readRegions(deps, call, {
    cloud,
    regions: [cloud],
    kinds,
    looking: { where: { clouds: [cloud] }, timeout },
    services: () => ({ unknown: 'it is no OpenStack: it has no catalogue of services' }),
  });
}

interface Reading {
  readonly cloud: string;
  readonly regions: readonly string[];
  readonly kinds: ReadonlySet<FactKind>;
  readonly looking: Looking;
  services(region: string): Fact<readonly string[]>;
  s3?(): Promise<(region: string) => Fact<S3Answer | null>>;
}

async function readRegions(
  deps: FactsDeps,
  call: ScsCall,
  { cloud, regions, kinds, looking, services, s3 }: Reading,
): Promise<readonly CloudFacts[]> {
  const collect = createCollect(deps.sources);
  const when = async <T>(kind: FactKind, read: () => Promise<T>): Promise<T | undefined> =>
    kinds.has(kind) ? read() : undefined;

  const community = kinds.has('allImages');
  const [flavorsOf, imagesOf, volumeTypesOf, rulesOf, s3Of] = await Promise.all([
    when('flavors', () => factsOf(collect(flavors, call, looking))),
    when(community ? 'allImages' : 'images', () => factsOf(collectImages(collect, call, looking, community))),
    when('volumeTypes', () => factsOf(collect(volumeTypes, call, looking))),
    when('securityGroupDefaults', () => defaultRules(deps, call, looking)),
    s3 === undefined ? undefined : when('s3', s3),
  ]);
  const at = <T>(read: ((region: string) => Fact<T>) | undefined, region: string): Fact<T> =>
    read === undefined ? NOT_ASKED : read(region);
  return regions.map((region): CloudFacts => {
    const offered = map(at(flavorsOf, region), (all) => all.filter(({ disabled }) => disabled !== true));
    return {
      cloud,
      region,
      flavors: map(offered, (all) => all.map(flavorFacts)),
      images: map(at(imagesOf, region), (all) => all.map(imageFacts)),
      volumeTypes: at(volumeTypesOf, region),
      services: kinds.has('services') ? services(region) : NOT_ASKED,
      securityGroupDefaults: at(rulesOf, region),
      s3AtSwift: at(s3Of, region),
    };
  });
}

const map = <T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> =>
  typeof fact === 'object' && fact !== null && 'unknown' in fact ? (fact as Unknown) : change(fact as T);

/** A project to look with: what is read hardly differs between projects. */
async function projectAt(
  { exchange }: FactsDeps,
  { caller }: ScsCaller,
  member: Member,
  wanted: string | undefined,
): Promise<ProjectRef> {
  const { scope } = caller;
  // Accounts of the member's own are not the federation's: nobody here could be proven to it.
  const { projects } =
    member.strategy.kind === 'native' ? { projects: [] } : await exchange.projects(member, subjectOf(caller));
  const project = projects.map(({ project }) => project).find((one) => inScope(scope, one) && isMeant(one, wanted));
  if (project !== undefined) return project;
  throw new GatewayError('forbidden', {
    cloud: member.id,
    message: `You have no ${wanted === undefined ? '' : 'such '}project on ${member.id} to read it with.`,
  });
}

async function factsOf<I extends { readonly region: string }>(
  work: Promise<readonly Collected<I>[]>,
): Promise<(region: string) => Fact<readonly I[]>> {
  const [found] = await work;
  return (region) => {
    if (found === undefined) return NOT_ASKED;
    if (found.regions.includes(region)) return found.items.filter((item) => item.region === region);
    if (found.error !== undefined) return { unknown: found.error.message };
    return { unknown: 'this region does not offer it to you' };
  };
}

async function defaultRules(
  deps: FactsDeps,
  { caller, signal }: ScsCall,
  { where, timeout }: Looking,
): Promise<(region: string) => Fact<readonly DefaultRuleFacts[]>> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const definition: ResourceDefinition = securityGroups;
  const [there] = deps.sources.clouds(definition, caller, where);
  const opened = await factual(async () => (await there?.open(patience)) ?? { sources: [] });
  if ('unknown' in opened) return () => opened;
  const read = new Map(
    await Promise.all(
      opened.sources.map(async ({ connection, where: { region } }) => {
        const rules = await factual(() => defaultRulesOf(connection.api({ signal: patience })));
        return [region, rules] as const;
      }),
    ),
  );
  return (region) => read.get(region) ?? { unknown: 'this region does not offer it to you' };
}

/** What answers S3 where each region's Swift is. */
async function s3At(
  { now }: FactsDeps,
  call: ScsCall,
  { member, view, patience }: { readonly member: Member; readonly view: MemberView; readonly patience: AbortSignal },
): Promise<(region: string) => Fact<S3Answer | null>> {
  const { id: cloud, transport } = member;
  // The first of several, as everywhere.
  const routes = new Map(
    view.published.routes
      .filter(({ type }) => type === 'object-store')
      .toReversed()
      .map((route) => [route.regionSlug, route]),
  );
  const asked = await Promise.all(
    [...routes].map(async ([region, route]) => {
      const { origin } = view.lens.forRoute(route);
      const by = { key: call.caller.caller.principal.id };
      const answer = await factual(() => {
        call.caller.admit.member(cloud);
        return askS3({ cloud, transport, origin, by, signal: patience, now: now() });
      });
      return [region, answer] as const;
    }),
  );
  const read = new Map(asked);
  return (region) => read.get(region) ?? null;
}

/** A cloud of which nothing could be read. */
export function unseen(cloud: string, reason: string): CloudFacts {
  const unknown = { unknown: reason };
  return {
    cloud,
    region: cloud,
    flavors: unknown,
    images: unknown,
    volumeTypes: unknown,
    services: unknown,
    securityGroupDefaults: unknown,
    s3AtSwift: unknown,
  };
}

/** Why something could not be read is a fact as well. */
export async function factual<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof GatewayError)) return { unknown: 'the cloud sent an invalid response' };
    const { code, message } = toGatewayError(cause);
    return { unknown: code === 'nativeNotFound' ? 'the cloud does not have this API' : message };
  }
}
