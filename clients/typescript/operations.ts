// SPDX-License-Identifier: Apache-2.0
// Written by npm run generate from docs/openapi.json; not edited by hand.
/** Every operation of the API, by its `operationId`. */
export const OPERATIONS = {
  /** List the member clouds. */
  listClouds: ['get', '/scs/v1/clouds'],
  /** See one member cloud. */
  getCloud: ['get', '/scs/v1/clouds/{cloud}'],
  /** List the caller's projects on all clouds. */
  listProjects: ['get', '/scs/v1/projects'],
  /** See whom the gateway takes the caller for. */
  getMe: ['get', '/scs/v1/me'],
  /** End all of the caller's tokens. */
  revokeMyTokens: ['delete', '/scs/v1/me/tokens'],
  /** A kubeconfig for all clusters. */
  getKubeconfig: ['get', '/scs/v1/kubeconfig'],
  /** Find anything by name, id or address. */
  search: ['get', '/scs/v1/search'],
  /** List servers over all clouds. */
  listServers: ['get', '/scs/v1/servers', 'list'],
  /** Create a server. */
  createServer: ['post', '/scs/v1/servers'],
  /** Get one server. */
  getServer: ['get', '/scs/v1/servers/{cloud}/{id}'],
  /** Change a server. */
  updateServer: ['patch', '/scs/v1/servers/{cloud}/{id}'],
  /** Delete a server. */
  deleteServer: ['delete', '/scs/v1/servers/{cloud}/{id}'],
  /** Find one server, wherever it is. */
  findServer: ['get', '/scs/v1/servers/{id}'],
  /** Start a stopped server. */
  startServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/start'],
  /** Stop a server. */
  stopServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/stop'],
  /** Restart a server. */
  rebootServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/reboot'],
  /** Give a server another flavor. */
  resizeServer: ['post', '/scs/v1/servers/{cloud}/{id}/actions/resize'],
  /** Keep the new flavor. */
  confirmServerResize: ['post', '/scs/v1/servers/{cloud}/{id}/actions/confirm-resize'],
  /** Go back to the flavor before. */
  revertServerResize: ['post', '/scs/v1/servers/{cloud}/{id}/actions/revert-resize'],
  /** Read the console's log. */
  getServerConsoleLog: ['get', '/scs/v1/servers/{cloud}/{id}/actions/console-log'],
  /** List flavors over all clouds. */
  listFlavors: ['get', '/scs/v1/flavors', 'list'],
  /** Get one flavor. */
  getFlavor: ['get', '/scs/v1/flavors/{cloud}/{id}'],
  /** Find one flavor, wherever it is. */
  findFlavor: ['get', '/scs/v1/flavors/{id}'],
  /** List images over all clouds. */
  listImages: ['get', '/scs/v1/images', 'list'],
  /** Get one image. */
  getImage: ['get', '/scs/v1/images/{cloud}/{id}'],
  /** Find one image, wherever it is. */
  findImage: ['get', '/scs/v1/images/{id}'],
  /** List keypairs over all clouds. */
  listKeypairs: ['get', '/scs/v1/keypairs', 'list'],
  /** Create a keypair. */
  createKeypair: ['post', '/scs/v1/keypairs'],
  /** Get one keypair. */
  getKeypair: ['get', '/scs/v1/keypairs/{cloud}/{id}'],
  /** Delete a keypair. */
  deleteKeypair: ['delete', '/scs/v1/keypairs/{cloud}/{id}'],
  /** Find one keypair, wherever it is. */
  findKeypair: ['get', '/scs/v1/keypairs/{id}'],
  /** List availability zones over all clouds. */
  listAvailabilityZones: ['get', '/scs/v1/availability-zones', 'list'],
  /** Get one availability zone. */
  getAvailabilityZone: ['get', '/scs/v1/availability-zones/{cloud}/{id}'],
  /** Find one availability zone, wherever it is. */
  findAvailabilityZone: ['get', '/scs/v1/availability-zones/{id}'],
  /** List quotas over all clouds. */
  listQuotas: ['get', '/scs/v1/quotas', 'list'],
  /** Get one quota. */
  getQuota: ['get', '/scs/v1/quotas/{cloud}/{id}'],
  /** Find one quota, wherever it is. */
  findQuota: ['get', '/scs/v1/quotas/{id}'],
  /** List volumes over all clouds. */
  listVolumes: ['get', '/scs/v1/volumes', 'list'],
  /** Create a volume. */
  createVolume: ['post', '/scs/v1/volumes'],
  /** Get one volume. */
  getVolume: ['get', '/scs/v1/volumes/{cloud}/{id}'],
  /** Change a volume. */
  updateVolume: ['patch', '/scs/v1/volumes/{cloud}/{id}'],
  /** Delete a volume. */
  deleteVolume: ['delete', '/scs/v1/volumes/{cloud}/{id}'],
  /** Find one volume, wherever it is. */
  findVolume: ['get', '/scs/v1/volumes/{id}'],
  /** Attach it to a server. */
  attachVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/attach'],
  /** Detach it from a server. */
  detachVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/detach'],
  /** Make it larger. */
  extendVolume: ['post', '/scs/v1/volumes/{cloud}/{id}/actions/extend'],
  /** List volume types over all clouds. */
  listVolumeTypes: ['get', '/scs/v1/volume-types', 'list'],
  /** Get one volume type. */
  getVolumeType: ['get', '/scs/v1/volume-types/{cloud}/{id}'],
  /** Find one volume type, wherever it is. */
  findVolumeType: ['get', '/scs/v1/volume-types/{id}'],
  /** List snapshots over all clouds. */
  listSnapshots: ['get', '/scs/v1/snapshots', 'list'],
  /** Create a snapshot. */
  createSnapshot: ['post', '/scs/v1/snapshots'],
  /** Get one snapshot. */
  getSnapshot: ['get', '/scs/v1/snapshots/{cloud}/{id}'],
  /** Delete a snapshot. */
  deleteSnapshot: ['delete', '/scs/v1/snapshots/{cloud}/{id}'],
  /** Find one snapshot, wherever it is. */
  findSnapshot: ['get', '/scs/v1/snapshots/{id}'],
  /** List networks over all clouds. */
  listNetworks: ['get', '/scs/v1/networks', 'list'],
  /** Create a network. */
  createNetwork: ['post', '/scs/v1/networks'],
  /** Get one network. */
  getNetwork: ['get', '/scs/v1/networks/{cloud}/{id}'],
  /** Change a network. */
  updateNetwork: ['patch', '/scs/v1/networks/{cloud}/{id}'],
  /** Delete a network. */
  deleteNetwork: ['delete', '/scs/v1/networks/{cloud}/{id}'],
  /** Find one network, wherever it is. */
  findNetwork: ['get', '/scs/v1/networks/{id}'],
  /** List subnets over all clouds. */
  listSubnets: ['get', '/scs/v1/subnets', 'list'],
  /** Create a subnet. */
  createSubnet: ['post', '/scs/v1/subnets'],
  /** Get one subnet. */
  getSubnet: ['get', '/scs/v1/subnets/{cloud}/{id}'],
  /** Change a subnet. */
  updateSubnet: ['patch', '/scs/v1/subnets/{cloud}/{id}'],
  /** Delete a subnet. */
  deleteSubnet: ['delete', '/scs/v1/subnets/{cloud}/{id}'],
  /** Find one subnet, wherever it is. */
  findSubnet: ['get', '/scs/v1/subnets/{id}'],
  /** List routers over all clouds. */
  listRouters: ['get', '/scs/v1/routers', 'list'],
  /** Create a router. */
  createRouter: ['post', '/scs/v1/routers'],
  /** Get one router. */
  getRouter: ['get', '/scs/v1/routers/{cloud}/{id}'],
  /** Change a router. */
  updateRouter: ['patch', '/scs/v1/routers/{cloud}/{id}'],
  /** Delete a router. */
  deleteRouter: ['delete', '/scs/v1/routers/{cloud}/{id}'],
  /** Find one router, wherever it is. */
  findRouter: ['get', '/scs/v1/routers/{id}'],
  /** Connect it to a subnet. */
  addRouterInterface: ['post', '/scs/v1/routers/{cloud}/{id}/actions/add-interface'],
  /** Disconnect it from a subnet. */
  removeRouterInterface: ['post', '/scs/v1/routers/{cloud}/{id}/actions/remove-interface'],
  /** List ports over all clouds. */
  listPorts: ['get', '/scs/v1/ports', 'list'],
  /** Get one port. */
  getPort: ['get', '/scs/v1/ports/{cloud}/{id}'],
  /** Find one port, wherever it is. */
  findPort: ['get', '/scs/v1/ports/{id}'],
  /** List floating IPs over all clouds. */
  listFloatingIps: ['get', '/scs/v1/floating-ips', 'list'],
  /** Create a floating IP. */
  createFloatingIp: ['post', '/scs/v1/floating-ips'],
  /** Get one floating IP. */
  getFloatingIp: ['get', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Change a floating IP. */
  updateFloatingIp: ['patch', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Delete a floating IP. */
  deleteFloatingIp: ['delete', '/scs/v1/floating-ips/{cloud}/{id}'],
  /** Find one floating IP, wherever it is. */
  findFloatingIp: ['get', '/scs/v1/floating-ips/{id}'],
  /** Let it lead to a server or a port. */
  associateFloatingIp: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/associate'],
  /** Let it lead nowhere. */
  disassociateFloatingIp: ['post', '/scs/v1/floating-ips/{cloud}/{id}/actions/disassociate'],
  /** List security groups over all clouds. */
  listSecurityGroups: ['get', '/scs/v1/security-groups', 'list'],
  /** Create a security group. */
  createSecurityGroup: ['post', '/scs/v1/security-groups'],
  /** Get one security group. */
  getSecurityGroup: ['get', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Change a security group. */
  updateSecurityGroup: ['patch', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Delete a security group. */
  deleteSecurityGroup: ['delete', '/scs/v1/security-groups/{cloud}/{id}'],
  /** Find one security group, wherever it is. */
  findSecurityGroup: ['get', '/scs/v1/security-groups/{id}'],
  /** List security group rules over all clouds. */
  listSecurityGroupRules: ['get', '/scs/v1/security-group-rules', 'list'],
  /** Create a security group rule. */
  createSecurityGroupRule: ['post', '/scs/v1/security-group-rules'],
  /** Get one security group rule. */
  getSecurityGroupRule: ['get', '/scs/v1/security-group-rules/{cloud}/{id}'],
  /** Delete a security group rule. */
  deleteSecurityGroupRule: ['delete', '/scs/v1/security-group-rules/{cloud}/{id}'],
  /** Find one security group rule, wherever it is. */
  findSecurityGroupRule: ['get', '/scs/v1/security-group-rules/{id}'],
  /** List load balancers over all clouds. */
  listLoadBalancers: ['get', '/scs/v1/load-balancers', 'list'],
  /** Get one load balancer. */
  getLoadBalancer: ['get', '/scs/v1/load-balancers/{cloud}/{id}'],
  /** Find one load balancer, wherever it is. */
  findLoadBalancer: ['get', '/scs/v1/load-balancers/{id}'],
  /** List containers over all clouds. */
  listContainers: ['get', '/scs/v1/containers', 'list'],
  /** Create a container. */
  createContainer: ['post', '/scs/v1/containers'],
  /** Get one container. */
  getContainer: ['get', '/scs/v1/containers/{cloud}/{id}'],
  /** Delete a container. */
  deleteContainer: ['delete', '/scs/v1/containers/{cloud}/{id}'],
  /** Find one container, wherever it is. */
  findContainer: ['get', '/scs/v1/containers/{id}'],
  /** List clusters over all clouds. */
  listClusters: ['get', '/scs/v1/clusters', 'list'],
  /** Get one cluster. */
  getCluster: ['get', '/scs/v1/clusters/{cloud}/{id}'],
  /** Find one cluster, wherever it is. */
  findCluster: ['get', '/scs/v1/clusters/{id}'],
  /** List nodes over all clouds. */
  listNodes: ['get', '/scs/v1/nodes', 'list'],
  /** Get one node. */
  getNode: ['get', '/scs/v1/nodes/{cloud}/{id}'],
  /** Find one node, wherever it is. */
  findNode: ['get', '/scs/v1/nodes/{id}'],
  /** List namespaces over all clouds. */
  listNamespaces: ['get', '/scs/v1/namespaces', 'list'],
  /** Get one namespace. */
  getNamespace: ['get', '/scs/v1/namespaces/{cloud}/{id}'],
  /** Find one namespace, wherever it is. */
  findNamespace: ['get', '/scs/v1/namespaces/{id}'],
  /** List workloads over all clouds. */
  listWorkloads: ['get', '/scs/v1/workloads', 'list'],
  /** Get one workload. */
  getWorkload: ['get', '/scs/v1/workloads/{cloud}/{id}'],
  /** Find one workload, wherever it is. */
  findWorkload: ['get', '/scs/v1/workloads/{id}'],
  /** Read a flavor name. */
  readFlavorName: ['get', '/scs/v1/flavor-names/{name}'],
  /** Write a flavor name. */
  writeFlavorName: ['post', '/scs/v1/flavor-names'],
  /** See which clouds offer the same flavors. */
  listFlavorGroups: ['get', '/scs/v1/flavor-groups'],
  /** See where a flavor exists, and where not. */
  getFlavorGroup: ['get', '/scs/v1/flavor-groups/{name}'],
  /** Find the flavor of each cloud that serves best. */
  matchFlavors: ['get', '/scs/v1/flavor-matches'],
  /** Find the one image of each cloud. */
  matchImages: ['get', '/scs/v1/image-matches'],
  /** See how far a cloud holds to the standards. */
  getConformance: ['get', '/scs/v1/clouds/{cloud}/conformance'],
  /** See which clouds have what a workload needs. */
  checkPortability: ['post', '/scs/v1/portability'],
  /** See how far an operation is. */
  getOperation: ['get', '/scs/v1/operations/{operation}'],
  /** Follow an operation to its end. */
  followOperation: ['get', '/scs/v1/operations/{operation}/events', 'events'],
  /** Every failure there is, and what to do about it. */
  listErrors: ['get', '/scs/v1/errors'],
  /** Links to everything that can be listed. */
  getIndex: ['get', '/scs/v1'],
  /** This document. */
  getDocument: ['get', '/scs/openapi.json'],
  /** The reference, to read. */
  getReference: ['get', '/docs'],
} as const;
