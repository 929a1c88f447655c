// SPDX-License-Identifier: Apache-2.0
// Where a resource may be found for one caller: clouds, then the regions and projects (or clusters) in each.
import type { GatewayError } from '../../model/errors.ts';
import type { Notice } from '../../model/maintenance.ts';
import type {
  NativeConnection,
  NativeObject,
  ResourceAdapter,
  ResourceAdapters,
  Where,
} from '../../model/scs/adapter.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCaller } from '../caller.ts';

/** Ids as configured; a project by its gateway id, or `domain/name`, or name. Absent: all. */
export interface SourceFilter {
  readonly clouds?: readonly string[];
  readonly regions?: readonly string[];
  readonly project?: string;
}

/** One region of a member in one project, or one cluster: where a list can be asked. */
export interface Source {
  readonly where: Where;
  readonly connection: NativeConnection;
  readonly adapter: ResourceAdapter;
  /** What else this kind of cloud has, at the same place. */
  readonly resources: ResourceAdapters;
}

/** One cloud of the configuration that the filter lets through. */
export interface CloudSources {
  readonly cloud: string;
  /** Of its maintenance; absent: it is in none. */
  readonly notice?: Notice;
  /** Throws the cloud's failure as a `GatewayError`. The signal ends the opening, not what is opened. */
  open(signal: AbortSignal): Promise<OpenedSources>;
}

/** A cloud's sources for one caller. */
export interface OpenedSources {
  readonly sources: readonly Source[];
  /** Why there are none: the cloud lacks the resource, or the caller has no (such) project there. */
  readonly nothing?: 'not-offered' | 'no-access';
  /** Why some of what the cloud has is not among them. */
  readonly left?: GatewayError;
}

/** One question for sources: a resource at one cloud, for one caller. */
export interface SourceQuery {
  readonly cloud: string;
  readonly caller: ScsCaller;
  readonly adapter: ResourceAdapter;
  /** Absent: all. */
  readonly regions?: readonly string[] | undefined;
  readonly project?: string | undefined;
}

/**
 * A kind of cloud as the normalised API asks it. A resource belongs to the kinds whose list of adapters has it, so one
 * resource may come from several.
 */
export interface SourceKind {
  readonly resources: ResourceAdapters;
  /** Whether its objects belong to projects. */
  readonly hasProjects: boolean;
  /**
   * `not-offered` where the cloud is not of this kind, or lacks the resource. Throws the cloud's failure as a
   * `GatewayError`. The signal ends the opening.
   */
  open(query: SourceQuery, signal: AbortSignal): Promise<OpenedSources>;
  /** Those that may have an object of this id, where the id tells. */
  having?(sources: readonly Source[], id: string): readonly Source[];
}

export const NOT_OFFERED: OpenedSources = { sources: [], nothing: 'not-offered' };

/** What an object goes by: its cloud and id, and where there are several of that name, its region or project. */
export interface ObjectName {
  readonly cloud: string;
  readonly id: string;
  readonly region?: string;
  readonly project?: string;
}

export interface Located {
  readonly source: Source;
  readonly found: NativeObject;
}

export interface Sources {
  /** The service that has it, for metrics: of the first kind of cloud that has the resource. */
  serviceOf(definition: ResourceDefinition): string;
  /** In the configuration's order. Throws `badRequest` for a cloud or region that does not exist. */
  clouds(definition: ResourceDefinition, caller: ScsCaller, filter: SourceFilter): readonly CloudSources[];
  /** One object by its name `{cloud}/{id}`. Throws `notFound`, `notOffered`, or the cloud's failure. */
  find(definition: ResourceDefinition, caller: ScsCaller, object: ObjectName, signal: AbortSignal): Promise<Located>;
}
