// SPDX-License-Identifier: Apache-2.0
// Written by npm run generate from docs/openapi.json; not edited by hand.
/** Every operation of the API, by its `operationId`. */
export const OPERATIONS = {
  /** List clouds. */
  listClouds: ['get', '/scs/v1/clouds'],
  /** Get a cloud. */
  getCloud: ['get', '/scs/v1/clouds/{cloud}'],
  /** List projects on all clouds. */
  listProjects: ['get', '/scs/v1/projects'],
  /** Get the caller's identity. */
  getMe: ['get', '/scs/v1/me'],
  /** Revoke all of the caller's tokens. */
  revokeMyTokens: ['delete', '/scs/v1/me/tokens'],
  /** Get a kubeconfig for all clusters. */
  getKubeconfig: ['get', '/scs/v1/kubeconfig'],
  /** Search all resources by name, id or address. */
  search: ['get', '/scs/v1/search'],
  /** List servers. */
  listServers: ['get', '/scs/v1/servers', 'list'],
  /** Create a server. */
  createServer: ['post', '/scs/v1/servers'],
  /** Get a server. */
  getServer: ['get', '/scs/v1/servers/{cloud}/{id}'],
  /** Update a server. */
  updateServer: ['patch', '/scs/v1/servers/{cloud}/{id}'],
  /** Delete a server. */
  deleteServer: ['delete', '/scs/v1/servers/{cloud}/{id}'],
  /** Find a server on any cloud. */
  findServer: ['get', '/scs/v1/servers/{id}'],
  /** Start a stopped server. */
  startServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/start'],
  /** Stop a server. */
  stopServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/stop'],
  /** Add a tag to a server. */
  addServerTag: ['post', '/scs/v1/servers/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a server. */
  removeServerTag: ['post', '/scs/v1/servers/{cloud}/{id}/actions/remove-tag'],
  /** Reboot a server. */
  rebootServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/reboot'],
  /** Resize a server to another flavor. */
  resizeServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/resize'],
  /** Confirm a resize. */
  confirmServerResize: ['post', '/scs/v1/servers/{cloud}/{id}/actions/confirm-resize'],
  /** Revert a resize. */
  revertServerResize: ['post', '/scs/v1/servers/{cloud}/{id}/actions/revert-resize'],
  /** Open a console of a server. */
  openServerConsole: ['post', '/scs/v1/servers/{cloud}/{id}/actions/open-console'],
  /** Get the console log of a server. */
  getServerConsoleLog: ['get', '/scs/v1/servers/{cloud}/{id}/actions/console-log'],
  /** List flavors. */
  listFlavors: ['get', '/scs/v1/flavors', 'list'],
  /** Get a flavor. */
  getFlavor: ['get', '/scs/v1/flavors/{cloud}/{id}'],
  /** Find a flavor on any cloud. */
  findFlavor: ['get', '/scs/v1/flavors/{id}'],
  /** List images. */
  listImages: ['get', '/scs/v1/images', 'list'],
  /** Get an image. */
  getImage: ['get', '/scs/v1/images/{cloud}/{id}'],
  /** Update a image. */
  updateImage: ['patch', '/scs/v1/images/{cloud}/{id}'],
  /** Find an image on any cloud. */
  findImage: ['get', '/scs/v1/images/{id}'],
  /** Add a tag to an image. */
  addImageTag: ['post', '/scs/v1/images/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from an image. */
  removeImageTag: ['post', '/scs/v1/images/{cloud}/{id}/actions/remove-tag'],
  /** List key pairs. */
  listKeypairs: ['get', '/scs/v1/keypairs', 'list'],
  /** Create a key pair. */
  createKeypair: ['post', '/scs/v1/keypairs'],
  /** Get a key pair. */
  getKeypair: ['get', '/scs/v1/keypairs/{cloud}/{id}'],
  /** Delete a key pair. */
  deleteKeypair: ['delete', '/scs/v1/keypairs/{cloud}/{id}'],
  /** Find a key pair on any cloud. */
  findKeypair: ['get', '/scs/v1/keypairs/{id}'],
  /** List availability zones. */
  listAvailabilityZones: ['get', '/scs/v1/availability-zones', 'list'],
  /** Get an availability zone. */
  getAvailabilityZone: ['get', '/scs/v1/availability-zones/{cloud}/{id}'],
  /** Find an availability zone on any cloud. */
  findAvailabilityZone: ['get', '/scs/v1/availability-zones/{id}'],
  /** List quotas. */
  listQuotas: ['get', '/scs/v1/quotas', 'list'],
  /** Get a quota. */
  getQuota: ['get', '/scs/v1/quotas/{cloud}/{id}'],
  /** Find a quota on any cloud. */
  findQuota: ['get', '/scs/v1/quotas/{id}'],
  /** List volumes. */
  listVolumes: ['get', '/scs/v1/volumes', 'list'],
  /** Create a volume. */
  createVolume: ['post', '/scs/v1/volumes'],
  /** Get a volume. */
  getVolume: ['get', '/scs/v1/volumes/{cloud}/{id}'],
  /** Update a volume. */
  updateVolume: ['patch', '/scs/v1/volumes/{cloud}/{id}'],
  /** Delete a volume. */
  deleteVolume: ['delete', '/scs/v1/volumes/{cloud}/{id}'],
  /** Find a volume on any cloud. */
  findVolume: ['get', '/scs/v1/volumes/{id}'],
  /** Attach a volume to a server. */
  attachVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/attach'],
  /** Detach a volume from a server. */
  detachVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/detach'],
  /** Extend a volume. */
  extendVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/extend'],
  /** List volume types. */
  listVolumeTypes: ['get', '/scs/v1/volume-types', 'list'],
  /** Get a volume type. */
  getVolumeType: ['get', '/scs/v1/volume-types/{cloud}/{id}'],
  /** Find a volume type on any cloud. */
  findVolumeType: ['get', '/scs/v1/volume-types/{id}'],
  /** List snapshots. */
  listSnapshots: ['get', '/scs/v1/snapshots', 'list'],
  /** Create a snapshot. */
  createSnapshot: ['post', '/scs/v1/snapshots'],
  /** Get a snapshot. */
  getSnapshot: ['get', '/scs/v1/snapshots/{cloud}/{id}'],
  /** Update a snapshot. */
  updateSnapshot: ['patch', '/scs/v1/snapshots/{cloud}/{id}'],
  /** Delete a snapshot. */
  deleteSnapshot: ['delete', '/scs/v1/snapshots/{cloud}/{id}'],
  /** Find a snapshot on any cloud. */
  findSnapshot: ['get', '/scs/v1/snapshots/{id}'],
  /** List networks. */
  listNetworks: ['get', '/scs/v1/networks', 'list'],
  /** Create a network. */
  createNetwork: ['post', '/scs/v1/networks'],
  /** Get a network. */
  getNetwork: ['get', '/scs/v1/networks/{cloud}/{id}'],
  /** Update a network. */
  updateNetwork: ['patch', '/scs/v1/networks/{cloud}/{id}'],
  /** Delete a network. */
  deleteNetwork: ['delete', '/scs/v1/networks/{cloud}/{id}'],
  /** Find a network on any cloud. */
  findNetwork: ['get', '/scs/v1/networks/{id}'],
  /** Add a tag to a network. */
  addNetworkTag: ['post', '/scs/v1/networks/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a network. */
  removeNetworkTag: ['post', '/scs/v1/networks/{cloud}/{id}/actions/remove-tag'],
  /** List subnets. */
  listSubnets: ['get', '/scs/v1/subnets', 'list'],
  /** Create a subnet. */
  createSubnet: ['post', '/scs/v1/subnets'],
  /** Get a subnet. */
  getSubnet: ['get', '/scs/v1/subnets/{cloud}/{id}'],
  /** Update a subnet. */
  updateSubnet: ['patch', '/scs/v1/subnets/{cloud}/{id}'],
  /** Delete a subnet. */
  deleteSubnet: ['delete', '/scs/v1/subnets/{cloud}/{id}'],
  /** Find a subnet on any cloud. */
  findSubnet: ['get', '/scs/v1/subnets/{id}'],
  /** Add a tag to a subnet. */
  addSubnetTag: ['post', '/scs/v1/subnets/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a subnet. */
  removeSubnetTag: ['post', '/scs/v1/subnets/{cloud}/{id}/actions/remove-tag'],
  /** List routers. */
  listRouters: ['get', '/scs/v1/routers', 'list'],
  /** Create a router. */
  createRouter: ['post', '/scs/v1/routers'],
  /** Get a router. */
  getRouter: ['get', '/scs/v1/routers/{cloud}/{id}'],
  /** Update a router. */
  updateRouter: ['patch', '/scs/v1/routers/{cloud}/{id}'],
  /** Delete a router. */
  deleteRouter: ['delete', '/scs/v1/routers/{cloud}/{id}'],
  /** Find a router on any cloud. */
  findRouter: ['get', '/scs/v1/routers/{id}'],
  /** Add a tag to a router. */
  addRouterTag: ['post', '/scs/v1/routers/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a router. */
  removeRouterTag: ['post', '/scs/v1/routers/{cloud}/{id}/actions/remove-tag'],
  /** Connect a router to a subnet. */
  addRouterInterface: ['post', '/scs/v1/routers/{cloud}/{id}/actions/add-interface'],
  /** Disconnect a router from a subnet. */
  removeRouterInterface: ['post', '/scs/v1/routers/{cloud}/{id}/actions/remove-interface'],
  /** List ports. */
  listPorts: ['get', '/scs/v1/ports', 'list'],
  /** Get a port. */
  getPort: ['get', '/scs/v1/ports/{cloud}/{id}'],
  /** Update a port. */
  updatePort: ['patch', '/scs/v1/ports/{cloud}/{id}'],
  /** Find a port on any cloud. */
  findPort: ['get', '/scs/v1/ports/{id}'],
  /** Add a tag to a port. */
  addPortTag: ['post', '/scs/v1/ports/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a port. */
  removePortTag: ['post', '/scs/v1/ports/{cloud}/{id}/actions/remove-tag'],
  /** List floating IPs. */
  listFloatingIps: ['get', '/scs/v1/floating-ips', 'list'],
  /** Create a floating IP. */
  createFloatingIp: ['post', '/scs/v1/floating-ips'],
  /** Get a floating IP. */
  getFloatingIp: ['get', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Update a floating IP. */
  updateFloatingIp: ['patch', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Delete a floating IP. */
  deleteFloatingIp: ['delete', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Find a floating IP on any cloud. */
  findFloatingIp: ['get', '/scs/v1/floating-ips/{id}'],
  /** Add a tag to a floating IP. */
  addFloatingIpTag: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a floating IP. */
  removeFloatingIpTag: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/remove-tag'],
  /** Associate a floating IP with a server or a port. */
  associateFloatingIp: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/associate'],
  /** Disassociate a floating IP from its port. */
  disassociateFloatingIp: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/disassociate'],
  /** List security groups. */
  listSecurityGroups: ['get', '/scs/v1/security-groups', 'list'],
  /** Create a security group. */
  createSecurityGroup: ['post', '/scs/v1/security-groups'],
  /** Get a security group. */
  getSecurityGroup: ['get', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Update a security group. */
  updateSecurityGroup: ['patch', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Delete a security group. */
  deleteSecurityGroup: ['delete', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Find a security group on any cloud. */
  findSecurityGroup: ['get', '/scs/v1/security-groups/{id}'],
  /** Add a tag to a security group. */
  addSecurityGroupTag: ['post', '/scs/v1/security-groups/{cloud}/{id}/actions/add-tag'],
  /** Remove a tag from a security group. */
  removeSecurityGroupTag: ['post', '/scs/v1/security-groups/{cloud}/{id}/actions/remove-tag'],
  /** List security group rules. */
  listSecurityGroupRules: ['get', '/scs/v1/security-group-rules', 'list'],
  /** Create a security group rule. */
  createSecurityGroupRule: ['post', '/scs/v1/security-group-rules'],
  /** Get a security group rule. */
  getSecurityGroupRule: ['get', '/scs/v1/security-group-rules/{cloud}/{id}'],
  /** Delete a security group rule. */
  deleteSecurityGroupRule: ['delete', '/scs/v1/security-group-rules/{cloud}/{id}'],
  /** Find a security group rule on any cloud. */
  findSecurityGroupRule: ['get', '/scs/v1/security-group-rules/{id}'],
  /** List load balancers. */
  listLoadBalancers: ['get', '/scs/v1/load-balancers', 'list'],
  /** Get a load balancer. */
  getLoadBalancer: ['get', '/scs/v1/load-balancers/{cloud}/{id}'],
  /** Find a load balancer on any cloud. */
  findLoadBalancer: ['get', '/scs/v1/load-balancers/{id}'],
  /** List containers. */
  listContainers: ['get', '/scs/v1/containers', 'list'],
  /** Create a container. */
  createContainer: ['post', '/scs/v1/containers'],
  /** Get a container. */
  getContainer: ['get', '/scs/v1/containers/{cloud}/{id}'],
  /** Update a container. */
  updateContainer: ['patch', '/scs/v1/containers/{cloud}/{id}'],
  /** Delete a container. */
  deleteContainer: ['delete', '/scs/v1/containers/{cloud}/{id}'],
  /** Find a container on any cloud. */
  findContainer: ['get', '/scs/v1/containers/{id}'],
  /** List clusters. */
  listClusters: ['get', '/scs/v1/clusters', 'list'],
  /** Get a cluster. */
  getCluster: ['get', '/scs/v1/clusters/{cloud}/{id}'],
  /** Find a cluster on any cloud. */
  findCluster: ['get', '/scs/v1/clusters/{id}'],
  /** List nodes. */
  listNodes: ['get', '/scs/v1/nodes', 'list'],
  /** Get a node. */
  getNode: ['get', '/scs/v1/nodes/{cloud}/{id}'],
  /** Find a node on any cloud. */
  findNode: ['get', '/scs/v1/nodes/{id}'],
  /** List namespaces. */
  listNamespaces: ['get', '/scs/v1/namespaces', 'list'],
  /** Get a namespace. */
  getNamespace: ['get', '/scs/v1/namespaces/{cloud}/{id}'],
  /** Find a namespace on any cloud. */
  findNamespace: ['get', '/scs/v1/namespaces/{id}'],
  /** List workloads. */
  listWorkloads: ['get', '/scs/v1/workloads', 'list'],
  /** Get a workload. */
  getWorkload: ['get', '/scs/v1/workloads/{cloud}/{id}'],
  /** Find a workload on any cloud. */
  findWorkload: ['get', '/scs/v1/workloads/{id}'],
  /** Preview where a server would be created. */
  previewServerPlacement: ['post', '/scs/v1/server-placements'],
  /** Parse a flavor name. */
  readFlavorName: ['get', '/scs/v1/flavor-names/{name}'],
  /** Build a flavor name. */
  writeFlavorName: ['post', '/scs/v1/flavor-names'],
  /** List flavor groups. */
  listFlavorGroups: ['get', '/scs/v1/flavor-groups'],
  /** Get a flavor group. */
  getFlavorGroup: ['get', '/scs/v1/flavor-groups/{name}'],
  /** Find the best flavor of each cloud. */
  matchFlavors: ['get', '/scs/v1/flavor-matches'],
  /** Find the matching image of each cloud. */
  matchImages: ['get', '/scs/v1/image-matches'],
  /** Check a cloud against the SCS standards. */
  getConformance: ['get', '/scs/v1/clouds/{cloud}/conformance'],
  /** Check which clouds satisfy a workload. */
  checkPortability: ['post', '/scs/v1/portability'],
  /** Get an operation. */
  getOperation: ['get', '/scs/v1/operations/{operation}'],
  /** Follow an operation. */
  followOperation: ['get', '/scs/v1/operations/{operation}/events', 'events'],
  /** List all errors. */
  listErrors: ['get', '/scs/v1/errors'],
  /** List links to all collections. */
  getIndex: ['get', '/scs/v1'],
  /** Get the OpenAPI document. */
  getDocument: ['get', '/scs/openapi.json'],
  /** Get the reference page. */
  getReference: ['get', '/docs'],
} as const;
