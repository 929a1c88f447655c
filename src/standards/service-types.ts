// SPDX-License-Identifier: Apache-2.0
// The official OpenStack service types and their historical aliases, as the Service Types Authority publishes them
// (https://service-types.openstack.org).

/** Official type → aliases. Types without an alias need no row: an unknown type is its own official type. */
export const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'admin-logic': ['registration'],
  alarm: ['alarming'],
  'application-container': ['container'],
  'application-deployment': ['application_deployment'],
  baremetal: ['bare-metal'],
  'block-storage': ['volumev3', 'volumev2', 'volume', 'block-store'],
  clustering: ['resource-cluster', 'cluster'],
  'container-infrastructure-management': ['container-infrastructure', 'container-infra'],
  event: ['events'],
  'instance-ha': ['ha'],
  message: ['messaging'],
  meter: ['metering', 'telemetry'],
  'monitoring-logging': ['monitoring-log-api'],
  'multi-region-network-automation': ['tricircle'],
  'operator-policy': ['policy'],
  'resource-optimization': ['infra-optim'],
  'root-cause-analysis': ['rca'],
  'shared-file-system': ['sharev2', 'share', 'shared-file-systems'],
  workflow: ['workflowv2'],
};

const OFFICIAL = new Map(Object.entries(ALIASES).flatMap(([type, aliases]) => aliases.map((alias) => [alias, type])));

/** `volumev3` → `block-storage`. Types that are not an alias stay unchanged. */
export const officialType = (type: string): string => OFFICIAL.get(type.toLowerCase()) ?? type;
