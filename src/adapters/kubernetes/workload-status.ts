// SPDX-License-Identifier: Apache-2.0
// Derives a workload's status from its own fields: for permanent kinds by the rules of `kubectl rollout status`
// (k8s.io/kubectl pkg/polymorphichelpers), for Jobs from their conditions. Pure.
import { type Condition, holds, type KubeObject } from './objects.ts';

export interface PodTemplate {
  readonly spec?: {
    readonly containers?: readonly { readonly image?: string }[];
    readonly initContainers?: readonly { readonly image?: string }[];
  };
}

/** The fields that are used of the five kinds; each kind has some of them. */
export interface KubeWorkload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly suspend?: boolean;
    readonly schedule?: string;
    readonly template?: PodTemplate;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplate } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberReady?: number;
    readonly numberAvailable?: number;
    readonly ready?: number;
    readonly succeeded?: number;
    readonly conditions?: readonly Condition[];
  };
}

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';
export type WorkloadStatus = 'available' | 'progressing' | 'failed' | 'completed' | 'suspended' | 'unknown';

export function workloadStatus(kind: WorkloadKind, workload: KubeWorkload): WorkloadStatus {
  const { spec = {}, status } = workload;
  if (kind === 'CronJob') return spec.suspend === true ? 'suspended' : 'available';
  if (status === undefined) return 'unknown';
  if (kind === 'Job') return ofJob(workload);
  // The controller has not processed the latest change yet.
  if ((status.observedGeneration ?? 0) < (workload.metadata.generation ?? 0)) return 'progressing';
  if (kind === 'Deployment' && hasFailed(status.conditions)) return 'failed';
  return isThere(kind, spec, status) ? 'available' : 'progressing';
}

function ofJob({ spec = {}, status = {} }: KubeWorkload): WorkloadStatus {
  if (holds(status.conditions, 'Complete')) return 'completed';
  if (holds(status.conditions, 'Failed')) return 'failed';
  return spec.suspend === true || holds(status.conditions, 'Suspended') ? 'suspended' : 'progressing';
}

const hasFailed = (conditions: readonly Condition[] | undefined): boolean =>
  holds(conditions, 'ReplicaFailure') ||
  (conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded') ?? false);

type Parts = Required<Pick<KubeWorkload, 'spec' | 'status'>>;

function isThere(kind: WorkloadKind, spec: Parts['spec'], status: Parts['status']): boolean {
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
    return updatedNumberScheduled >= desiredNumberScheduled && numberAvailable >= desiredNumberScheduled;
  }
  const { replicas: desired = 1 } = spec;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  if (kind === 'StatefulSet') return readyReplicas >= desired && status.currentRevision === status.updateRevision;
  return updatedReplicas >= desired && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
}
