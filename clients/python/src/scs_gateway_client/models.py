# SPDX-License-Identifier: Apache-2.0
# Written by npm run generate from docs/openapi.json; not edited by hand.
"""The schemas of the API, as JSON has them."""
from __future__ import annotations

from typing import Any, Literal, TypedDict, Union


class Server(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["building", "active", "stopped", "paused", "suspended", "shelved", "rescued", "changing", "awaiting-confirmation", "error", "deleting", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    flavor: ServerFlavor
    # The image that it was created from; null if it boots from a volume.
    image: ServerImage | None
    # The name of the key pair that was installed.
    keypairName: str | None
    # All its addresses.
    addresses: list[ServerAddress]
    # Its availability zone.
    availabilityZone: str | None
    # Names of the security groups of its ports.
    securityGroupNames: list[str]
    # The ids of the volumes that are attached to it.
    volumeIds: list[str]
    # Whether it is locked against changes.
    locked: bool | None
    # The power state that the hypervisor reports.
    powerState: Literal["none", "running", "paused", "shutdown", "crashed", "suspended", "unknown"]
    # The description that its owner gave it.
    description: str | None
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # Metadata of the owner: keys and values.
    metadata: dict[str, str]
    # When it was first started.
    launchedAt: str | None
    # When the member last changed it.
    updatedAt: str | None
    # Why the server is in the status `error`.
    fault: ServerFault | None
    # The id of the user who created it.
    userId: str | None


class Flavor(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "disabled", "unknown"]
    # Number of virtual processors.
    vcpus: int
    # Memory in MiB.
    ramMiB: int
    # Root disk in GiB; 0 if there is none.
    diskGiB: int
    # Whether it has no root disk, so that servers must boot from a volume.
    bootFromVolume: bool
    # Additional local disk in GiB.
    ephemeralGiB: int
    # Swap disk in MiB.
    swapMiB: int
    # Whether every project may use it.
    public: bool | None
    # Whether it is disabled for new servers.
    disabled: bool | None
    # The description that the operator gave it.
    description: str | None
    # The extra specs; null if the member does not show them.
    extraSpecs: dict[str, str] | None
    # How processors are shared.
    cpuType: Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core", "unknown"]
    # The vendor of the processors; `unknown` if the name does not state it.
    cpuMaker: Literal["intel", "amd", "arm", "risc-v", "unknown"]
    # The architecture that images must have; `unknown` without an SCS name.
    architecture: Literal["x86_64", "aarch64", "risc-v", "unknown"]
    # The type of the root disk.
    diskType: Literal["network", "hdd", "ssd", "nvme", "none", "unknown"]
    # Whether it has a graphics processor; null if the member does not show the extra specs.
    gpu: bool | None
    # What its SCS name says; null if it has no valid SCS name.
    scs: FlavorScs | None


class Image(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["queued", "saving", "importing", "available", "deactivated", "deleting", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Who may see the image.
    visibility: Literal["public", "community", "shared", "private", "unknown"]
    # Whether it is hidden from lists, as older builds usually are.
    hidden: bool
    # Whether it is protected against deletion.
    protected: bool
    # Size of its data in bytes; null while it has none.
    sizeBytes: int | None
    # Size of the virtual disk in bytes.
    virtualSizeBytes: int | None
    # The smallest root disk that it needs, in GiB.
    minDiskGiB: int | None
    # The smallest memory that it needs, in MiB.
    minRamMiB: int | None
    # The disk format, such as `raw` or `qcow2`.
    diskFormat: str | None
    # The container format, usually `bare`.
    containerFormat: str | None
    # The checksum of its data; null while it has none.
    checksum: ImageChecksum | None
    # The processor architecture, such as `x86_64` or `aarch64`.
    architecture: str | None
    # The distribution, such as `ubuntu`.
    distro: str | None
    # The version of the distribution, such as `24.04`.
    version: str | None
    # The purpose of the image; `unknown` if it is not declared.
    purpose: Literal["generic", "minimal", "k8snode", "gpu", "network", "custom", "oldgeneric", "unknown"]
    scs: ImageScs
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # All other properties, by their Glance names.
    metadata: dict[str, str]
    # When the member last changed it.
    updatedAt: str | None


class Keypair(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # The type of the key pair: an SSH key or an X.509 certificate.
    type: Literal["ssh", "x509", "unknown"]
    # The fingerprint of the public key.
    fingerprint: str | None
    # The public key that servers are given.
    publicKey: str | None
    # The private key. It is present only in the response that creates the key pair, if the member generated it, and null afterwards.
    privateKey: str | None


class AvailabilityZone(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unavailable", "unknown"]
    # The service that the zone belongs to. Zones of different services may differ even if they have the same name.
    service: Literal["compute", "block-storage", "network"]
    # Whether the zone is currently available.
    available: bool | None
    # The kinds of object that can be placed in the zone; only for the network service.
    uses: list[Literal["network", "router"]]
    # Whether it is a separate fire zone, as SCS requires of compute zones. No API declares it, so the value is `unknown`.
    fireZone: bool | None


class Quota(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # Every limit that the member reports.
    limits: list[QuotaLimit]
    services: QuotaServices


class Volume(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["creating", "available", "in-use", "attaching", "detaching", "changing", "deleting", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # The size in GiB.
    sizeGiB: int
    # The name of its volume type.
    typeName: str | None
    # The id of its volume type.
    typeId: str | None
    # Whether a server can boot from it.
    bootable: bool
    # Whether the cloud encrypts it.
    encrypted: bool | None
    # Whether it can be attached to several servers at once.
    multiattach: bool
    # Its availability zone.
    availabilityZone: str | None
    # The servers that it is attached to.
    attachments: list[VolumeAttachment]
    # The image that it was created from.
    sourceImageId: str | None
    # The snapshot that it was created from.
    sourceSnapshotId: str | None
    # The volume that it was copied from.
    sourceVolumeId: str | None
    # Metadata of the owner: keys and values.
    metadata: dict[str, str]


class VolumeType(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # Free text with the marker of scs-0114, as the cloud wrote it.
    description: str
    # Whether every project may use it.
    public: bool
    # Whether volumes get this type if none is requested; null if the cloud does not report it.
    default: bool | None
    # Whether its volumes are encrypted.
    encrypted: bool | None
    # Whether its volumes are replicated.
    replicated: bool | None
    # The extra specs that the cloud shows; null if it shows none.
    extraSpecs: dict[str, str] | None


class Snapshot(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["creating", "available", "changing", "deleting", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # The volume that it was taken of.
    volumeId: str
    # The size of that volume in GiB.
    sizeGiB: int
    # Metadata of the owner: keys and values.
    metadata: dict[str, str]


class Network(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["active", "building", "down", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # Whether it is an external network, which routers and floating IPs use.
    external: bool
    # Whether other projects may use it.
    shared: bool
    # Whether it is the external network that is used if none is named; null if the cloud does not report it.
    default: bool | None
    # Whether it is administratively enabled.
    adminStateUp: bool
    # The maximum transmission unit in bytes.
    mtu: int | None
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # The ids of its subnets.
    subnetIds: list[str]
    # Whether new ports have security groups and may only send from their own addresses.
    portSecurity: bool | None
    # The availability zones that its services run in; empty if the cloud has no network availability zones.
    availabilityZones: list[str]


class Subnet(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # The network that it belongs to.
    networkId: str
    # The address range as a CIDR.
    cidr: str
    # IPv4 or IPv6.
    ipVersion: Literal[4, 6]
    # The gateway address; null if there is none.
    gateway: str | None
    # Whether DHCP is enabled.
    dhcp: bool
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # Addresses of DNS servers.
    dnsServers: list[str]
    # The ranges that addresses are allocated from.
    pools: list[SubnetPool]
    # Additional routes for servers.
    routes: list[SubnetRoute]
    # How servers get their IPv6 address.
    ipv6AddressMode: Literal["slaac", "dhcpv6-stateful", "dhcpv6-stateless"] | None
    # The mode of router advertisements.
    ipv6RouterMode: Literal["slaac", "dhcpv6-stateful", "dhcpv6-stateless"] | None


class Router(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["active", "building", "down", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # Whether it is administratively enabled.
    adminStateUp: bool
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # The connection to an external network; null if there is none.
    externalGateway: RouterExternalGateway | None
    # Additional static routes.
    routes: list[RouterRoute]
    # The availability zones that it runs in; empty if the cloud has no network availability zones.
    availabilityZones: list[str]


class Port(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["active", "building", "down", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # The network that it belongs to.
    networkId: str
    # The MAC address.
    mac: str
    # Its addresses.
    addresses: list[PortAddress]
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # The id of the device that uses the port, such as a server or a router; null if there is none.
    deviceId: str | None
    # The kind of device, as Neutron names it (`compute:nova`).
    deviceOwner: str | None
    # The ids of the security groups that apply to it.
    securityGroupIds: list[str]
    # Whether security groups apply and it may only send from its own addresses; null if the cloud does not report it.
    portSecurity: bool | None
    # Whether it is administratively enabled.
    adminStateUp: bool


class FloatingIp(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # The address; floating IPs have no names.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["active", "down", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # The external address.
    address: str
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # The fixed address; null if it is not associated.
    fixedAddress: str | None
    # The port that it is associated with; null if there is none.
    portId: str | None
    # The external network that it belongs to.
    networkId: str
    # The router that forwards it; null if it is not associated.
    routerId: str | None


class SecurityGroup(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # Whether it applies to ports that name no group, as the group named `default` does.
    default: bool
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # Whether replies to allowed traffic are allowed (stateful filtering); null if the cloud does not report it.
    stateful: bool | None
    # Its rules. Traffic that no rule allows is dropped.
    rules: list[SecurityGroupRuleItem]


class SecurityGroupRule(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Always empty; rules have no names.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # The group that it belongs to.
    groupId: str
    # The direction of the traffic: `ingress` is towards the port, `egress` away from it.
    direction: Literal["ingress", "egress", "unknown"]
    # The IP version that the rule applies to.
    ethertype: Literal["IPv4", "IPv6", "unknown"]
    # The name (`tcp`) or number of the protocol; null for any.
    protocol: str | None
    # The first port, or the type for ICMP; null for any.
    portMin: int | None
    # The last port, or the code for ICMP; null for any.
    portMax: int | None
    # The remote addresses as a CIDR; null for any address.
    remoteCidr: str | None
    # The security group whose members are the remote side.
    remoteGroupId: str | None
    # The address group that is the remote side.
    remoteAddressGroupId: str | None
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None


class LoadBalancer(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["creating", "active", "changing", "deleting", "error", "unknown"]
    # The status as the member reports it.
    nativeStatus: str
    # The operating status: whether the load balancer and its members respond.
    operatingStatus: Literal["online", "offline", "degraded", "draining", "error", "not-monitored", "unknown"]
    # Free text; empty if there is none.
    description: str
    # When it was last changed.
    updatedAt: str | None
    # Whether it is administratively enabled.
    adminStateUp: bool
    vip: LoadBalancerVip
    # Its tags, in the order of the alphabet.
    tags: list[str]
    # The ids of its listeners.
    listenerIds: list[str]
    # The ids of its pools of servers.
    poolIds: list[str]
    # The provider that implements it.
    provider: str | None
    # Its availability zone.
    availabilityZone: str | None


class Container(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # The name of the container; containers have no other id.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "unknown"]
    # The number of objects in it. Swift updates this with some delay.
    objects: int
    # The total size of its objects in bytes. Swift updates this with some delay.
    sizeBytes: int
    # Metadata of the owner: keys and values. Null in lists, where Swift does not say it: read the container itself.
    metadata: dict[str, str] | None
    # The S3 endpoint for the same container; null if the service catalogue has none.
    s3Endpoint: str | None


class Cluster(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # Its id at the gateway, as used in `/k8s/{id}`.
    id: str
    # The display name.
    name: str
    # Always null: a cluster does not report when it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["ready", "degraded", "unreachable", "unknown"]
    # The server URL for kubectl and other clients, as a kubeconfig needs it.
    url: str | None
    # The version of its API server.
    version: str | None
    # The minor version, such as `1.34`.
    minor: str | None
    # The platform that the API server runs on.
    platform: str | None
    # The date until which upstream supports this minor version.
    endOfLife: str | None
    # Whether upstream still supports this minor version; `unknown` if the gateway does not know the version.
    supported: bool | None
    # Node counts; null if the caller may not list nodes.
    nodes: ClusterNodes | None
    # The failure zones that its nodes are labelled with.
    zones: list[str] | None
    # The regions that its nodes are labelled with.
    nodeRegions: list[str] | None
    # Its storage classes; null if the caller may not list them.
    storageClasses: list[ClusterStorageClass] | None
    # Whether the API serves network policies. The API does not tell whether the cluster enforces them.
    networkPolicy: bool | None
    # The network plugin, if exactly one known plugin has registered its API group.
    cni: Literal["antrea", "calico", "cilium", "kube-ovn", "ovn-kubernetes", "unknown"]
    # Every API group that it serves; this shows which operators are installed.
    apiGroups: list[str] | None


class Node(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # The id: `{cluster}:{name}`.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["ready", "not-ready", "cordoned", "unknown"]
    # The cluster that it belongs to.
    cluster: str
    # Its labels.
    metadata: dict[str, str]
    # Its roles, such as `control-plane`; empty for workers.
    roles: list[str]
    # The version of its kubelet.
    version: str | None
    # The failure zone that it is in.
    zone: str | None
    # The region that the cluster's operator labels it with; `region` is the region at the gateway.
    nodeRegion: str | None
    # The instance type; on a cloud, the name of the flavor.
    instanceType: str | None
    capacity: NodeCapacity
    allocatable: NodeAllocatable
    # The architecture, as Go names it: `amd64`, `arm64`.
    architecture: str | None
    # Its operating system.
    osImage: str | None
    # The version of its kernel.
    kernel: str | None
    # The container runtime and its version.
    containerRuntime: str | None
    # Its addresses.
    addresses: list[NodeAddress]
    # The number of taints that keep pods away from it.
    taints: int


class Namespace(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # The id: `{cluster}:{name}`.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["active", "terminating", "unknown"]
    # The cluster that it belongs to.
    cluster: str
    # Its labels.
    metadata: dict[str, str]


class Workload(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Id of the project that owns it; null if it belongs to no project.
    project: str | None
    # The id: `{cluster}:{namespace}:{kind}:{name}`.
    id: str
    # Its name; empty if it has none.
    name: str
    # When it was created.
    createdAt: str | None
    # The status, from a closed set that is the same on every cloud.
    status: Literal["available", "progressing", "failed", "completed", "suspended", "unknown"]
    # The cluster that it runs in.
    cluster: str
    # The namespace that it is in.
    namespace: str
    # The kind of the workload.
    kind: Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]
    # Its labels.
    metadata: dict[str, str]
    replicas: WorkloadReplicas
    # The images that it runs, without duplicates.
    containerImages: list[str]
    # The schedule of a CronJob; null for other kinds.
    schedule: str | None


class IdAndName(TypedDict):
    id: str
    name: str


class FlavorQuery(TypedDict, total=False):
    """A flavor by its properties. The smallest flavor that satisfies them is chosen."""
    # An SCS name in any syntax, or the name at the member.
    name: str
    # At least this number of virtual processors.
    vcpus: int
    # At least this much memory, in GiB.
    ramGiB: float
    # At least this size of the root disk, in GB as the standard counts; 0 accepts any size.
    diskGiB: float
    # A root disk of this type or a faster one: `nvme` satisfies `ssd`, and both satisfy `hdd`. `network` is satisfied by network disks only.
    diskType: Literal["network", "hdd", "ssd", "nvme"]
    # A processor that is shared no more than this: `dedicated-core` satisfies every value.
    cpuType: Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core"]
    # Exactly this processor vendor.
    cpuMaker: Literal["intel", "amd", "arm", "risc-v"]
    # Exactly this processor architecture.
    architecture: Literal["x86_64", "aarch64", "risc-v"]
    # If true, with a graphics processor; if false, without one.
    gpu: bool
    # If true, figures and types must be exactly as given instead of at least so; `diskGiB` 0 then means no disk.
    exact: bool


class ImageQuery(TypedDict, total=False):
    """An image by its properties: distribution, version, purpose and architecture."""
    # The name of the image.
    name: str
    # The distribution in lower case, such as `ubuntu`.
    distro: str
    # The version of the distribution, such as `24.04`. If omitted, the newest is chosen.
    version: str
    # The purpose of the image; `generic` if omitted.
    purpose: Literal["generic", "minimal", "k8snode", "gpu", "network", "custom", "oldgeneric"]
    # The processor architecture; `x86_64` if omitted.
    architecture: Literal["x86_64", "aarch64", "risc-v"]


class Operation(TypedDict):
    """A long-running operation."""
    # The id. It contains the sealed operation, so any replica can answer for it.
    id: str
    # The URL of the operation. With `Accept: text/event-stream` it streams the progress.
    href: str
    # `create`, `update`, `delete`, or the name of the action.
    verb: str
    # The resource, as in its path.
    resource: str
    cloud: str
    region: str
    # Id of the project.
    project: str | None
    # Id of the object at the member.
    objectId: str
    status: Literal["running", "succeeded", "failed"]
    # The progress in percent, if the member reports it.
    progress: float | None
    # The last known status of the object; null once it is deleted.
    stage: str | None
    startedAt: str
    # Why it failed.
    error: OperationError | None


class _Placement(TypedDict):
    strategy: Literal["given", "first", "spread", "cheapest-fit"]
    cloud: str
    region: str
    # An explanation of the decision.
    because: str
    # Every region that was considered.
    considered: list[PlacementConsidered]


class Placement(_Placement, total=False):
    """The chosen cloud, and the reasons."""
    flavor: IdAndName
    image: IdAndName


class Cloud(TypedDict):
    # Its id, which is also the name of its default region.
    id: str
    # The display name.
    name: str
    # The state of the cloud. `up`: everything answers. `degraded`: a part does not answer, requests to it are suspended, it no longer accepts the gateway, or the region that is configured is not in its catalogue. `down`: nothing answers. `unknown`: it cannot be queried on behalf of this caller.
    status: Literal["up", "degraded", "down", "unknown"]
    # The maintenance that the cloud is in; null if it is in none.
    maintenance: CloudMaintenance | None
    # The current response time in milliseconds; null if it does not answer.
    latencyMs: int | None
    # Why its Keystone counts as down, or lets nobody in (`memberRefused`); otherwise null.
    error: CloudError | None
    # What the cloud consists of: an OpenStack, clusters, or both.
    kinds: list[Literal["openstack", "kubernetes"]]
    # The strategy by which the gateway authenticates callers to its OpenStack.
    strategy: str | None
    # Whether this caller has access: to some project or to a cluster.
    access: bool | None
    # The number of projects that the caller has there; null if the cloud did not report it.
    projects: int | None
    # Its regions; empty if it has only clusters.
    regions: list[CloudRegion]
    # At most 20 of its regions that the gateway cannot publish, or that its configuration names and the catalogue does not; null if its catalogue was not opened just now, and with `services=false`.
    leftOutRegions: list[CloudLeftOutRegion] | None
    # Its Kubernetes clusters.
    clusters: list[CloudCluster]
    capabilities: CloudCapabilities
    # Its certificates; the gateway does not verify them.
    certificates: list[CloudCertificate]
    # When it last answered this replica.
    lastSeenAt: str | None


class _CloudReport(TypedDict):
    cloud: str
    # `ok`: the cloud answered, possibly with no objects (if you have no project there). `stale`: its last known answer. `error`: it failed, see `error`; objects that it returned before are in `items`. `not-offered`: it does not offer this resource.
    status: Literal["ok", "stale", "error", "not-offered"]
    # The number of its objects in this response.
    count: int
    # The response time in milliseconds.
    ms: int


class CloudReport(_CloudReport, total=False):
    """What happened at one cloud."""
    # When the cloud said this, if it is from the cache of the gateway. Absent: just now.
    saidAt: str
    error: CloudReportError
    maintenance: CloudMaintenance


class FlavorName(TypedDict):
    # The name as given.
    name: str
    # The syntax by its delimiters; v2 has those of v3.
    syntax: Literal["v1", "v3"]
    # The canonical form in the current syntax.
    canonical: str
    parsed: FlavorNameParsed
    # The short form, which clouds should offer too.
    short: str
    # The name with the delimiters of v1.
    asV1: str
    # The architecture of images that boot on it.
    imageArchitecture: Literal["x86_64", "aarch64", "risc-v"]
    # The extra_specs that its flavor should declare.
    extraSpecs: dict[str, str]
    # Remarks on parts that were accepted leniently.
    remarks: list[str]


class _NativeError(TypedDict):
    status: int
    # Official service type; `kubernetes` for a cluster.
    service: str
    message: str


class NativeError(_NativeError, total=False):
    """The error of the member cloud itself."""
    # The member's own request id, for its operators.
    requestId: str


class _Problem(TypedDict):
    # The type of the error, which is stable: `urn:scs-gateway:error:` and the code. `/scs/v1/errors` lists all types.
    type: str
    title: str
    status: int
    detail: str
    # Identifies this occurrence, also in the log of the gateway.
    instance: str
    # The error code.
    code: str
    requestId: str


class Problem(_Problem, total=False):
    """RFC 9457 problem details."""
    # The member cloud concerned.
    cloud: str
    native: NativeError
    # All faults of the request, or what each cloud says of it.
    errors: list[ProblemError]


class ServerFlavor(TypedDict):
    """The flavor of the server. Fields are null if the flavor no longer exists."""
    # The id of the flavor; null if the member embeds the figures instead (microversion 2.47).
    id: str | None
    # The name of the flavor.
    name: str | None
    # Virtual processors.
    vcpus: int | None
    # Memory in MiB.
    ramMiB: int | None
    # Root disk in GiB; 0 if the server boots from a volume.
    diskGiB: int | None


class ServerImage(TypedDict):
    # The id of the image.
    id: str


class ServerAddress(TypedDict):
    # Name of the network.
    networkName: str
    # The address.
    address: str
    # The IP version, 4 or 6.
    version: int | None
    # `fixed`: an address of the port itself. `floating`: an external address that is mapped to it.
    type: Literal["fixed", "floating", "unknown"]
    # The MAC address of its port.
    mac: str | None


class ServerFault(TypedDict):
    # What went wrong.
    message: str


class FlavorScs(TypedDict):
    # Its SCS name; the most detailed one if it has several.
    name: str
    # Where that name was found.
    source: Literal["extra-specs", "name"]
    # All its SCS names in canonical form, the most detailed first.
    names: list[str]
    # The syntax version that the name is written in.
    syntax: str
    # The name in the newest syntax.
    canonical: str
    # The name without the parts that do not matter for choosing a flavor.
    short: str
    # The properties that the name states, as `/scs/v1/flavor-names/{name}` returns them.
    parsed: dict[str, Any]


class ImageChecksum(TypedDict):
    # The hash algorithm: `sha512`, or `md5` if the member has no other.
    algorithm: str
    # The hash in hexadecimal.
    value: str


class ImageScs(TypedDict):
    """The properties that SCS asks operators to declare; null if not declared."""
    # How often it is replaced by a newer build.
    replaceFrequency: str | None
    # How long its id remains valid.
    uuidValidity: str | None
    # The date until which the image is provided.
    providedUntil: str | None
    # The source of the image, or `private`.
    source: str | None
    # A description, or where to find one.
    description: str | None
    # When it was built, as the operator declares it.
    buildDate: str | None
    # The default user to log in as.
    originalUser: str | None
    # The number of hours within which critical vulnerabilities are fixed; 0 means best effort.
    hotfixHours: float | None


class QuotaLimit(TypedDict):
    # The limited resource, as this API names it.
    resource: str
    # The service that enforces the limit.
    service: Literal["compute", "block-storage", "network"]
    # The name of the limit at the member.
    native: str
    # The limit; null means unlimited.
    limit: int | None
    # The amount in use; null if the member does not report it.
    used: int | None
    # The amount reserved by requests in progress; null if the member does not report it.
    reserved: int | None
    # The unit of the figures.
    unit: Literal["count", "MiB", "GiB", "bytes"]

QuotaServices = TypedDict(
    "QuotaServices",
    {
        "compute": 'Literal["known", "refused", "not-offered"]',
        "block-storage": 'Literal["known", "refused", "not-offered"]',
        "network": 'Literal["known", "refused", "not-offered"]',
    },
    total=True,
)


class VolumeAttachment(TypedDict):
    # The server that it is attached to.
    serverId: str
    # The device name that was passed to the server.
    device: str | None
    # When it was attached.
    attachedAt: str | None


class SubnetPool(TypedDict):
    # The first address.
    start: str
    # The last address.
    end: str


class SubnetRoute(TypedDict):
    # The destination as a CIDR.
    destination: str
    # The address of the next hop.
    nextHop: str


class RouterExternalGateway(TypedDict):
    # The external network.
    networkId: str
    # Whether servers without a floating IP reach the outside through the address of the router (source NAT).
    snat: bool | None
    # The external addresses of the router.
    addresses: list[str]


class RouterRoute(TypedDict):
    # The destination as a CIDR.
    destination: str
    # The address of the next hop.
    nextHop: str


class PortAddress(TypedDict):
    # The address.
    address: str
    # The subnet that the address belongs to.
    subnetId: str


class SecurityGroupRuleItem(TypedDict):
    # Its id.
    id: str
    # The direction of the traffic: `ingress` is towards the port, `egress` away from it.
    direction: Literal["ingress", "egress", "unknown"]
    # The IP version that the rule applies to.
    ethertype: Literal["IPv4", "IPv6", "unknown"]
    # The name (`tcp`) or number of the protocol; null for any.
    protocol: str | None
    # The first port, or the type for ICMP; null for any.
    portMin: int | None
    # The last port, or the code for ICMP; null for any.
    portMax: int | None
    # The remote addresses as a CIDR; null for any address.
    remoteCidr: str | None
    # The security group whose members are the remote side.
    remoteGroupId: str | None
    # The address group that is the remote side.
    remoteAddressGroupId: str | None
    # Free text; empty if there is none.
    description: str


class LoadBalancerVip(TypedDict):
    """The virtual IP address and where it is connected."""
    # The virtual IP address.
    address: str | None
    # The network of the address.
    networkId: str | None
    # The subnet of the address.
    subnetId: str | None
    # The port of the address.
    portId: str | None


class ClusterNodes(TypedDict):
    # The number of nodes.
    total: int
    # The number of nodes that are ready; null above a thousand nodes.
    ready: int | None


class ClusterStorageClass(TypedDict):
    # The name that a volume claim refers to.
    name: str
    # The driver that provisions the volumes.
    provisioner: str
    # Whether claims that name no class use this one.
    default: bool


class NodeCapacity(TypedDict):
    """The resources of the machine."""
    # Processors, in thousandths of a core.
    cpuMillis: int | None
    # Memory, rounded down.
    memoryMiB: int | None
    # The maximum number of pods.
    pods: int | None


class NodeAllocatable(TypedDict):
    """The resources that are available to pods."""
    # Processors, in thousandths of a core.
    cpuMillis: int | None
    # Memory, rounded down.
    memoryMiB: int | None
    # The maximum number of pods.
    pods: int | None


class NodeAddress(TypedDict):
    # The type of the address: `InternalIP`, `ExternalIP` or `Hostname`.
    type: str
    # The address or host name.
    address: str


class WorkloadReplicas(TypedDict):
    """The counts of its pods. All are null for a CronJob, whose Jobs have the pods."""
    # The desired number of pods; for a Job, the number that must succeed.
    desired: int | None
    # The number of ready pods.
    ready: int | None
    # The number of pods that have been ready for long enough.
    available: int | None
    # The number of pods that have succeeded; only for Jobs.
    succeeded: int | None


class OperationError(TypedDict):
    detail: str


class _PlacementConsidered(TypedDict):
    cloud: str
    region: str
    fits: bool
    # Every reason why the region does not fit.
    against: list[str]


class PlacementConsidered(_PlacementConsidered, total=False):
    flavor: IdAndName
    image: IdAndName
    # The number of servers that you have in the region.
    servers: int


class CloudMaintenance(TypedDict):
    """A maintenance, as the operator of the gateway has announced it. Nothing is placed there that names no cloud."""
    # What is being done.
    reason: str
    # When it began; null if it is part of the configuration of the gateway.
    startedAt: str | None
    # When it will probably end; null if that is not known.
    endsAt: str | None
    # Whether new objects are refused (503); reading, changing and deleting go on.
    refusesCreates: bool


class CloudError(TypedDict):
    # The error code.
    code: str
    # The sentence of the error.
    detail: str


class CloudRegionServiceVersion(TypedDict):
    # The version as the service writes it, such as `v2.1`.
    id: str
    # The status of the version as the service reports it.
    status: Literal["current", "supported", "deprecated", "experimental", "unknown"]
    # Its oldest microversion.
    min: str | None
    # Its newest microversion; null if it has none.
    max: str | None


class CloudRegionServiceMicroversions(TypedDict):
    min: str
    max: str


class CloudRegionService(TypedDict):
    # The official type, never an alias.
    type: str
    # The cloud's own name of the service.
    name: str
    # The URL for native clients.
    url: str
    # Its API versions; null if they could not be read, empty if the service has none.
    versions: list[CloudRegionServiceVersion] | None
    # The microversions of its current version; null if there are none.
    microversions: CloudRegionServiceMicroversions | None
    # The state of the circuit breaker. `open`: it failed several times in a row, and requests to it are suspended for a moment.
    circuit: Literal["closed", "half-open", "open"]


class CloudRegion(TypedDict):
    # The region, as in `OS_REGION_NAME`.
    id: str
    # Its services; null if no catalogue is known, and with `services=false`.
    services: list[CloudRegionService] | None


class CloudLeftOutRegion(TypedDict):
    # The cloud's own name of the region.
    name: str
    # Why it cannot be part of a URL that all clients take.
    reason: str


class CloudCluster(TypedDict):
    # Its id, as in `/k8s/{id}`.
    id: str
    # The display name.
    name: str
    # Whether its API server answers; `unknown`: it cannot be queried on behalf of this caller.
    status: Literal["up", "down", "unknown"]
    # The current response time in milliseconds; null if it does not answer.
    latencyMs: int | None
    # The strategy by which the gateway authenticates callers to it.
    strategy: str
    # The state of the circuit breaker. `open`: it failed several times in a row, and requests to it are suspended for a moment.
    circuit: Literal["closed", "half-open", "open"]
    # The maintenance that the cluster, or its cloud, is in; null if it is in none.
    maintenance: CloudMaintenance | None

CloudCapabilities = TypedDict(
    "CloudCapabilities",
    {
        "compute": 'bool | None',
        "image": 'bool | None',
        "block-storage": 'bool | None',
        "volume-backup": 'bool | None',
        "network": 'bool | None',
        "load-balancer": 'bool | None',
        "object-store": 'bool | None',
        "key-manager": 'bool | None',
        "dns": 'bool | None',
        "orchestration": 'bool | None',
        "kubernetes": 'bool | None',
    },
    total=True,
)


class CloudCertificate(TypedDict):
    # The scope of the certificate.
    scope: str
    # The version of the scope.
    version: str
    # The last day of the certificate.
    validUntil: str
    # Whether the certificate is still valid.
    valid: bool
    # Where the certificate can be looked up.
    url: str | None


class _CloudReportError(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    code: str


class CloudReportError(_CloudReportError, total=False):
    native: NativeError


class FlavorNameParsedDisk(TypedDict):
    # The number of disks, each of this size.
    count: int
    # The size in GB; null means the cloud's choice.
    sizeGB: int | None
    # The type: network, local HDD, local SSD or local NVMe; null means the cloud's choice.
    type: Literal["n", "h", "s", "p"] | None
    # The value; null means the cloud's choice.
    typeKey: Literal["network", "hdd", "ssd", "nvme"] | None


class FlavorNameParsedCpuBrand(TypedDict):
    # The vendor: Intel, AMD, ARM or RISC-V.
    vendor: Literal["i", "z", "a", "r"]
    # The generation by the vendor's table; null if not stated.
    generation: int | None
    # The frequency class: above 2.75, 3.25 or 3.75 GHz on all cores; null if not stated.
    perf: Literal["h", "hh", "hhh"] | None


class FlavorNameParsedGpu(TypedDict):
    # Whether it is a whole card (`G`) instead of a virtual one (`g`).
    passThrough: bool
    # The vendor: NVIDIA, AMD or Intel.
    vendor: Literal["N", "A", "I"]
    # The generation by the vendor's table; null if not stated.
    generation: str | None
    # The number of SMs, CUs or EUs; null if not stated.
    computeUnits: int | None
    # Whether it has a high frequency; null if not stated.
    perf: Literal["h", "hh"] | None
    # The memory of the GPU; null if not stated.
    vramGiB: int | None
    # Whether the memory has a high bandwidth; null if not stated.
    vramPerf: Literal["h", "hh"] | None


class FlavorNameParsed(TypedDict):
    """The properties that the name states."""
    # The number of virtual processors.
    cpus: int
    # The CPU type: crowded core, shared core, dedicated thread or dedicated core.
    cpuType: Literal["L", "V", "T", "C"]
    # Memory.
    ramGiB: float
    # The CPU type as a word; derived from `cpuType`.
    cpuTypeKey: Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core"]
    # Whether mitigations of processor vulnerabilities are missing.
    cpuInsecure: bool
    # Whether the memory has no ECC.
    ramNoEcc: bool
    # Whether memory is oversubscribed.
    ramOversubscribed: bool
    # Whether hardware virtualisation is available to the server.
    hwVirt: bool
    # InfiniBand.
    infiniband: bool
    # The root disk; null means that servers boot from a volume.
    disk: FlavorNameParsedDisk | None
    # The hypervisor; `bms` is bare metal; null if not stated.
    hypervisor: Literal["kvm", "chy", "xen", "hyv", "vmw", "bms"] | None
    # The processor; null means generic x86-64.
    cpuBrand: FlavorNameParsedCpuBrand | None
    # The GPU; null if none is promised.
    gpu: FlavorNameParsedGpu | None


class _ProblemError(TypedDict):
    # What is wrong.
    detail: str


class ProblemError(_ProblemError, total=False):
    # Where in the body, as a JSON pointer (RFC 6901) behind a `#`: `#/flavor/vcpus`.
    pointer: str
    # The parameter of the path or query, or the request header, that is wrong.
    parameter: str
    # The member cloud that this concerns.
    cloud: str
    # And its region, if there are several.
    region: str


class CloudList(TypedDict):
    items: list[Cloud]


class ProjectListItemDomain(TypedDict):
    """The domain that it belongs to."""
    id: str
    name: str


class ProjectListItem(TypedDict):
    # The project id, which is the same on every cloud, as in `OS_PROJECT_ID`.
    id: str
    # Its name at the gateway, translated by the configuration's `projects` maps.
    name: str
    domain: ProjectListItemDomain
    # The clouds that have it for this caller.
    clouds: list[str]
    # The caller's roles in it by cloud; null if no session is open at the cloud, which the first request opens.
    roles: dict[str, list[str] | None]


class ProjectList(TypedDict):
    items: list[ProjectListItem]
    clouds: list[CloudReport]


class MeUser(TypedDict):
    # The user id, which is the same on every cloud and never changes.
    id: str
    # The user name.
    name: str
    # The domain of the users of that provider.
    domain: str
    # The email address; null if the identity provider does not state it.
    email: str | None
    # The groups that the configuration lets through.
    groups: list[str]


class MeScope(TypedDict):
    # The scope of the token.
    kind: Literal["unscoped", "project", "domain"]
    # The project; null for other scopes.
    project: IdAndName | None
    # The domain, or the project's domain; null for an unscoped token.
    domain: IdAndName | None


class MeCredentialAccessRule(TypedDict):
    service: str
    method: str
    path: str


class MeCredential(TypedDict):
    id: str
    name: str
    restricted: bool
    # The roles it is limited to; null: its owner's.
    roles: list[str] | None
    # What it may ask for; null: everything.
    accessRules: list[MeCredentialAccessRule] | None


class MeNote(TypedDict):
    # What is missing, and why, in a word.
    code: Literal["noProjects", "ownerUntold", "groupsLeftOut", "noGroups.overage", "noGroups.missing", "noGroups.empty", "noGroups.shape", "noGroups.filtered", "noGroups.unfit"]
    # The same in a sentence, for people.
    message: str


class Me(TypedDict):
    user: MeUser
    # The identity provider of the login.
    identityProvider: str
    # The issuer of the identity provider.
    issuer: str
    # How the token was obtained, in Keystone's terms.
    methods: list[str]
    scope: MeScope
    # The application credential that the token was obtained with; null for other logins.
    credential: MeCredential | None
    # When the token was issued.
    issuedAt: str
    # When the token expires.
    expiresAt: str
    # Why this login may lead nowhere, or not as far as expected: it has no groups or not all of them, an unscoped one no projects, or it is by an application credential about whose owner the identity provider cannot be asked. Usually empty.
    notes: list[MeNote]


class SearchResultItem(TypedDict):
    # The resource, as in the path `/scs/v1/{resource}/{cloud}/{id}`.
    resource: str
    cloud: str
    region: str
    project: str | None
    id: str
    name: str
    status: str
    # What matched.
    why: Literal["id", "address", "name"]


class SearchResult(TypedDict):
    items: list[SearchResultItem]
    clouds: list[CloudReport]
    # Whether there are more hits than `limit`.
    more: bool


class _ServerList(TypedDict):
    items: list[Server]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class ServerList(_ServerList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateServerPlacement(TypedDict):
    # `first`: the first cloud that fits. `spread`: the cloud on which your project, or the `group`, has the fewest servers. `cheapest-fit`: the cloud with the smallest flavor that fits (no cloud publishes prices).
    strategy: Literal["first", "spread", "cheapest-fit"]


class CreateServerPlacement(_CreateServerPlacement, total=False):
    """How to choose a cloud, instead of `cloud`."""
    # The clouds to choose from, in order of preference. Default: all.
    clouds: list[str]
    # A tag that the server gets. With `spread`, only servers with this tag are counted, so that a group is spread by itself.
    group: str


class _CreateServerBootVolumeBySizeGiB(TypedDict):
    # Size of the new volume in GiB.
    sizeGiB: int


class CreateServerBootVolumeBySizeGiB(_CreateServerBootVolumeBySizeGiB, total=False):
    # The volume type. If omitted, the member chooses.
    typeName: str
    # Whether it is deleted together with the server.
    deleteOnTermination: bool


class _CreateServerBootVolumeById(TypedDict):
    # The id of an existing volume.
    id: str


class CreateServerBootVolumeById(_CreateServerBootVolumeById, total=False):
    # Whether it is deleted together with the server.
    deleteOnTermination: bool


class _CreateServerVolumeBySizeGiB(TypedDict):
    # Size of the new volume in GiB.
    sizeGiB: int


class CreateServerVolumeBySizeGiB(_CreateServerVolumeBySizeGiB, total=False):
    # The volume type. If omitted, the member chooses.
    typeName: str
    # Whether it is deleted together with the server.
    deleteOnTermination: bool


class _CreateServerRequest(TypedDict):
    # The name of the server.
    name: str
    flavor: CreateServerFlavor


class CreateServerRequest(_CreateServerRequest, total=False):
    """Give either `cloud` or `placement`. With neither, the first cloud that fits is chosen."""
    # The member cloud.
    cloud: str
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    placement: CreateServerPlacement
    image: CreateServerImage
    networks: CreateServerNetworks
    # One of your key pairs at that cloud.
    keypairName: str
    # User data for cloud-init, as plain text; the gateway encodes it.
    userData: str
    # Security groups, by name or id. If omitted, the project's default group is used.
    securityGroupNames: list[str]
    # The availability zone. If omitted, the member chooses.
    availabilityZone: str
    # A description.
    description: str | None
    # Your metadata: keys and values.
    metadata: dict[str, str]
    # Your tags.
    tags: list[str]
    bootVolume: CreateServerBootVolume
    # Additional volumes, attached when the server is created.
    volumes: list[CreateServerVolume]


class _ServerCreated(TypedDict):
    item: Server


class ServerCreated(_ServerCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateServerRequest(TypedDict, total=False):
    # The name of the server.
    name: str
    # A description.
    description: str | None
    # Metadata to add or to change; null removes a key. Other keys stay.
    metadata: dict[str, str | None]
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _ServerChanged(TypedDict):
    item: Server


class ServerChanged(_ServerChanged, total=False):
    operation: Operation


class OperationStarted(TypedDict):
    operation: Operation


class AddServerTagRequest(TypedDict):
    # The tag.
    tag: str


class RebootServerRequest(TypedDict, total=False):
    # If true, power-cycles the server instead of asking its operating system to restart.
    hard: bool


class ResizeServerRequest(TypedDict):
    # The id or name of a flavor, or an SCS name in any syntax.
    flavor: str


class OpenServerConsoleResultResult(TypedDict):
    # The URL at the gateway.
    url: str
    # What the page speaks: `novnc` or `spice-html5`.
    type: str


class _OpenServerConsoleResult(TypedDict):
    item: Server


class OpenServerConsoleResult(_OpenServerConsoleResult, total=False):
    operation: Operation
    result: OpenServerConsoleResultResult


class ServerConsoleLogResult(TypedDict):
    # The output of the server on its console.
    text: str


class ServerConsoleLog(TypedDict):
    result: ServerConsoleLogResult


class _FlavorList(TypedDict):
    items: list[Flavor]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class FlavorList(_FlavorList, total=False):
    # The next page; absent on the last one.
    next: str


class _ImageList(TypedDict):
    items: list[Image]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class ImageList(_ImageList, total=False):
    # The next page; absent on the last one.
    next: str


class UpdateImageRequest(TypedDict, total=False):
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]
    # Metadata to add or to change; null removes a key. Other keys stay.
    metadata: dict[str, str | None]


class _ImageChanged(TypedDict):
    item: Image


class ImageChanged(_ImageChanged, total=False):
    operation: Operation


class AddImageTagRequest(TypedDict):
    # The tag.
    tag: str


class _KeypairList(TypedDict):
    items: list[Keypair]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class KeypairList(_KeypairList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateKeypairRequest(TypedDict):
    # The member cloud.
    cloud: str
    # The name, which is also the id.
    name: str


class CreateKeypairRequest(_CreateKeypairRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # The public key. If omitted, the member generates the key pair and the private key is returned once.
    publicKey: str
    # The type of the key pair: an SSH key or an X.509 certificate.
    type: Literal["ssh", "x509"]


class _KeypairCreated(TypedDict):
    item: Keypair


class KeypairCreated(_KeypairCreated, total=False):
    operation: Operation
    placement: Placement


class _AvailabilityZoneList(TypedDict):
    items: list[AvailabilityZone]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class AvailabilityZoneList(_AvailabilityZoneList, total=False):
    # The next page; absent on the last one.
    next: str


class _QuotaList(TypedDict):
    items: list[Quota]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class QuotaList(_QuotaList, total=False):
    # The next page; absent on the last one.
    next: str


class _VolumeList(TypedDict):
    items: list[Volume]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class VolumeList(_VolumeList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateVolumeRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str
    # The size in GiB.
    sizeGiB: int


class CreateVolumeRequest(_CreateVolumeRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # A volume type, by name or id. If omitted, the cloud's default is used.
    typeName: str
    # The availability zone to create it in.
    availabilityZone: str
    # A snapshot to create it from, by id or name.
    sourceSnapshotId: str
    # An image to create it from, by id or name.
    sourceImageId: str
    # A volume to copy, by id or name.
    sourceVolumeId: str
    # Free text.
    description: str
    # Your metadata: keys and values.
    metadata: dict[str, str]


class _VolumeCreated(TypedDict):
    item: Volume


class VolumeCreated(_VolumeCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateVolumeRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # Metadata to add or to change; null removes a key. Other keys stay.
    metadata: dict[str, str | None]


class _VolumeChanged(TypedDict):
    item: Volume


class VolumeChanged(_VolumeChanged, total=False):
    operation: Operation


class _AttachVolumeRequest(TypedDict):
    # A server in the same region, by id or name.
    serverId: str


class AttachVolumeRequest(_AttachVolumeRequest, total=False):
    # The requested device name, such as `/dev/vdb`. Many hypervisors ignore it.
    device: str


class DetachVolumeRequest(TypedDict, total=False):
    # The server, by id or name. It may be omitted if the volume is attached to one server only.
    serverId: str


class ExtendVolumeRequest(TypedDict):
    # The new size.
    sizeGiB: int


class _VolumeTypeList(TypedDict):
    items: list[VolumeType]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class VolumeTypeList(_VolumeTypeList, total=False):
    # The next page; absent on the last one.
    next: str


class _SnapshotList(TypedDict):
    items: list[Snapshot]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class SnapshotList(_SnapshotList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateSnapshotRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str
    # The volume, by id or name. The snapshot of a volume in use is crash-consistent, as if its server had lost power.
    volumeId: str


class CreateSnapshotRequest(_CreateSnapshotRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # Free text.
    description: str
    # Your metadata: keys and values.
    metadata: dict[str, str]


class _SnapshotCreated(TypedDict):
    item: Snapshot


class SnapshotCreated(_SnapshotCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateSnapshotRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # Metadata to add or to change; null removes a key. Other keys stay.
    metadata: dict[str, str | None]


class _SnapshotChanged(TypedDict):
    item: Snapshot


class SnapshotChanged(_SnapshotChanged, total=False):
    operation: Operation


class _NetworkList(TypedDict):
    items: list[Network]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class NetworkList(_NetworkList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateNetworkRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str


class CreateNetworkRequest(_CreateNetworkRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # Free text.
    description: str
    # The maximum transmission unit in bytes.
    mtu: int
    # Whether new ports have security groups and may only send from their own addresses.
    portSecurity: bool
    # Your tags.
    tags: list[str]


class _NetworkCreated(TypedDict):
    item: Network


class NetworkCreated(_NetworkCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateNetworkRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # The maximum transmission unit in bytes.
    mtu: int
    # Whether new ports have security groups and may only send from their own addresses.
    portSecurity: bool
    # Whether it is administratively enabled.
    adminStateUp: bool
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _NetworkChanged(TypedDict):
    item: Network


class NetworkChanged(_NetworkChanged, total=False):
    operation: Operation


class AddNetworkTagRequest(TypedDict):
    # The tag.
    tag: str


class _SubnetList(TypedDict):
    items: list[Subnet]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class SubnetList(_SubnetList, total=False):
    # The next page; absent on the last one.
    next: str


class CreateSubnetPool(TypedDict):
    # The first address.
    start: str
    # The last address.
    end: str


class CreateSubnetRoute(TypedDict):
    # The destination as a CIDR.
    destination: str
    # The address of the next hop.
    nextHop: str


class _CreateSubnetRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str
    # The network that it belongs to, by id or name.
    networkId: str
    # The address range as a CIDR.
    cidr: str


class CreateSubnetRequest(_CreateSubnetRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # The IP version. If omitted, it follows the CIDR.
    ipVersion: Literal[4, 6]
    # The gateway address; null for no gateway. If omitted, the first address is used.
    gateway: str | None
    # Whether DHCP is enabled; true if omitted.
    dhcp: bool
    # Addresses of DNS servers, announced by DHCP.
    dnsServers: list[str]
    # The ranges that addresses are allocated from. If omitted, all addresses but the gateway are used.
    pools: list[CreateSubnetPool]
    # Additional routes, announced by DHCP.
    routes: list[CreateSubnetRoute]
    # How servers get their IPv6 address.
    ipv6AddressMode: Literal["slaac", "dhcpv6-stateful", "dhcpv6-stateless"]
    # The mode of router advertisements. If omitted, it is `ipv6AddressMode`.
    ipv6RouterMode: Literal["slaac", "dhcpv6-stateful", "dhcpv6-stateless"]
    # Free text.
    description: str
    # Your tags.
    tags: list[str]


class _SubnetCreated(TypedDict):
    item: Subnet


class SubnetCreated(_SubnetCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateSubnetRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # The gateway address; null for no gateway. If omitted, the first address is used.
    gateway: str | None
    # Whether DHCP is enabled.
    dhcp: bool
    # Addresses of DNS servers, announced by DHCP.
    dnsServers: list[str]
    # The ranges that addresses are allocated from. If omitted, all addresses but the gateway are used.
    pools: list[CreateSubnetPool]
    # Additional routes, announced by DHCP.
    routes: list[CreateSubnetRoute]
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _SubnetChanged(TypedDict):
    item: Subnet


class SubnetChanged(_SubnetChanged, total=False):
    operation: Operation


class AddSubnetTagRequest(TypedDict):
    # The tag.
    tag: str


class _RouterList(TypedDict):
    items: list[Router]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class RouterList(_RouterList, total=False):
    # The next page; absent on the last one.
    next: str


class CreateRouterExternalGateway(TypedDict):
    """The connection to an external network. If omitted, the router has none."""
    # An external network, by id or name.
    networkId: str


class _CreateRouterRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str


class CreateRouterRequest(_CreateRouterRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # Free text.
    description: str
    externalGateway: CreateRouterExternalGateway
    # Your tags.
    tags: list[str]


class _RouterCreated(TypedDict):
    item: Router


class RouterCreated(_RouterCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateRouterRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # Whether it is administratively enabled.
    adminStateUp: bool
    # The connection to an external network; null removes it.
    externalGateway: CreateRouterExternalGateway | None
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _RouterChanged(TypedDict):
    item: Router


class RouterChanged(_RouterChanged, total=False):
    operation: Operation


class AddRouterTagRequest(TypedDict):
    # The tag.
    tag: str


class AddRouterInterfaceRequest(TypedDict):
    # A subnet, by id or name. The router takes the gateway address of the subnet.
    subnetId: str


class AddRouterInterfaceResultResult(TypedDict):
    # The subnet.
    subnetId: str
    # The network of that subnet.
    networkId: str | None
    # The port of the router in that subnet.
    portId: str


class _AddRouterInterfaceResult(TypedDict):
    item: Router


class AddRouterInterfaceResult(_AddRouterInterfaceResult, total=False):
    operation: Operation
    result: AddRouterInterfaceResultResult


class _PortList(TypedDict):
    items: list[Port]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class PortList(_PortList, total=False):
    # The next page; absent on the last one.
    next: str


class UpdatePortRequest(TypedDict):
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _PortChanged(TypedDict):
    item: Port


class PortChanged(_PortChanged, total=False):
    operation: Operation


class AddPortTagRequest(TypedDict):
    # The tag.
    tag: str


class _FloatingIpList(TypedDict):
    items: list[FloatingIp]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class FloatingIpList(_FloatingIpList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateFloatingIpRequest(TypedDict):
    # The member cloud.
    cloud: str


class CreateFloatingIpRequest(_CreateFloatingIpRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # An external network, by id or name. If omitted, the cloud's default external network is used, or its only one.
    networkId: str
    # A port to associate it with, by id or name.
    portId: str
    # The fixed address of the port to use. Required if the port has several IPv4 addresses.
    fixedAddress: str
    # Free text.
    description: str
    # Your tags.
    tags: list[str]


class _FloatingIpCreated(TypedDict):
    item: FloatingIp


class FloatingIpCreated(_FloatingIpCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateFloatingIpRequest(TypedDict, total=False):
    # A port to associate it with, by id or name; null disassociates it.
    portId: str | None
    # The fixed address of the port to use. Required if the port has several IPv4 addresses.
    fixedAddress: str
    # Free text.
    description: str
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _FloatingIpChanged(TypedDict):
    item: FloatingIp


class FloatingIpChanged(_FloatingIpChanged, total=False):
    operation: Operation


class AddFloatingIpTagRequest(TypedDict):
    # The tag.
    tag: str


class AssociateFloatingIpRequest(TypedDict, total=False):
    # A server in the same region, by id or name.
    serverId: str
    # A port, by id or name.
    portId: str
    # The fixed address of the port to use. Required if the port has several IPv4 addresses.
    fixedAddress: str


class _SecurityGroupList(TypedDict):
    items: list[SecurityGroup]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class SecurityGroupList(_SecurityGroupList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateSecurityGroupRequest(TypedDict):
    # The member cloud.
    cloud: str
    # Its name.
    name: str


class CreateSecurityGroupRequest(_CreateSecurityGroupRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # Free text.
    description: str
    # Whether replies to allowed traffic are allowed (stateful filtering). If omitted, the cloud's default is used.
    stateful: bool
    # Your tags.
    tags: list[str]


class _SecurityGroupCreated(TypedDict):
    item: SecurityGroup


class SecurityGroupCreated(_SecurityGroupCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateSecurityGroupRequest(TypedDict, total=False):
    # Its name.
    name: str
    # Free text.
    description: str
    # Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.
    tags: list[str]


class _SecurityGroupChanged(TypedDict):
    item: SecurityGroup


class SecurityGroupChanged(_SecurityGroupChanged, total=False):
    operation: Operation


class AddSecurityGroupTagRequest(TypedDict):
    # The tag.
    tag: str


class _SecurityGroupRuleList(TypedDict):
    items: list[SecurityGroupRule]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class SecurityGroupRuleList(_SecurityGroupRuleList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateSecurityGroupRuleRequest(TypedDict):
    # The member cloud.
    cloud: str
    # The group, by id or name.
    groupId: str
    # The direction of the traffic: `ingress` is towards the port, `egress` away from it.
    direction: Literal["ingress", "egress"]


class CreateSecurityGroupRuleRequest(_CreateSecurityGroupRuleRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # The IP version. If omitted, it follows `remoteCidr`, or is IPv4.
    ethertype: Literal["IPv4", "IPv6"]
    # The name (`tcp`) or number of the protocol. If omitted, the rule applies to any protocol.
    protocol: str
    # The first port, or the type for ICMP.
    portMin: int
    # The last port, or the code for ICMP. If omitted, it equals `portMin`.
    portMax: int
    # The remote addresses as a CIDR. If omitted, the rule applies to any address.
    remoteCidr: str
    # The security group whose members are the remote side, by id or name.
    remoteGroupId: str
    # Free text.
    description: str


class _SecurityGroupRuleCreated(TypedDict):
    item: SecurityGroupRule


class SecurityGroupRuleCreated(_SecurityGroupRuleCreated, total=False):
    operation: Operation
    placement: Placement


class _LoadBalancerList(TypedDict):
    items: list[LoadBalancer]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class LoadBalancerList(_LoadBalancerList, total=False):
    # The next page; absent on the last one.
    next: str


class _ContainerList(TypedDict):
    items: list[Container]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class ContainerList(_ContainerList, total=False):
    # The next page; absent on the last one.
    next: str


class _CreateContainerRequest(TypedDict):
    # The member cloud.
    cloud: str
    # The name of the container, without a slash.
    name: str


class CreateContainerRequest(_CreateContainerRequest, total=False):
    # The region. Default: the cloud's default region.
    region: str
    # The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.
    project: str
    # Your metadata: keys and values. Keys have lower-case letters, digits and `-` only, values visible ASCII and blanks.
    metadata: dict[str, str]


class _ContainerCreated(TypedDict):
    item: Container


class ContainerCreated(_ContainerCreated, total=False):
    operation: Operation
    placement: Placement


class UpdateContainerRequest(TypedDict):
    # Metadata to add or to change; null removes a key. Other keys stay. Keys have lower-case letters, digits and `-` only, values visible ASCII and blanks.
    metadata: dict[str, str | None]


class _ContainerChanged(TypedDict):
    item: Container


class ContainerChanged(_ContainerChanged, total=False):
    operation: Operation


class _ClusterList(TypedDict):
    items: list[Cluster]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class ClusterList(_ClusterList, total=False):
    # The next page; absent on the last one.
    next: str


class _NodeList(TypedDict):
    items: list[Node]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class NodeList(_NodeList, total=False):
    # The next page; absent on the last one.
    next: str


class _NamespaceList(TypedDict):
    items: list[Namespace]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class NamespaceList(_NamespaceList, total=False):
    # The next page; absent on the last one.
    next: str


class _WorkloadList(TypedDict):
    items: list[Workload]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class WorkloadList(_WorkloadList, total=False):
    # The next page; absent on the last one.
    next: str


class _PreviewServerPlacementResult(TypedDict):
    strategy: Literal["given", "first", "spread", "cheapest-fit"]
    # An explanation of the decision.
    because: str
    # Every region that was considered.
    considered: list[PlacementConsidered]
    # The cloud on which it would be made; null if none fits.
    cloud: str | None
    # The region on that cloud.
    region: str | None


class PreviewServerPlacementResult(_PreviewServerPlacementResult, total=False):
    flavor: IdAndName
    image: IdAndName


class WriteFlavorNameParsedDisk(TypedDict, total=False):
    # The number of disks, each of this size.
    count: int
    # The size in GB; null means the cloud's choice.
    sizeGB: int | None
    # The type: network, local HDD, local SSD or local NVMe; null means the cloud's choice.
    type: Literal["n", "h", "s", "p"] | None
    # The value; null means the cloud's choice.
    typeKey: Literal["network", "hdd", "ssd", "nvme"] | None


class _WriteFlavorNameParsedCpuBrand(TypedDict):
    # The vendor: Intel, AMD, ARM or RISC-V.
    vendor: Literal["i", "z", "a", "r"]


class WriteFlavorNameParsedCpuBrand(_WriteFlavorNameParsedCpuBrand, total=False):
    # The generation by the vendor's table; null if not stated.
    generation: int | None
    # The frequency class: above 2.75, 3.25 or 3.75 GHz on all cores; null if not stated.
    perf: Literal["h", "hh", "hhh"] | None


class _WriteFlavorNameParsedGpu(TypedDict):
    # The vendor: NVIDIA, AMD or Intel.
    vendor: Literal["N", "A", "I"]


class WriteFlavorNameParsedGpu(_WriteFlavorNameParsedGpu, total=False):
    # Whether it is a whole card (`G`) instead of a virtual one (`g`).
    passThrough: bool
    # The generation by the vendor's table; null if not stated.
    generation: str | None
    # The number of SMs, CUs or EUs; null if not stated.
    computeUnits: int | None
    # Whether it has a high frequency; null if not stated.
    perf: Literal["h", "hh"] | None
    # The memory of the GPU; null if not stated.
    vramGiB: int | None
    # Whether the memory has a high bandwidth; null if not stated.
    vramPerf: Literal["h", "hh"] | None


class _WriteFlavorNameParsed(TypedDict):
    # The number of virtual processors.
    cpus: int
    # The CPU type: crowded core, shared core, dedicated thread or dedicated core.
    cpuType: Literal["L", "V", "T", "C"]
    # Memory.
    ramGiB: float


class WriteFlavorNameParsed(_WriteFlavorNameParsed, total=False):
    """The properties of the flavor. Omitted properties are absent or not stated."""
    # The CPU type as a word; derived from `cpuType`.
    cpuTypeKey: Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core"]
    # Whether mitigations of processor vulnerabilities are missing.
    cpuInsecure: bool
    # Whether the memory has no ECC.
    ramNoEcc: bool
    # Whether memory is oversubscribed.
    ramOversubscribed: bool
    # Whether hardware virtualisation is available to the server.
    hwVirt: bool
    # InfiniBand.
    infiniband: bool
    # The root disk; null means that servers boot from a volume.
    disk: WriteFlavorNameParsedDisk | None
    # The hypervisor; `bms` is bare metal; null if not stated.
    hypervisor: Literal["kvm", "chy", "xen", "hyv", "vmw", "bms"] | None
    # The processor; null means generic x86-64.
    cpuBrand: WriteFlavorNameParsedCpuBrand | None
    # The GPU; null if none is promised.
    gpu: WriteFlavorNameParsedGpu | None


class WriteFlavorNameRequest(TypedDict):
    parsed: WriteFlavorNameParsed


class FlavorGroupListItemOffer(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str
    # Why it is in this group: by its `scs:name-vN`, by its SCS name, or by the same exact name.
    by: Literal["extra_specs", "name", "exact-name"]


class FlavorGroupListItemDifferenceValue(TypedDict):
    # The value of the figure.
    value: int
    # The clouds with this value.
    clouds: list[str]


class FlavorGroupListItemDifference(TypedDict):
    # The figure that differs.
    figure: Literal["vcpus", "ramMiB", "diskGiB"]
    # The values, smallest first.
    values: list[FlavorGroupListItemDifferenceValue]


class FlavorGroupListItem(TypedDict):
    # The name of the group; the canonical name if it is an SCS name.
    name: str
    # Whether it is an SCS name.
    scs: bool
    # The clouds with at least one offer.
    clouds: list[str]
    # The offers, sorted by cloud, region, name and id.
    offers: list[FlavorGroupListItemOffer]
    # The figures in which the offers differ; empty if they are all equal.
    differences: list[FlavorGroupListItemDifference]


class FlavorGroupList(TypedDict):
    # The groups.
    items: list[FlavorGroupListItem]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class FlavorGroup(TypedDict):
    # The name of the group; the canonical name if it is an SCS name.
    name: str
    # Whether it is an SCS name.
    scs: bool
    # The clouds with at least one offer.
    clouds: list[str]
    # The offers, sorted by cloud, region, name and id.
    offers: list[FlavorGroupListItemOffer]
    # The figures in which the offers differ; empty if they are all equal.
    differences: list[FlavorGroupListItemDifference]
    # The clouds that answered and do not offer it to you.
    missing: list[str]
    # The clouds for which it is unknown; see `report`.
    unknown: list[str]
    # What happened at each cloud that was queried.
    report: list[CloudReport]


class MatchFlavorsResultItem(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # The best match; null if none satisfies the request.
    flavor: Flavor | None
    # An explanation for people: why it was chosen, or what the nearest flavor lacks.
    because: str
    # The next best flavors.
    alternatives: list[Flavor]


class MatchFlavorsResult(TypedDict):
    # The matches, in the order of the clouds.
    items: list[MatchFlavorsResultItem]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]


class MatchImagesResultItemRunnersUp(TypedDict):
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # Its name; empty if it has none.
    name: str


class MatchImagesResultItem(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # The image; null if there is none.
    image: Image | None
    # How it was found: by its properties; by properties and its name, if `os_purpose` is absent; or by its name alone. Null if there is none.
    how: Literal["properties", "properties-and-name", "name"] | None
    # An explanation for people: what decided, or which images exist instead.
    because: str
    # Other images that were found in the same way, next best first.
    runnersUp: list[MatchImagesResultItemRunnersUp]


class MatchImagesResult(TypedDict):
    # The matches, in the order of the clouds.
    items: list[MatchImagesResultItem]
    # What happened at each cloud that was queried.
    clouds: list[CloudReport]

ConformanceRegionSummary = TypedDict(
    "ConformanceRegionSummary",
    {
        "scope": 'Literal["SCS-compatible IaaS", "SCS-compatible KaaS"]',
        "version": 'Literal["v5.1", "next", "v1"]',
        "result": 'Literal["pass", "fail", "unknown"]',
        "pass": 'int',
        "fail": 'int',
        "unknown": 'int',
    },
    total=True,
)


class ConformanceRegionCheck(TypedDict):
    # The id of the corresponding upstream test.
    id: str
    # The standard and its version.
    standard: str
    # The requirement.
    title: str
    # The level of the check; `manual`: a person must judge it.
    level: Literal["mandatory", "recommended", "manual"]
    # The versions of the scope that include it.
    versions: list[str]
    # The result. `unknown`: it cannot be decided by reading, or the data could not be read.
    result: Literal["pass", "fail", "unknown"]
    # The reason for the result.
    detail: str


class ConformanceRegion(TypedDict):
    # The region, as in `OS_REGION_NAME`.
    region: str
    # The result per scope; `pass` only if all its checks pass.
    summary: list[ConformanceRegionSummary]
    # All checks.
    checks: list[ConformanceRegionCheck]


class ConformanceCluster(TypedDict):
    # Its id at the gateway, as used in `/k8s/{id}`.
    cluster: str
    # The result per scope; `pass` only if all its checks pass.
    summary: list[ConformanceRegionSummary]
    # All checks.
    checks: list[ConformanceRegionCheck]


class Conformance(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # When the data was read.
    checkedAt: str
    # Id of the project whose view was used; null if no OpenStack was queried.
    project: str | None
    # The reports of its OpenStack, by region.
    regions: list[ConformanceRegion]
    # The reports of its Kubernetes clusters.
    clusters: list[ConformanceCluster]


class CheckPortabilityRequest(TypedDict, total=False):
    # Flavors, by name or by properties.
    flavors: list[CheckPortabilityFlavor]
    # Images, by properties; each with a `distro` or a `name`.
    images: list[ImageQuery]
    # Official service types or their aliases.
    services: list[str]
    # Aspects; for each, some volume type must have it.
    volumeAspects: list[Literal["encrypted", "replicated"]]
    # Only these clouds. Default: all.
    clouds: list[str]
    # The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one.
    project: str


class _CheckPortabilityResultCloudItemChosen(TypedDict):
    # The name; for a service, its type in the catalogue.
    name: str


class CheckPortabilityResultCloudItemChosen(_CheckPortabilityResultCloudItemChosen, total=False):
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # How it was found.
    by: Literal["extra_specs", "name", "exact-name", "search", "properties", "properties-and-name"]


class _CheckPortabilityResultCloudItemNearest(TypedDict):
    # The name; for a service, its type in the catalogue.
    name: str


class CheckPortabilityResultCloudItemNearest(_CheckPortabilityResultCloudItemNearest, total=False):
    """A flavor with another name that has the figures of the requested name."""
    # Its id at the member; `{cloud}/{id}` identifies it across all clouds.
    id: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # How it was found.
    by: Literal["extra_specs", "name", "exact-name", "search", "properties", "properties-and-name"]


class _CheckPortabilityResultCloudItem(TypedDict):
    # The kind of requirement.
    kind: Literal["flavor", "image", "service", "volume-type"]
    wanted: CheckPortabilityResultCloudItemWanted
    # The state. `unknown`: it could not be read, or the cloud does not declare it.
    state: Literal["satisfied", "missing", "unknown"]
    # What the cloud offers for it.
    chosen: CheckPortabilityResultCloudItemChosen | None
    # The reason.
    detail: str


class CheckPortabilityResultCloudItem(_CheckPortabilityResultCloudItem, total=False):
    nearest: CheckPortabilityResultCloudItemNearest


class _CheckPortabilityResultCloud(TypedDict):
    # The member cloud that owns it.
    cloud: str
    # The region, as in `OS_REGION_NAME`.
    region: str
    # The state. `unknown`: it could not be read, or the cloud does not declare it.
    state: Literal["satisfied", "missing", "unknown"]
    # The requirements in the requested order: flavors, images, services, aspects of volume types.
    items: list[CheckPortabilityResultCloudItem]


class CheckPortabilityResultCloud(_CheckPortabilityResultCloud, total=False):
    error: CloudReportError


class CheckPortabilityResult(TypedDict):
    # When the data was read.
    checkedAt: str
    # The regions that have everything; the default region of a cloud has the cloud's id.
    satisfying: list[str]
    # The reports by cloud and region.
    clouds: list[CheckPortabilityResultCloud]


class ErrorListItem(TypedDict):
    # The value in problems.
    type: str
    # The value in problems.
    code: str
    # The HTTP status.
    status: int
    # The reason phrase of that status.
    title: str
    # The default sentence; some responses have a more specific one.
    detail: str
    # When the error occurs.
    when: str
    # What to do about it.
    what: str


class ErrorList(TypedDict):
    items: list[ErrorListItem]


class IndexLink(TypedDict):
    title: str
    href: str


class Index(TypedDict):
    links: dict[str, IndexLink]


class Document(TypedDict):
    openapi: str


# The flavor, or the properties that it must have.
CreateServerFlavor = Union[str, "FlavorQuery"]


# The image, or the properties that it must have. It may be omitted only if `bootVolume` has an `id`.
CreateServerImage = Union[str, "ImageQuery"]


# `auto`: the project's network, or one that is created for it. `none`: no network interface.
CreateServerNetworksChoice = Literal["auto", "none"]


# The networks that the server is connected to. Default: `auto`.
CreateServerNetworks = Union[list[str], "CreateServerNetworksChoice"]


# Boots the server from a volume: a new one that is filled from the image, or an existing one. Required for SCS flavors without a disk (SCS-2V-4).
CreateServerBootVolume = Union["CreateServerBootVolumeBySizeGiB", "CreateServerBootVolumeById"]


# A new empty volume, or an existing one.
CreateServerVolume = Union["CreateServerVolumeBySizeGiB", "CreateServerBootVolumeById"]


CheckPortabilityFlavor = Union[str, "FlavorQuery"]


# The requirement as requested.
CheckPortabilityResultCloudItemWanted = Union[str, "FlavorQuery", "ImageQuery"]
