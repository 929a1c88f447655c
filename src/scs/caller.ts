// SPDX-License-Identifier: Apache-2.0
// Who asks the normalised API.
import type { ClusterCaller } from '../model/cluster.ts';
import type { Caller, ProjectRef } from '../model/identity.ts';

/** A caller of the normalised API: on OpenStack members in a project, on clusters as a person. */
export interface ScsCaller {
  /** As the token says: scoped to a project, a domain, or unscoped (then all of the caller's projects are meant). */
  readonly caller: Caller;
  readonly cluster: ClusterCaller;
  /** Of this request, for the members' logs. */
  readonly requestId: string;
  /** Counts a question to a member or cluster against what it takes from all callers; throws `memberFull` above that. */
  readonly admit: {
    member(cloud: string): void;
    cluster(cluster: string, cloud: string): void;
    /** Counts the request, once, for a project that it changes though its token is not for it; throws `rateLimited`. */
    change(project: ProjectRef): void;
  };
  /** The same caller working in one of its projects. The same object each time, since views are kept by it. */
  in(project: ProjectRef): Caller;
}
