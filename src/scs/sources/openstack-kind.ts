// SPDX-License-Identifier: Apache-2.0
// OpenStack members as sources: each region that has the service, in each of the caller's projects there.

import type { Exchange } from '../../federation/exchange.ts';
import { orInterrupted } from '../../members/call.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import { createOpenStackConnection, type NativeApiDeps } from '../../members/openstack-api.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { ProjectRef } from '../../model/identity.ts';
import type { Member } from '../../model/member.ts';
import type { ResourceAdapters } from '../../model/scs/adapter.ts';
import { subjectOf } from '../../model/strategy.ts';
import { inScope, isMeant } from '../project-scope.ts';
import { AT_ONCE, atMost } from './at-most.ts';
import { NOT_OFFERED, type OpenedSources, type Source, type SourceKind, type SourceQuery } from './source.ts';

export interface OpenStackKindDeps extends NativeApiDeps {
  readonly fleet: CurrentFleet;
  readonly exchange: Exchange;
}

export function openstackKind(deps: OpenStackKindDeps, resources: ResourceAdapters): SourceKind {
  return {
    resources,
    hasProjects: true,
    async open(query, signal) {
      const member = deps.fleet().members.get(query.cloud);
      // Accounts of the member's own are not the federation's: nobody here could be proven to it.
      if (member === undefined || member.strategy.kind === 'native') return NOT_OFFERED;
      return orInterrupted(openMember(member, query, signal), signal, query.cloud);
    },
  };

  async function openMember(member: Member, query: SourceQuery, signal: AbortSignal): Promise<OpenedSources> {
    const { caller } = query.caller;
    const { scope } = caller;
    const { projects: list, truncated } = await deps.exchange.projects(member, subjectOf(caller));
    const all = list
      .map(({ project }) => project)
      .filter((project) => inScope(scope, project) && isMeant(project, query.project));
    const { places } = member.transport.intake.limits;
    const projects = all.slice(0, places);
    const perProject = await atMost(AT_ONCE, projects, (project) => {
      signal.throwIfAborted();
      return inProject(member, project, query).catch((cause: unknown) => toGatewayError(cause));
    });
    const refused = perProject.filter((one) => one instanceof GatewayError);
    const failed = refused.find(({ code }) => code !== 'forbidden');
    if (failed) throw failed;
    // Above the limit of a list it may well be: that is not the same as not being there.
    if (all.length === 0 && truncated) throw tooManyProjects(member.id, list.length);
    // A project that the member lists but does not let the caller into is none of the caller's.
    if (projects.length === refused.length) return { sources: [], nothing: 'no-access' };
    const opened = perProject.flatMap((one) => (one instanceof GatewayError ? [] : one));
    if (opened.length === 0) return NOT_OFFERED;
    const sources = opened.slice(0, places);
    const whole = projects.length === all.length && sources.length === opened.length;
    // A list that was cut may have more of those that are meant, unless one is named.
    const cut = truncated && scope.kind !== 'project' && query.project === undefined;
    if (whole && !cut) return { sources };
    return { sources, left: tooManyPlaces(member.id, places) };
  }

  async function inProject(
    member: Member,
    project: ProjectRef,
    { caller, adapter, regions }: SourceQuery,
  ): Promise<Source[]> {
    const own = caller.in(project);
    const view = await deps.views.get(member, own);
    const slugs = new Set(
      view.published.routes.filter(({ type }) => type === adapter.service).map(({ regionSlug }) => regionSlug),
    );
    return [...slugs]
      .filter((slug) => regions === undefined || regions.includes(slug))
      .map((region) => ({
        where: { cloud: member.id, region, project: project.id },
        connection: createOpenStackConnection(deps, {
          member,
          caller: own,
          project,
          region,
          view,
          requestId: caller.requestId,
          admit(changes) {
            if (changes) caller.admit.change(project);
            caller.admit.member(member.id);
          },
        }),
        adapter,
        resources,
      }));
  }
}

export const tooManyProjects = (cloud: string, most: number): GatewayError =>
  new GatewayError('memberExcess', {
    cloud,
    message: `${cloud} lists more projects for you than the ${most} that are taken over.`,
    detail: `more than ${most} projects`,
  });

const tooManyPlaces = (cloud: string, most: number): GatewayError =>
  new GatewayError('memberExcess', {
    cloud,
    message: `You have more projects and regions on ${cloud} than the ${most} that are asked at a time: name a project or a region.`,
    detail: `more than ${most} projects and regions`,
  });
