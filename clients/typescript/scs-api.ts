// SPDX-License-Identifier: Apache-2.0
// Written by npm run generate from docs/openapi.json; not edited by hand.
export interface paths {
    "/scs/v1/clouds": { get: operations["listClouds"] };
    "/scs/v1/clouds/{cloud}": { get: operations["getCloud"] };
    "/scs/v1/projects": { get: operations["listProjects"] };
    "/scs/v1/me": { get: operations["getMe"] };
    "/scs/v1/me/tokens": { delete: operations["revokeMyTokens"] };
    "/scs/v1/kubeconfig": { get: operations["getKubeconfig"] };
    "/scs/v1/search": { get: operations["search"] };
    "/scs/v1/servers": {
        get: operations["listServers"];
        post: operations["createServer"];
    };
    "/scs/v1/servers/{cloud}/{id}": {
        get: operations["getServer"];
        delete: operations["deleteServer"];
        patch: operations["updateServer"];
    };
    "/scs/v1/servers/{id}": { get: operations["findServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/start": { post: operations["startServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/stop": { post: operations["stopServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/add-tag": { post: operations["addServerTag"] };
    "/scs/v1/servers/{cloud}/{id}/actions/remove-tag": { post: operations["removeServerTag"] };
    "/scs/v1/servers/{cloud}/{id}/actions/reboot": { post: operations["rebootServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/resize": { post: operations["resizeServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/confirm-resize": { post: operations["confirmServerResize"] };
    "/scs/v1/servers/{cloud}/{id}/actions/revert-resize": { post: operations["revertServerResize"] };
    "/scs/v1/servers/{cloud}/{id}/actions/open-console": { post: operations["openServerConsole"] };
    "/scs/v1/servers/{cloud}/{id}/actions/console-log": { get: operations["getServerConsoleLog"] };
    "/scs/v1/flavors": { get: operations["listFlavors"] };
    "/scs/v1/flavors/{cloud}/{id}": { get: operations["getFlavor"] };
    "/scs/v1/flavors/{id}": { get: operations["findFlavor"] };
    "/scs/v1/images": { get: operations["listImages"] };
    "/scs/v1/images/{cloud}/{id}": {
        get: operations["getImage"];
        patch: operations["updateImage"];
    };
    "/scs/v1/images/{id}": { get: operations["findImage"] };
    "/scs/v1/images/{cloud}/{id}/actions/add-tag": { post: operations["addImageTag"] };
    "/scs/v1/images/{cloud}/{id}/actions/remove-tag": { post: operations["removeImageTag"] };
    "/scs/v1/keypairs": {
        get: operations["listKeypairs"];
        post: operations["createKeypair"];
    };
    "/scs/v1/keypairs/{cloud}/{id}": {
        get: operations["getKeypair"];
        delete: operations["deleteKeypair"];
    };
    "/scs/v1/keypairs/{id}": { get: operations["findKeypair"] };
    "/scs/v1/availability-zones": { get: operations["listAvailabilityZones"] };
    "/scs/v1/availability-zones/{cloud}/{id}": { get: operations["getAvailabilityZone"] };
    "/scs/v1/availability-zones/{id}": { get: operations["findAvailabilityZone"] };
    "/scs/v1/quotas": { get: operations["listQuotas"] };
    "/scs/v1/quotas/{cloud}/{id}": { get: operations["getQuota"] };
    "/scs/v1/quotas/{id}": { get: operations["findQuota"] };
    "/scs/v1/volumes": {
        get: operations["listVolumes"];
        post: operations["createVolume"];
    };
    "/scs/v1/volumes/{cloud}/{id}": {
        get: operations["getVolume"];
        delete: operations["deleteVolume"];
        patch: operations["updateVolume"];
    };
    "/scs/v1/volumes/{id}": { get: operations["findVolume"] };
    "/scs/v1/volumes/{cloud}/{id}/actions/attach": { post: operations["attachVolume"] };
    "/scs/v1/volumes/{cloud}/{id}/actions/detach": { post: operations["detachVolume"] };
    "/scs/v1/volumes/{cloud}/{id}/actions/extend": { post: operations["extendVolume"] };
    "/scs/v1/volume-types": { get: operations["listVolumeTypes"] };
    "/scs/v1/volume-types/{cloud}/{id}": { get: operations["getVolumeType"] };
    "/scs/v1/volume-types/{id}": { get: operations["findVolumeType"] };
    "/scs/v1/snapshots": {
        get: operations["listSnapshots"];
        post: operations["createSnapshot"];
    };
    "/scs/v1/snapshots/{cloud}/{id}": {
        get: operations["getSnapshot"];
        delete: operations["deleteSnapshot"];
        patch: operations["updateSnapshot"];
    };
    "/scs/v1/snapshots/{id}": { get: operations["findSnapshot"] };
    "/scs/v1/networks": {
        get: operations["listNetworks"];
        post: operations["createNetwork"];
    };
    "/scs/v1/networks/{cloud}/{id}": {
        get: operations["getNetwork"];
        delete: operations["deleteNetwork"];
        patch: operations["updateNetwork"];
    };
    "/scs/v1/networks/{id}": { get: operations["findNetwork"] };
    "/scs/v1/networks/{cloud}/{id}/actions/add-tag": { post: operations["addNetworkTag"] };
    "/scs/v1/networks/{cloud}/{id}/actions/remove-tag": { post: operations["removeNetworkTag"] };
    "/scs/v1/subnets": {
        get: operations["listSubnets"];
        post: operations["createSubnet"];
    };
    "/scs/v1/subnets/{cloud}/{id}": {
        get: operations["getSubnet"];
        delete: operations["deleteSubnet"];
        patch: operations["updateSubnet"];
    };
    "/scs/v1/subnets/{id}": { get: operations["findSubnet"] };
    "/scs/v1/subnets/{cloud}/{id}/actions/add-tag": { post: operations["addSubnetTag"] };
    "/scs/v1/subnets/{cloud}/{id}/actions/remove-tag": { post: operations["removeSubnetTag"] };
    "/scs/v1/routers": {
        get: operations["listRouters"];
        post: operations["createRouter"];
    };
    "/scs/v1/routers/{cloud}/{id}": {
        get: operations["getRouter"];
        delete: operations["deleteRouter"];
        patch: operations["updateRouter"];
    };
    "/scs/v1/routers/{id}": { get: operations["findRouter"] };
    "/scs/v1/routers/{cloud}/{id}/actions/add-tag": { post: operations["addRouterTag"] };
    "/scs/v1/routers/{cloud}/{id}/actions/remove-tag": { post: operations["removeRouterTag"] };
    "/scs/v1/routers/{cloud}/{id}/actions/add-interface": { post: operations["addRouterInterface"] };
    "/scs/v1/routers/{cloud}/{id}/actions/remove-interface": { post: operations["removeRouterInterface"] };
    "/scs/v1/ports": { get: operations["listPorts"] };
    "/scs/v1/ports/{cloud}/{id}": {
        get: operations["getPort"];
        patch: operations["updatePort"];
    };
    "/scs/v1/ports/{id}": { get: operations["findPort"] };
    "/scs/v1/ports/{cloud}/{id}/actions/add-tag": { post: operations["addPortTag"] };
    "/scs/v1/ports/{cloud}/{id}/actions/remove-tag": { post: operations["removePortTag"] };
    "/scs/v1/floating-ips": {
        get: operations["listFloatingIps"];
        post: operations["createFloatingIp"];
    };
    "/scs/v1/floating-ips/{cloud}/{id}": {
        get: operations["getFloatingIp"];
        delete: operations["deleteFloatingIp"];
        patch: operations["updateFloatingIp"];
    };
    "/scs/v1/floating-ips/{id}": { get: operations["findFloatingIp"] };
    "/scs/v1/floating-ips/{cloud}/{id}/actions/add-tag": { post: operations["addFloatingIpTag"] };
    "/scs/v1/floating-ips/{cloud}/{id}/actions/remove-tag": { post: operations["removeFloatingIpTag"] };
    "/scs/v1/floating-ips/{cloud}/{id}/actions/associate": { post: operations["associateFloatingIp"] };
    "/scs/v1/floating-ips/{cloud}/{id}/actions/disassociate": { post: operations["disassociateFloatingIp"] };
    "/scs/v1/security-groups": {
        get: operations["listSecurityGroups"];
        post: operations["createSecurityGroup"];
    };
    "/scs/v1/security-groups/{cloud}/{id}": {
        get: operations["getSecurityGroup"];
        delete: operations["deleteSecurityGroup"];
        patch: operations["updateSecurityGroup"];
    };
    "/scs/v1/security-groups/{id}": { get: operations["findSecurityGroup"] };
    "/scs/v1/security-groups/{cloud}/{id}/actions/add-tag": { post: operations["addSecurityGroupTag"] };
    "/scs/v1/security-groups/{cloud}/{id}/actions/remove-tag": { post: operations["removeSecurityGroupTag"] };
    "/scs/v1/security-group-rules": {
        get: operations["listSecurityGroupRules"];
        post: operations["createSecurityGroupRule"];
    };
    "/scs/v1/security-group-rules/{cloud}/{id}": {
        get: operations["getSecurityGroupRule"];
        delete: operations["deleteSecurityGroupRule"];
    };
    "/scs/v1/security-group-rules/{id}": { get: operations["findSecurityGroupRule"] };
    "/scs/v1/load-balancers": { get: operations["listLoadBalancers"] };
    "/scs/v1/load-balancers/{cloud}/{id}": { get: operations["getLoadBalancer"] };
    "/scs/v1/load-balancers/{id}": { get: operations["findLoadBalancer"] };
    "/scs/v1/containers": {
        get: operations["listContainers"];
        post: operations["createContainer"];
    };
    "/scs/v1/containers/{cloud}/{id}": {
        get: operations["getContainer"];
        delete: operations["deleteContainer"];
        patch: operations["updateContainer"];
    };
    "/scs/v1/containers/{id}": { get: operations["findContainer"] };
    "/scs/v1/clusters": { get: operations["listClusters"] };
    "/scs/v1/clusters/{cloud}/{id}": { get: operations["getCluster"] };
    "/scs/v1/clusters/{id}": { get: operations["findCluster"] };
    "/scs/v1/nodes": { get: operations["listNodes"] };
    "/scs/v1/nodes/{cloud}/{id}": { get: operations["getNode"] };
    "/scs/v1/nodes/{id}": { get: operations["findNode"] };
    "/scs/v1/namespaces": { get: operations["listNamespaces"] };
    "/scs/v1/namespaces/{cloud}/{id}": { get: operations["getNamespace"] };
    "/scs/v1/namespaces/{id}": { get: operations["findNamespace"] };
    "/scs/v1/workloads": { get: operations["listWorkloads"] };
    "/scs/v1/workloads/{cloud}/{id}": { get: operations["getWorkload"] };
    "/scs/v1/workloads/{id}": { get: operations["findWorkload"] };
    "/scs/v1/server-placements": { post: operations["previewServerPlacement"] };
    "/scs/v1/flavor-names/{name}": { get: operations["readFlavorName"] };
    "/scs/v1/flavor-names": { post: operations["writeFlavorName"] };
    "/scs/v1/flavor-groups": { get: operations["listFlavorGroups"] };
    "/scs/v1/flavor-groups/{name}": { get: operations["getFlavorGroup"] };
    "/scs/v1/flavor-matches": { get: operations["matchFlavors"] };
    "/scs/v1/image-matches": { get: operations["matchImages"] };
    "/scs/v1/clouds/{cloud}/conformance": { get: operations["getConformance"] };
    "/scs/v1/portability": { post: operations["checkPortability"] };
    "/scs/v1/operations/{operation}": { get: operations["getOperation"] };
    "/scs/v1/operations/{operation}/events": { get: operations["followOperation"] };
    "/scs/v1/errors": { get: operations["listErrors"] };
    "/scs/v1": { get: operations["getIndex"] };
    "/scs/openapi.json": { get: operations["getDocument"] };
    "/docs": { get: operations["getReference"] };
}
export interface components {
    schemas: {
        Server: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "building" | "active" | "stopped" | "paused" | "suspended" | "shelved" | "rescued" | "changing" | "awaiting-confirmation" | "error" | "deleting" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            flavor: components["schemas"]["ServerFlavor"];
            /** The image that it was created from; null if it boots from a volume. */
            image: components["schemas"]["ServerImage"] | null;
            /** The name of the key pair that was installed. */
            keypairName: string | null;
            /** All its addresses. */
            addresses: components["schemas"]["ServerAddress"][];
            /** Its availability zone. */
            availabilityZone: string | null;
            /** Names of the security groups of its ports. */
            securityGroupNames: string[];
            /** The ids of the volumes that are attached to it. */
            volumeIds: string[];
            /** Whether it is locked against changes. */
            locked: boolean | null;
            /** The power state that the hypervisor reports. */
            powerState: "none" | "running" | "paused" | "shutdown" | "crashed" | "suspended" | "unknown";
            /** The description that its owner gave it. */
            description: string | null;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** Metadata of the owner: keys and values. */
            metadata: { [key: string]: string };
            /** When it was first started. */
            launchedAt: string | null;
            /** When the member last changed it. */
            updatedAt: string | null;
            /** Why the server is in the status `error`. */
            fault: components["schemas"]["ServerFault"] | null;
            /** The id of the user who created it. */
            userId: string | null;
        };
        Flavor: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "disabled" | "unknown";
            /** Number of virtual processors. */
            vcpus: number;
            /** Memory in MiB. */
            ramMiB: number;
            /** Root disk in GiB; 0 if there is none. */
            diskGiB: number;
            /** Whether it has no root disk, so that servers must boot from a volume. */
            bootFromVolume: boolean;
            /** Additional local disk in GiB. */
            ephemeralGiB: number;
            /** Swap disk in MiB. */
            swapMiB: number;
            /** Whether every project may use it. */
            public: boolean | null;
            /** Whether it is disabled for new servers. */
            disabled: boolean | null;
            /** The description that the operator gave it. */
            description: string | null;
            /** The extra specs; null if the member does not show them. */
            extraSpecs: { [key: string]: string } | null;
            /** How processors are shared. */
            cpuType: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core" | "unknown";
            /** The vendor of the processors; `unknown` if the name does not state it. */
            cpuMaker: "intel" | "amd" | "arm" | "risc-v" | "unknown";
            /** The architecture that images must have; `unknown` without an SCS name. */
            architecture: "x86_64" | "aarch64" | "risc-v" | "unknown";
            /** The type of the root disk. */
            diskType: "network" | "hdd" | "ssd" | "nvme" | "none" | "unknown";
            /** Whether it has a graphics processor; null if the member does not show the extra specs. */
            gpu: boolean | null;
            /** What its SCS name says; null if it has no valid SCS name. */
            scs: components["schemas"]["FlavorScs"] | null;
        };
        Image: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "queued" | "saving" | "importing" | "available" | "deactivated" | "deleting" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Who may see the image. */
            visibility: "public" | "community" | "shared" | "private" | "unknown";
            /** Whether it is hidden from lists, as older builds usually are. */
            hidden: boolean;
            /** Whether it is protected against deletion. */
            protected: boolean;
            /** Size of its data in bytes; null while it has none. */
            sizeBytes: number | null;
            /** Size of the virtual disk in bytes. */
            virtualSizeBytes: number | null;
            /** The smallest root disk that it needs, in GiB. */
            minDiskGiB: number | null;
            /** The smallest memory that it needs, in MiB. */
            minRamMiB: number | null;
            /** The disk format, such as `raw` or `qcow2`. */
            diskFormat: string | null;
            /** The container format, usually `bare`. */
            containerFormat: string | null;
            /** The checksum of its data; null while it has none. */
            checksum: components["schemas"]["ImageChecksum"] | null;
            /** The processor architecture, such as `x86_64` or `aarch64`. */
            architecture: string | null;
            /** The distribution, such as `ubuntu`. */
            distro: string | null;
            /** The version of the distribution, such as `24.04`. */
            version: string | null;
            /** The purpose of the image; `unknown` if it is not declared. */
            purpose: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric" | "unknown";
            scs: components["schemas"]["ImageScs"];
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** All other properties, by their Glance names. */
            metadata: { [key: string]: string };
            /** When the member last changed it. */
            updatedAt: string | null;
        };
        Keypair: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** The type of the key pair: an SSH key or an X.509 certificate. */
            type: "ssh" | "x509" | "unknown";
            /** The fingerprint of the public key. */
            fingerprint: string | null;
            /** The public key that servers are given. */
            publicKey: string | null;
            /** The private key. It is present only in the response that creates the key pair, if the member generated it, and null afterwards. */
            privateKey: string | null;
        };
        AvailabilityZone: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unavailable" | "unknown";
            /** The service that the zone belongs to. Zones of different services may differ even if they have the same name. */
            service: "compute" | "block-storage" | "network";
            /** Whether the zone is currently available. */
            available: boolean | null;
            /** The kinds of object that can be placed in the zone; only for the network service. */
            uses: ("network" | "router")[];
            /** Whether it is a separate fire zone, as SCS requires of compute zones. No API declares it, so the value is `unknown`. */
            fireZone: boolean | null;
        };
        Quota: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** Every limit that the member reports. */
            limits: components["schemas"]["QuotaLimit"][];
            services: components["schemas"]["QuotaServices"];
        };
        Volume: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "creating" | "available" | "in-use" | "attaching" | "detaching" | "changing" | "deleting" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** The size in GiB. */
            sizeGiB: number;
            /** The name of its volume type. */
            typeName: string | null;
            /** The id of its volume type. */
            typeId: string | null;
            /** Whether a server can boot from it. */
            bootable: boolean;
            /** Whether the cloud encrypts it. */
            encrypted: boolean | null;
            /** Whether it can be attached to several servers at once. */
            multiattach: boolean;
            /** Its availability zone. */
            availabilityZone: string | null;
            /** The servers that it is attached to. */
            attachments: components["schemas"]["VolumeAttachment"][];
            /** The image that it was created from. */
            sourceImageId: string | null;
            /** The snapshot that it was created from. */
            sourceSnapshotId: string | null;
            /** The volume that it was copied from. */
            sourceVolumeId: string | null;
            /** Metadata of the owner: keys and values. */
            metadata: { [key: string]: string };
        };
        VolumeType: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** Free text with the marker of scs-0114, as the cloud wrote it. */
            description: string;
            /** Whether every project may use it. */
            public: boolean;
            /** Whether volumes get this type if none is requested; null if the cloud does not report it. */
            default: boolean | null;
            /** Whether its volumes are encrypted. */
            encrypted: boolean | null;
            /** Whether its volumes are replicated. */
            replicated: boolean | null;
            /** The extra specs that the cloud shows; null if it shows none. */
            extraSpecs: { [key: string]: string } | null;
        };
        Snapshot: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "creating" | "available" | "changing" | "deleting" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** The volume that it was taken of. */
            volumeId: string;
            /** The size of that volume in GiB. */
            sizeGiB: number;
            /** Metadata of the owner: keys and values. */
            metadata: { [key: string]: string };
        };
        Network: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** Whether it is an external network, which routers and floating IPs use. */
            external: boolean;
            /** Whether other projects may use it. */
            shared: boolean;
            /** Whether it is the external network that is used if none is named; null if the cloud does not report it. */
            default: boolean | null;
            /** Whether it is administratively enabled. */
            adminStateUp: boolean;
            /** The maximum transmission unit in bytes. */
            mtu: number | null;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** The ids of its subnets. */
            subnetIds: string[];
            /** Whether new ports have security groups and may only send from their own addresses. */
            portSecurity: boolean | null;
            /** The availability zones that its services run in; empty if the cloud has no network availability zones. */
            availabilityZones: string[];
        };
        Subnet: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** The network that it belongs to. */
            networkId: string;
            /** The address range as a CIDR. */
            cidr: string;
            /** IPv4 or IPv6. */
            ipVersion: 4 | 6;
            /** The gateway address; null if there is none. */
            gateway: string | null;
            /** Whether DHCP is enabled. */
            dhcp: boolean;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** Addresses of DNS servers. */
            dnsServers: string[];
            /** The ranges that addresses are allocated from. */
            pools: components["schemas"]["SubnetPool"][];
            /** Additional routes for servers. */
            routes: components["schemas"]["SubnetRoute"][];
            /** How servers get their IPv6 address. */
            ipv6AddressMode: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless" | null;
            /** The mode of router advertisements. */
            ipv6RouterMode: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless" | null;
        };
        Router: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** Whether it is administratively enabled. */
            adminStateUp: boolean;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** The connection to an external network; null if there is none. */
            externalGateway: components["schemas"]["RouterExternalGateway"] | null;
            /** Additional static routes. */
            routes: components["schemas"]["RouterRoute"][];
            /** The availability zones that it runs in; empty if the cloud has no network availability zones. */
            availabilityZones: string[];
        };
        Port: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** The network that it belongs to. */
            networkId: string;
            /** The MAC address. */
            mac: string;
            /** Its addresses. */
            addresses: components["schemas"]["PortAddress"][];
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** The id of the device that uses the port, such as a server or a router; null if there is none. */
            deviceId: string | null;
            /** The kind of device, as Neutron names it (`compute:nova`). */
            deviceOwner: string | null;
            /** The ids of the security groups that apply to it. */
            securityGroupIds: string[];
            /** Whether security groups apply and it may only send from its own addresses; null if the cloud does not report it. */
            portSecurity: boolean | null;
            /** Whether it is administratively enabled. */
            adminStateUp: boolean;
        };
        FloatingIp: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** The address; floating IPs have no names. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "active" | "down" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** The external address. */
            address: string;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** The fixed address; null if it is not associated. */
            fixedAddress: string | null;
            /** The port that it is associated with; null if there is none. */
            portId: string | null;
            /** The external network that it belongs to. */
            networkId: string;
            /** The router that forwards it; null if it is not associated. */
            routerId: string | null;
        };
        SecurityGroup: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** Whether it applies to ports that name no group, as the group named `default` does. */
            default: boolean;
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** Whether replies to allowed traffic are allowed (stateful filtering); null if the cloud does not report it. */
            stateful: boolean | null;
            /** Its rules. Traffic that no rule allows is dropped. */
            rules: components["schemas"]["SecurityGroupRuleItem"][];
        };
        SecurityGroupRule: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Always empty; rules have no names. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** The group that it belongs to. */
            groupId: string;
            /** The direction of the traffic: `ingress` is towards the port, `egress` away from it. */
            direction: "ingress" | "egress" | "unknown";
            /** The IP version that the rule applies to. */
            ethertype: "IPv4" | "IPv6" | "unknown";
            /** The name (`tcp`) or number of the protocol; null for any. */
            protocol: string | null;
            /** The first port, or the type for ICMP; null for any. */
            portMin: number | null;
            /** The last port, or the code for ICMP; null for any. */
            portMax: number | null;
            /** The remote addresses as a CIDR; null for any address. */
            remoteCidr: string | null;
            /** The security group whose members are the remote side. */
            remoteGroupId: string | null;
            /** The address group that is the remote side. */
            remoteAddressGroupId: string | null;
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
        };
        LoadBalancer: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "creating" | "active" | "changing" | "deleting" | "error" | "unknown";
            /** The status as the member reports it. */
            nativeStatus: string;
            /** The operating status: whether the load balancer and its members respond. */
            operatingStatus: "online" | "offline" | "degraded" | "draining" | "error" | "not-monitored" | "unknown";
            /** Free text; empty if there is none. */
            description: string;
            /** When it was last changed. */
            updatedAt: string | null;
            /** Whether it is administratively enabled. */
            adminStateUp: boolean;
            vip: components["schemas"]["LoadBalancerVip"];
            /** Its tags, in the order of the alphabet. */
            tags: string[];
            /** The ids of its listeners. */
            listenerIds: string[];
            /** The ids of its pools of servers. */
            poolIds: string[];
            /** The provider that implements it. */
            provider: string | null;
            /** Its availability zone. */
            availabilityZone: string | null;
        };
        Container: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** The name of the container; containers have no other id. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "unknown";
            /** The number of objects in it. Swift updates this with some delay. */
            objects: number;
            /** The total size of its objects in bytes. Swift updates this with some delay. */
            sizeBytes: number;
            /** Metadata of the owner: keys and values. Null in lists, where Swift does not say it: read the container itself. */
            metadata: { [key: string]: string } | null;
            /** The S3 endpoint for the same container; null if the service catalogue has none. */
            s3Endpoint: string | null;
        };
        Cluster: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** Its id at the gateway, as used in `/k8s/{id}`. */
            id: string;
            /** The display name. */
            name: string;
            /** Always null: a cluster does not report when it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "ready" | "degraded" | "unreachable" | "unknown";
            /** The server URL for kubectl and other clients, as a kubeconfig needs it. */
            url: string | null;
            /** The version of its API server. */
            version: string | null;
            /** The minor version, such as `1.34`. */
            minor: string | null;
            /** The platform that the API server runs on. */
            platform: string | null;
            /** The date until which upstream supports this minor version. */
            endOfLife: string | null;
            /** Whether upstream still supports this minor version; `unknown` if the gateway does not know the version. */
            supported: boolean | null;
            /** Node counts; null if the caller may not list nodes. */
            nodes: components["schemas"]["ClusterNodes"] | null;
            /** The failure zones that its nodes are labelled with. */
            zones: string[] | null;
            /** The regions that its nodes are labelled with. */
            nodeRegions: string[] | null;
            /** Its storage classes; null if the caller may not list them. */
            storageClasses: components["schemas"]["ClusterStorageClass"][] | null;
            /** Whether the API serves network policies. The API does not tell whether the cluster enforces them. */
            networkPolicy: boolean | null;
            /** The network plugin, if exactly one known plugin has registered its API group. */
            cni: "antrea" | "calico" | "cilium" | "kube-ovn" | "ovn-kubernetes" | "unknown";
            /** Every API group that it serves; this shows which operators are installed. */
            apiGroups: string[] | null;
        };
        Node: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** The id: `{cluster}:{name}`. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "ready" | "not-ready" | "cordoned" | "unknown";
            /** The cluster that it belongs to. */
            cluster: string;
            /** Its labels. */
            metadata: { [key: string]: string };
            /** Its roles, such as `control-plane`; empty for workers. */
            roles: string[];
            /** The version of its kubelet. */
            version: string | null;
            /** The failure zone that it is in. */
            zone: string | null;
            /** The region that the cluster's operator labels it with; `region` is the region at the gateway. */
            nodeRegion: string | null;
            /** The instance type; on a cloud, the name of the flavor. */
            instanceType: string | null;
            capacity: components["schemas"]["NodeCapacity"];
            allocatable: components["schemas"]["NodeAllocatable"];
            /** The architecture, as Go names it: `amd64`, `arm64`. */
            architecture: string | null;
            /** Its operating system. */
            osImage: string | null;
            /** The version of its kernel. */
            kernel: string | null;
            /** The container runtime and its version. */
            containerRuntime: string | null;
            /** Its addresses. */
            addresses: components["schemas"]["NodeAddress"][];
            /** The number of taints that keep pods away from it. */
            taints: number;
        };
        Namespace: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** The id: `{cluster}:{name}`. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "active" | "terminating" | "unknown";
            /** The cluster that it belongs to. */
            cluster: string;
            /** Its labels. */
            metadata: { [key: string]: string };
        };
        Workload: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null if it belongs to no project. */
            project: string | null;
            /** The id: `{cluster}:{namespace}:{kind}:{name}`. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** When it was created. */
            createdAt: string | null;
            /** The status, from a closed set that is the same on every cloud. */
            status: "available" | "progressing" | "failed" | "completed" | "suspended" | "unknown";
            /** The cluster that it runs in. */
            cluster: string;
            /** The namespace that it is in. */
            namespace: string;
            /** The kind of the workload. */
            kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
            /** Its labels. */
            metadata: { [key: string]: string };
            replicas: components["schemas"]["WorkloadReplicas"];
            /** The images that it runs, without duplicates. */
            containerImages: string[];
            /** The schedule of a CronJob; null for other kinds. */
            schedule: string | null;
        };
        IdAndName: {
            id: string;
            name: string;
        };
        /** A flavor by its properties. The smallest flavor that satisfies them is chosen. */
        FlavorQuery: {
            /** An SCS name in any syntax, or the name at the member. */
            name?: string;
            /** At least this number of virtual processors. */
            vcpus?: number;
            /** At least this much memory, in GiB. */
            ramGiB?: number;
            /** At least this size of the root disk, in GB as the standard counts; 0 accepts any size. */
            diskGiB?: number;
            /** A root disk of this type or a faster one: `nvme` satisfies `ssd`, and both satisfy `hdd`. `network` is satisfied by network disks only. */
            diskType?: "network" | "hdd" | "ssd" | "nvme";
            /** A processor that is shared no more than this: `dedicated-core` satisfies every value. */
            cpuType?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
            /** Exactly this processor vendor. */
            cpuMaker?: "intel" | "amd" | "arm" | "risc-v";
            /** Exactly this processor architecture. */
            architecture?: "x86_64" | "aarch64" | "risc-v";
            /** If true, with a graphics processor; if false, without one. */
            gpu?: boolean;
            /** If true, figures and types must be exactly as given instead of at least so; `diskGiB` 0 then means no disk. */
            exact?: boolean;
        };
        /** An image by its properties: distribution, version, purpose and architecture. */
        ImageQuery: {
            /** The name of the image. */
            name?: string;
            /** The distribution in lower case, such as `ubuntu`. */
            distro?: string;
            /** The version of the distribution, such as `24.04`. If omitted, the newest is chosen. */
            version?: string;
            /** The purpose of the image; `generic` if omitted. */
            purpose?: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric";
            /** The processor architecture; `x86_64` if omitted. */
            architecture?: "x86_64" | "aarch64" | "risc-v";
        };
        /** A long-running operation. */
        Operation: {
            /** The id. It contains the sealed operation, so any replica can answer for it. */
            id: string;
            /** The URL of the operation. With `Accept: text/event-stream` it streams the progress. */
            href: string;
            /** `create`, `update`, `delete`, or the name of the action. */
            verb: string;
            /** The resource, as in its path. */
            resource: string;
            cloud: string;
            region: string;
            /** Id of the project. */
            project: string | null;
            /** Id of the object at the member. */
            objectId: string;
            status: "running" | "succeeded" | "failed";
            /** The progress in percent, if the member reports it. */
            progress: number | null;
            /** The last known status of the object; null once it is deleted. */
            stage: string | null;
            startedAt: string;
            /** Why it failed. */
            error: components["schemas"]["OperationError"] | null;
        };
        /** The chosen cloud, and the reasons. */
        Placement: {
            strategy: "given" | "first" | "spread" | "cheapest-fit";
            cloud: string;
            region: string;
            /** An explanation of the decision. */
            because: string;
            flavor?: components["schemas"]["IdAndName"];
            image?: components["schemas"]["IdAndName"];
            /** Every region that was considered. */
            considered: components["schemas"]["PlacementConsidered"][];
        };
        Cloud: {
            /** Its id, which is also the name of its default region. */
            id: string;
            /** The display name. */
            name: string;
            /** The state of the cloud. `up`: everything answers. `degraded`: a part does not answer, requests to it are suspended, it no longer accepts the gateway, or the region that is configured is not in its catalogue. `down`: nothing answers. `unknown`: it cannot be queried on behalf of this caller. */
            status: "up" | "degraded" | "down" | "unknown";
            /** The maintenance that the cloud is in; null if it is in none. */
            maintenance: components["schemas"]["CloudMaintenance"] | null;
            /** The current response time in milliseconds; null if it does not answer. */
            latencyMs: number | null;
            /** Why its Keystone counts as down, or lets nobody in (`memberRefused`); otherwise null. */
            error: components["schemas"]["CloudError"] | null;
            /** What the cloud consists of: an OpenStack, clusters, or both. */
            kinds: ("openstack" | "kubernetes")[];
            /** The strategy by which the gateway authenticates callers to its OpenStack. */
            strategy: string | null;
            /** Whether this caller has access: to some project or to a cluster. */
            access: boolean | null;
            /** The number of projects that the caller has there; null if the cloud did not report it. */
            projects: number | null;
            /** Its regions; empty if it has only clusters. */
            regions: components["schemas"]["CloudRegion"][];
            /** At most 20 of its regions that the gateway cannot publish, or that its configuration names and the catalogue does not; null if its catalogue was not opened just now, and with `services=false`. */
            leftOutRegions: components["schemas"]["CloudLeftOutRegion"][] | null;
            /** Its Kubernetes clusters. */
            clusters: components["schemas"]["CloudCluster"][];
            capabilities: components["schemas"]["CloudCapabilities"];
            /** Its certificates; the gateway does not verify them. */
            certificates: components["schemas"]["CloudCertificate"][];
            /** When it last answered this replica. */
            lastSeenAt: string | null;
        };
        /** What happened at one cloud. */
        CloudReport: {
            cloud: string;
            /** `ok`: the cloud answered, possibly with no objects (if you have no project there). `stale`: its last known answer. `error`: it failed, see `error`; objects that it returned before are in `items`. `not-offered`: it does not offer this resource. */
            status: "ok" | "stale" | "error" | "not-offered";
            /** The number of its objects in this response. */
            count: number;
            /** The response time in milliseconds. */
            ms: number;
            /** When the cloud said this, if it is from the cache of the gateway. Absent: just now. */
            saidAt?: string;
            error?: components["schemas"]["CloudReportError"];
            maintenance?: components["schemas"]["CloudMaintenance"];
        };
        FlavorName: {
            /** The name as given. */
            name: string;
            /** The syntax by its delimiters; v2 has those of v3. */
            syntax: "v1" | "v3";
            /** The canonical form in the current syntax. */
            canonical: string;
            parsed: components["schemas"]["FlavorNameParsed"];
            /** The short form, which clouds should offer too. */
            short: string;
            /** The name with the delimiters of v1. */
            asV1: string;
            /** The architecture of images that boot on it. */
            imageArchitecture: "x86_64" | "aarch64" | "risc-v";
            /** The extra_specs that its flavor should declare. */
            extraSpecs: { [key: string]: string };
            /** Remarks on parts that were accepted leniently. */
            remarks: string[];
        };
        /** The error of the member cloud itself. */
        NativeError: {
            status: number;
            /** Official service type; `kubernetes` for a cluster. */
            service: string;
            message: string;
            /** The member's own request id, for its operators. */
            requestId?: string;
        };
        /** RFC 9457 problem details. */
        Problem: {
            /** The type of the error, which is stable: `urn:scs-gateway:error:` and the code. `/scs/v1/errors` lists all types. */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** Identifies this occurrence, also in the log of the gateway. */
            instance: string;
            /** The error code. */
            code: string;
            requestId: string;
            /** The member cloud concerned. */
            cloud?: string;
            native?: components["schemas"]["NativeError"];
            /** All faults of the request, or what each cloud says of it. */
            errors?: components["schemas"]["ProblemError"][];
        };
        /** The flavor of the server. Fields are null if the flavor no longer exists. */
        ServerFlavor: {
            /** The id of the flavor; null if the member embeds the figures instead (microversion 2.47). */
            id: string | null;
            /** The name of the flavor. */
            name: string | null;
            /** Virtual processors. */
            vcpus: number | null;
            /** Memory in MiB. */
            ramMiB: number | null;
            /** Root disk in GiB; 0 if the server boots from a volume. */
            diskGiB: number | null;
        };
        ServerImage: {
            /** The id of the image. */
            id: string;
        };
        ServerAddress: {
            /** Name of the network. */
            networkName: string;
            /** The address. */
            address: string;
            /** The IP version, 4 or 6. */
            version: number | null;
            /** `fixed`: an address of the port itself. `floating`: an external address that is mapped to it. */
            type: "fixed" | "floating" | "unknown";
            /** The MAC address of its port. */
            mac: string | null;
        };
        ServerFault: {
            /** What went wrong. */
            message: string;
        };
        FlavorScs: {
            /** Its SCS name; the most detailed one if it has several. */
            name: string;
            /** Where that name was found. */
            source: "extra-specs" | "name";
            /** All its SCS names in canonical form, the most detailed first. */
            names: string[];
            /** The syntax version that the name is written in. */
            syntax: string;
            /** The name in the newest syntax. */
            canonical: string;
            /** The name without the parts that do not matter for choosing a flavor. */
            short: string;
            /** The properties that the name states, as `/scs/v1/flavor-names/{name}` returns them. */
            parsed: { [key: string]: unknown };
        };
        ImageChecksum: {
            /** The hash algorithm: `sha512`, or `md5` if the member has no other. */
            algorithm: string;
            /** The hash in hexadecimal. */
            value: string;
        };
        /** The properties that SCS asks operators to declare; null if not declared. */
        ImageScs: {
            /** How often it is replaced by a newer build. */
            replaceFrequency: string | null;
            /** How long its id remains valid. */
            uuidValidity: string | null;
            /** The date until which the image is provided. */
            providedUntil: string | null;
            /** The source of the image, or `private`. */
            source: string | null;
            /** A description, or where to find one. */
            description: string | null;
            /** When it was built, as the operator declares it. */
            buildDate: string | null;
            /** The default user to log in as. */
            originalUser: string | null;
            /** The number of hours within which critical vulnerabilities are fixed; 0 means best effort. */
            hotfixHours: number | null;
        };
        QuotaLimit: {
            /** The limited resource, as this API names it. */
            resource: string;
            /** The service that enforces the limit. */
            service: "compute" | "block-storage" | "network";
            /** The name of the limit at the member. */
            native: string;
            /** The limit; null means unlimited. */
            limit: number | null;
            /** The amount in use; null if the member does not report it. */
            used: number | null;
            /** The amount reserved by requests in progress; null if the member does not report it. */
            reserved: number | null;
            /** The unit of the figures. */
            unit: "count" | "MiB" | "GiB" | "bytes";
        };
        /** The state of each service; `limits` has no entries of a service that is not `known`. */
        QuotaServices: {
            /** Whether the limits are known, the member refuses to show them, or the service is not offered there. */
            compute: "known" | "refused" | "not-offered";
            /** Whether the limits are known, the member refuses to show them, or the service is not offered there. */
            "block-storage": "known" | "refused" | "not-offered";
            /** Whether the limits are known, the member refuses to show them, or the service is not offered there. */
            network: "known" | "refused" | "not-offered";
        };
        VolumeAttachment: {
            /** The server that it is attached to. */
            serverId: string;
            /** The device name that was passed to the server. */
            device: string | null;
            /** When it was attached. */
            attachedAt: string | null;
        };
        SubnetPool: {
            /** The first address. */
            start: string;
            /** The last address. */
            end: string;
        };
        SubnetRoute: {
            /** The destination as a CIDR. */
            destination: string;
            /** The address of the next hop. */
            nextHop: string;
        };
        RouterExternalGateway: {
            /** The external network. */
            networkId: string;
            /** Whether servers without a floating IP reach the outside through the address of the router (source NAT). */
            snat: boolean | null;
            /** The external addresses of the router. */
            addresses: string[];
        };
        RouterRoute: {
            /** The destination as a CIDR. */
            destination: string;
            /** The address of the next hop. */
            nextHop: string;
        };
        PortAddress: {
            /** The address. */
            address: string;
            /** The subnet that the address belongs to. */
            subnetId: string;
        };
        SecurityGroupRuleItem: {
            /** Its id. */
            id: string;
            /** The direction of the traffic: `ingress` is towards the port, `egress` away from it. */
            direction: "ingress" | "egress" | "unknown";
            /** The IP version that the rule applies to. */
            ethertype: "IPv4" | "IPv6" | "unknown";
            /** The name (`tcp`) or number of the protocol; null for any. */
            protocol: string | null;
            /** The first port, or the type for ICMP; null for any. */
            portMin: number | null;
            /** The last port, or the code for ICMP; null for any. */
            portMax: number | null;
            /** The remote addresses as a CIDR; null for any address. */
            remoteCidr: string | null;
            /** The security group whose members are the remote side. */
            remoteGroupId: string | null;
            /** The address group that is the remote side. */
            remoteAddressGroupId: string | null;
            /** Free text; empty if there is none. */
            description: string;
        };
        /** The virtual IP address and where it is connected. */
        LoadBalancerVip: {
            /** The virtual IP address. */
            address: string | null;
            /** The network of the address. */
            networkId: string | null;
            /** The subnet of the address. */
            subnetId: string | null;
            /** The port of the address. */
            portId: string | null;
        };
        ClusterNodes: {
            /** The number of nodes. */
            total: number;
            /** The number of nodes that are ready; null above a thousand nodes. */
            ready: number | null;
        };
        ClusterStorageClass: {
            /** The name that a volume claim refers to. */
            name: string;
            /** The driver that provisions the volumes. */
            provisioner: string;
            /** Whether claims that name no class use this one. */
            default: boolean;
        };
        /** The resources of the machine. */
        NodeCapacity: {
            /** Processors, in thousandths of a core. */
            cpuMillis: number | null;
            /** Memory, rounded down. */
            memoryMiB: number | null;
            /** The maximum number of pods. */
            pods: number | null;
        };
        /** The resources that are available to pods. */
        NodeAllocatable: {
            /** Processors, in thousandths of a core. */
            cpuMillis: number | null;
            /** Memory, rounded down. */
            memoryMiB: number | null;
            /** The maximum number of pods. */
            pods: number | null;
        };
        NodeAddress: {
            /** The type of the address: `InternalIP`, `ExternalIP` or `Hostname`. */
            type: string;
            /** The address or host name. */
            address: string;
        };
        /** The counts of its pods. All are null for a CronJob, whose Jobs have the pods. */
        WorkloadReplicas: {
            /** The desired number of pods; for a Job, the number that must succeed. */
            desired: number | null;
            /** The number of ready pods. */
            ready: number | null;
            /** The number of pods that have been ready for long enough. */
            available: number | null;
            /** The number of pods that have succeeded; only for Jobs. */
            succeeded: number | null;
        };
        OperationError: { detail: string };
        PlacementConsidered: {
            cloud: string;
            region: string;
            fits: boolean;
            /** Every reason why the region does not fit. */
            against: string[];
            flavor?: components["schemas"]["IdAndName"];
            image?: components["schemas"]["IdAndName"];
            /** The number of servers that you have in the region. */
            servers?: number;
        };
        /** A maintenance, as the operator of the gateway has announced it. Nothing is placed there that names no cloud. */
        CloudMaintenance: {
            /** What is being done. */
            reason: string;
            /** When it began; null if it is part of the configuration of the gateway. */
            startedAt: string | null;
            /** When it will probably end; null if that is not known. */
            endsAt: string | null;
            /** Whether new objects are refused (503); reading, changing and deleting go on. */
            refusesCreates: boolean;
        };
        CloudError: {
            /** The error code. */
            code: string;
            /** The sentence of the error. */
            detail: string;
        };
        CloudRegionServiceVersion: {
            /** The version as the service writes it, such as `v2.1`. */
            id: string;
            /** The status of the version as the service reports it. */
            status: "current" | "supported" | "deprecated" | "experimental" | "unknown";
            /** Its oldest microversion. */
            min: string | null;
            /** Its newest microversion; null if it has none. */
            max: string | null;
        };
        CloudRegionServiceMicroversions: {
            min: string;
            max: string;
        };
        CloudRegionService: {
            /** The official type, never an alias. */
            type: string;
            /** The cloud's own name of the service. */
            name: string;
            /** The URL for native clients. */
            url: string;
            /** Its API versions; null if they could not be read, empty if the service has none. */
            versions: components["schemas"]["CloudRegionServiceVersion"][] | null;
            /** The microversions of its current version; null if there are none. */
            microversions: components["schemas"]["CloudRegionServiceMicroversions"] | null;
            /** The state of the circuit breaker. `open`: it failed several times in a row, and requests to it are suspended for a moment. */
            circuit: "closed" | "half-open" | "open";
        };
        CloudRegion: {
            /** The region, as in `OS_REGION_NAME`. */
            id: string;
            /** Its services; null if no catalogue is known, and with `services=false`. */
            services: components["schemas"]["CloudRegionService"][] | null;
        };
        CloudLeftOutRegion: {
            /** The cloud's own name of the region. */
            name: string;
            /** Why it cannot be part of a URL that all clients take. */
            reason: string;
        };
        CloudCluster: {
            /** Its id, as in `/k8s/{id}`. */
            id: string;
            /** The display name. */
            name: string;
            /** Whether its API server answers; `unknown`: it cannot be queried on behalf of this caller. */
            status: "up" | "down" | "unknown";
            /** The current response time in milliseconds; null if it does not answer. */
            latencyMs: number | null;
            /** The strategy by which the gateway authenticates callers to it. */
            strategy: string;
            /** The state of the circuit breaker. `open`: it failed several times in a row, and requests to it are suspended for a moment. */
            circuit: "closed" | "half-open" | "open";
            /** The maintenance that the cluster, or its cloud, is in; null if it is in none. */
            maintenance: components["schemas"]["CloudMaintenance"] | null;
        };
        /** What it offers to this caller; null if no catalogue is known. */
        CloudCapabilities: {
            /** Whether the caller can use `compute` on this cloud. */
            compute: boolean | null;
            /** Whether the caller can use `image` on this cloud. */
            image: boolean | null;
            /** Whether the caller can use `block-storage` on this cloud. */
            "block-storage": boolean | null;
            /** Whether the caller can use `volume-backup` on this cloud. */
            "volume-backup": boolean | null;
            /** Whether the caller can use `network` on this cloud. */
            network: boolean | null;
            /** Whether the caller can use `load-balancer` on this cloud. */
            "load-balancer": boolean | null;
            /** Whether the caller can use `object-store` on this cloud. */
            "object-store": boolean | null;
            /** Whether the caller can use `key-manager` on this cloud. */
            "key-manager": boolean | null;
            /** Whether the caller can use `dns` on this cloud. */
            dns: boolean | null;
            /** Whether the caller can use `orchestration` on this cloud. */
            orchestration: boolean | null;
            /** Whether the caller can use `kubernetes` on this cloud. */
            kubernetes: boolean | null;
        };
        CloudCertificate: {
            /** The scope of the certificate. */
            scope: string;
            /** The version of the scope. */
            version: string;
            /** The last day of the certificate. */
            validUntil: string;
            /** Whether the certificate is still valid. */
            valid: boolean;
            /** Where the certificate can be looked up. */
            url: string | null;
        };
        CloudReportError: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            native?: components["schemas"]["NativeError"];
        };
        FlavorNameParsedDisk: {
            /** The number of disks, each of this size. */
            count: number;
            /** The size in GB; null means the cloud's choice. */
            sizeGB: number | null;
            /** The type: network, local HDD, local SSD or local NVMe; null means the cloud's choice. */
            type: "n" | "h" | "s" | "p" | null;
            /** The value; null means the cloud's choice. */
            typeKey: "network" | "hdd" | "ssd" | "nvme" | null;
        };
        FlavorNameParsedCpuBrand: {
            /** The vendor: Intel, AMD, ARM or RISC-V. */
            vendor: "i" | "z" | "a" | "r";
            /** The generation by the vendor's table; null if not stated. */
            generation: number | null;
            /** The frequency class: above 2.75, 3.25 or 3.75 GHz on all cores; null if not stated. */
            perf: "h" | "hh" | "hhh" | null;
        };
        FlavorNameParsedGpu: {
            /** Whether it is a whole card (`G`) instead of a virtual one (`g`). */
            passThrough: boolean;
            /** The vendor: NVIDIA, AMD or Intel. */
            vendor: "N" | "A" | "I";
            /** The generation by the vendor's table; null if not stated. */
            generation: string | null;
            /** The number of SMs, CUs or EUs; null if not stated. */
            computeUnits: number | null;
            /** Whether it has a high frequency; null if not stated. */
            perf: "h" | "hh" | null;
            /** The memory of the GPU; null if not stated. */
            vramGiB: number | null;
            /** Whether the memory has a high bandwidth; null if not stated. */
            vramPerf: "h" | "hh" | null;
        };
        /** The properties that the name states. */
        FlavorNameParsed: {
            /** The number of virtual processors. */
            cpus: number;
            /** The CPU type: crowded core, shared core, dedicated thread or dedicated core. */
            cpuType: "L" | "V" | "T" | "C";
            /** Memory. */
            ramGiB: number;
            /** The CPU type as a word; derived from `cpuType`. */
            cpuTypeKey: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
            /** Whether mitigations of processor vulnerabilities are missing. */
            cpuInsecure: boolean;
            /** Whether the memory has no ECC. */
            ramNoEcc: boolean;
            /** Whether memory is oversubscribed. */
            ramOversubscribed: boolean;
            /** Whether hardware virtualisation is available to the server. */
            hwVirt: boolean;
            /** InfiniBand. */
            infiniband: boolean;
            /** The root disk; null means that servers boot from a volume. */
            disk: components["schemas"]["FlavorNameParsedDisk"] | null;
            /** The hypervisor; `bms` is bare metal; null if not stated. */
            hypervisor: "kvm" | "chy" | "xen" | "hyv" | "vmw" | "bms" | null;
            /** The processor; null means generic x86-64. */
            cpuBrand: components["schemas"]["FlavorNameParsedCpuBrand"] | null;
            /** The GPU; null if none is promised. */
            gpu: components["schemas"]["FlavorNameParsedGpu"] | null;
        };
        ProblemError: {
            /** What is wrong. */
            detail: string;
            /** Where in the body, as a JSON pointer (RFC 6901) behind a `#`: `#/flavor/vcpus`. */
            pointer?: string;
            /** The parameter of the path or query, or the request header, that is wrong. */
            parameter?: string;
            /** The member cloud that this concerns. */
            cloud?: string;
            /** And its region, if there are several. */
            region?: string;
        };
        CloudList: { items: components["schemas"]["Cloud"][] };
        /** The domain that it belongs to. */
        ProjectListItemDomain: {
            id: string;
            name: string;
        };
        ProjectListItem: {
            /** The project id, which is the same on every cloud, as in `OS_PROJECT_ID`. */
            id: string;
            /** Its name at the gateway, translated by the configuration's `projects` maps. */
            name: string;
            domain: components["schemas"]["ProjectListItemDomain"];
            /** The clouds that have it for this caller. */
            clouds: string[];
            /** The caller's roles in it by cloud; null if no session is open at the cloud, which the first request opens. */
            roles: { [key: string]: string[] | null };
        };
        ProjectList: {
            items: components["schemas"]["ProjectListItem"][];
            clouds: components["schemas"]["CloudReport"][];
        };
        MeUser: {
            /** The user id, which is the same on every cloud and never changes. */
            id: string;
            /** The user name. */
            name: string;
            /** The domain of the users of that provider. */
            domain: string;
            /** The email address; null if the identity provider does not state it. */
            email: string | null;
            /** The groups that the configuration lets through. */
            groups: string[];
        };
        MeScope: {
            /** The scope of the token. */
            kind: "unscoped" | "project" | "domain";
            /** The project; null for other scopes. */
            project: components["schemas"]["IdAndName"] | null;
            /** The domain, or the project's domain; null for an unscoped token. */
            domain: components["schemas"]["IdAndName"] | null;
        };
        MeCredentialAccessRule: {
            service: string;
            method: string;
            path: string;
        };
        MeCredential: {
            id: string;
            name: string;
            restricted: boolean;
            /** The roles it is limited to; null: its owner's. */
            roles: string[] | null;
            /** What it may ask for; null: everything. */
            accessRules: components["schemas"]["MeCredentialAccessRule"][] | null;
        };
        MeNote: {
            /** What is missing, and why, in a word. */
            code: "noProjects" | "ownerUntold" | "groupsLeftOut" | "noGroups.overage" | "noGroups.missing" | "noGroups.empty" | "noGroups.shape" | "noGroups.filtered" | "noGroups.unfit";
            /** The same in a sentence, for people. */
            message: string;
        };
        Me: {
            user: components["schemas"]["MeUser"];
            /** The identity provider of the login. */
            identityProvider: string;
            /** The issuer of the identity provider. */
            issuer: string;
            /** How the token was obtained, in Keystone's terms. */
            methods: string[];
            scope: components["schemas"]["MeScope"];
            /** The application credential that the token was obtained with; null for other logins. */
            credential: components["schemas"]["MeCredential"] | null;
            /** When the token was issued. */
            issuedAt: string;
            /** When the token expires. */
            expiresAt: string;
            /** Why this login may lead nowhere, or not as far as expected: it has no groups or not all of them, an unscoped one no projects, or it is by an application credential about whose owner the identity provider cannot be asked. Usually empty. */
            notes: components["schemas"]["MeNote"][];
        };
        SearchResultItem: {
            /** The resource, as in the path `/scs/v1/{resource}/{cloud}/{id}`. */
            resource: string;
            cloud: string;
            region: string;
            project: string | null;
            id: string;
            name: string;
            status: string;
            /** What matched. */
            why: "id" | "address" | "name";
        };
        SearchResult: {
            items: components["schemas"]["SearchResultItem"][];
            clouds: components["schemas"]["CloudReport"][];
            /** Whether there are more hits than `limit`. */
            more: boolean;
        };
        ServerList: {
            items: components["schemas"]["Server"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        /** How to choose a cloud, instead of `cloud`. */
        CreateServerPlacement: {
            /** The clouds to choose from, in order of preference. Default: all. */
            clouds?: string[];
            /** A tag that the server gets. With `spread`, only servers with this tag are counted, so that a group is spread by itself. */
            group?: string;
            /**
             * @description `first`: the first cloud that fits. `spread`: the cloud on which your project, or the `group`, has the fewest servers. `cheapest-fit`: the cloud with the smallest flavor that fits (no cloud publishes prices).
             * @default first
             */
            strategy: "first" | "spread" | "cheapest-fit";
        };
        /** The flavor, or the properties that it must have. */
        CreateServerFlavor: string | components["schemas"]["FlavorQuery"];
        /** The image, or the properties that it must have. It may be omitted only if `bootVolume` has an `id`. */
        CreateServerImage: string | components["schemas"]["ImageQuery"];
        /** `auto`: the project's network, or one that is created for it. `none`: no network interface. */
        CreateServerNetworksChoice: "auto" | "none";
        /** The networks that the server is connected to. Default: `auto`. */
        CreateServerNetworks: string[] | components["schemas"]["CreateServerNetworksChoice"];
        CreateServerBootVolumeBySizeGiB: {
            /** Size of the new volume in GiB. */
            sizeGiB: number;
            /** The volume type. If omitted, the member chooses. */
            typeName?: string;
            /**
             * @description Whether it is deleted together with the server.
             * @default true
             */
            deleteOnTermination?: boolean;
        };
        CreateServerBootVolumeById: {
            /** The id of an existing volume. */
            id: string;
            /**
             * @description Whether it is deleted together with the server.
             * @default false
             */
            deleteOnTermination?: boolean;
        };
        /** Boots the server from a volume: a new one that is filled from the image, or an existing one. Required for SCS flavors without a disk (SCS-2V-4). */
        CreateServerBootVolume: components["schemas"]["CreateServerBootVolumeBySizeGiB"] | components["schemas"]["CreateServerBootVolumeById"];
        CreateServerVolumeBySizeGiB: {
            /** Size of the new volume in GiB. */
            sizeGiB: number;
            /** The volume type. If omitted, the member chooses. */
            typeName?: string;
            /**
             * @description Whether it is deleted together with the server.
             * @default false
             */
            deleteOnTermination?: boolean;
        };
        /** A new empty volume, or an existing one. */
        CreateServerVolume: components["schemas"]["CreateServerVolumeBySizeGiB"] | components["schemas"]["CreateServerBootVolumeById"];
        /** Give either `cloud` or `placement`. With neither, the first cloud that fits is chosen. */
        CreateServerRequest: {
            /** The member cloud. */
            cloud?: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            placement?: components["schemas"]["CreateServerPlacement"];
            /** The name of the server. */
            name: string;
            flavor: components["schemas"]["CreateServerFlavor"];
            image?: components["schemas"]["CreateServerImage"];
            networks?: components["schemas"]["CreateServerNetworks"];
            /** One of your key pairs at that cloud. */
            keypairName?: string;
            /** User data for cloud-init, as plain text; the gateway encodes it. */
            userData?: string;
            /** Security groups, by name or id. If omitted, the project's default group is used. */
            securityGroupNames?: string[];
            /** The availability zone. If omitted, the member chooses. */
            availabilityZone?: string;
            /** A description. */
            description?: string | null;
            /** Your metadata: keys and values. */
            metadata?: { [key: string]: string };
            /** Your tags. */
            tags?: string[];
            bootVolume?: components["schemas"]["CreateServerBootVolume"];
            /** Additional volumes, attached when the server is created. */
            volumes?: components["schemas"]["CreateServerVolume"][];
        };
        ServerCreated: {
            item: components["schemas"]["Server"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateServerRequest: {
            /** The name of the server. */
            name?: string;
            /** A description. */
            description?: string | null;
            /** Metadata to add or to change; null removes a key. Other keys stay. */
            metadata?: { [key: string]: string | null };
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        ServerChanged: {
            item: components["schemas"]["Server"];
            operation?: components["schemas"]["Operation"];
        };
        OperationStarted: { operation: components["schemas"]["Operation"] };
        AddServerTagRequest: {
            /** The tag. */
            tag: string;
        };
        RebootServerRequest: {
            /**
             * @description If true, power-cycles the server instead of asking its operating system to restart.
             * @default false
             */
            hard?: boolean;
        };
        ResizeServerRequest: {
            /** The id or name of a flavor, or an SCS name in any syntax. */
            flavor: string;
        };
        OpenServerConsoleResultResult: {
            /** The URL at the gateway. */
            url: string;
            /** What the page speaks: `novnc` or `spice-html5`. */
            type: string;
        };
        OpenServerConsoleResult: {
            item: components["schemas"]["Server"];
            operation?: components["schemas"]["Operation"];
            result?: components["schemas"]["OpenServerConsoleResultResult"];
        };
        ServerConsoleLogResult: {
            /** The output of the server on its console. */
            text: string;
        };
        ServerConsoleLog: { result: components["schemas"]["ServerConsoleLogResult"] };
        FlavorList: {
            items: components["schemas"]["Flavor"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        ImageList: {
            items: components["schemas"]["Image"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        UpdateImageRequest: {
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
            /** Metadata to add or to change; null removes a key. Other keys stay. */
            metadata?: { [key: string]: string | null };
        };
        ImageChanged: {
            item: components["schemas"]["Image"];
            operation?: components["schemas"]["Operation"];
        };
        AddImageTagRequest: {
            /** The tag. */
            tag: string;
        };
        KeypairList: {
            items: components["schemas"]["Keypair"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateKeypairRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** The name, which is also the id. */
            name: string;
            /** The public key. If omitted, the member generates the key pair and the private key is returned once. */
            publicKey?: string;
            /**
             * @description The type of the key pair: an SSH key or an X.509 certificate.
             * @default ssh
             */
            type?: "ssh" | "x509";
        };
        KeypairCreated: {
            item: components["schemas"]["Keypair"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        AvailabilityZoneList: {
            items: components["schemas"]["AvailabilityZone"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        QuotaList: {
            items: components["schemas"]["Quota"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        VolumeList: {
            items: components["schemas"]["Volume"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateVolumeRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** The size in GiB. */
            sizeGiB: number;
            /** A volume type, by name or id. If omitted, the cloud's default is used. */
            typeName?: string;
            /** The availability zone to create it in. */
            availabilityZone?: string;
            /** A snapshot to create it from, by id or name. */
            sourceSnapshotId?: string;
            /** An image to create it from, by id or name. */
            sourceImageId?: string;
            /** A volume to copy, by id or name. */
            sourceVolumeId?: string;
            /** Free text. */
            description?: string;
            /** Your metadata: keys and values. */
            metadata?: { [key: string]: string };
        };
        VolumeCreated: {
            item: components["schemas"]["Volume"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateVolumeRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** Metadata to add or to change; null removes a key. Other keys stay. */
            metadata?: { [key: string]: string | null };
        };
        VolumeChanged: {
            item: components["schemas"]["Volume"];
            operation?: components["schemas"]["Operation"];
        };
        AttachVolumeRequest: {
            /** A server in the same region, by id or name. */
            serverId: string;
            /** The requested device name, such as `/dev/vdb`. Many hypervisors ignore it. */
            device?: string;
        };
        DetachVolumeRequest: {
            /** The server, by id or name. It may be omitted if the volume is attached to one server only. */
            serverId?: string;
        };
        ExtendVolumeRequest: {
            /** The new size. */
            sizeGiB: number;
        };
        VolumeTypeList: {
            items: components["schemas"]["VolumeType"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        SnapshotList: {
            items: components["schemas"]["Snapshot"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateSnapshotRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** The volume, by id or name. The snapshot of a volume in use is crash-consistent, as if its server had lost power. */
            volumeId: string;
            /** Free text. */
            description?: string;
            /** Your metadata: keys and values. */
            metadata?: { [key: string]: string };
        };
        SnapshotCreated: {
            item: components["schemas"]["Snapshot"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateSnapshotRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** Metadata to add or to change; null removes a key. Other keys stay. */
            metadata?: { [key: string]: string | null };
        };
        SnapshotChanged: {
            item: components["schemas"]["Snapshot"];
            operation?: components["schemas"]["Operation"];
        };
        NetworkList: {
            items: components["schemas"]["Network"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateNetworkRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** Free text. */
            description?: string;
            /** The maximum transmission unit in bytes. */
            mtu?: number;
            /** Whether new ports have security groups and may only send from their own addresses. */
            portSecurity?: boolean;
            /** Your tags. */
            tags?: string[];
        };
        NetworkCreated: {
            item: components["schemas"]["Network"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateNetworkRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** The maximum transmission unit in bytes. */
            mtu?: number;
            /** Whether new ports have security groups and may only send from their own addresses. */
            portSecurity?: boolean;
            /** Whether it is administratively enabled. */
            adminStateUp?: boolean;
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        NetworkChanged: {
            item: components["schemas"]["Network"];
            operation?: components["schemas"]["Operation"];
        };
        AddNetworkTagRequest: {
            /** The tag. */
            tag: string;
        };
        SubnetList: {
            items: components["schemas"]["Subnet"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateSubnetPool: {
            /** The first address. */
            start: string;
            /** The last address. */
            end: string;
        };
        CreateSubnetRoute: {
            /** The destination as a CIDR. */
            destination: string;
            /** The address of the next hop. */
            nextHop: string;
        };
        CreateSubnetRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** The network that it belongs to, by id or name. */
            networkId: string;
            /** The address range as a CIDR. */
            cidr: string;
            /** The IP version. If omitted, it follows the CIDR. */
            ipVersion?: 4 | 6;
            /** The gateway address; null for no gateway. If omitted, the first address is used. */
            gateway?: string | null;
            /** Whether DHCP is enabled; true if omitted. */
            dhcp?: boolean;
            /** Addresses of DNS servers, announced by DHCP. */
            dnsServers?: string[];
            /** The ranges that addresses are allocated from. If omitted, all addresses but the gateway are used. */
            pools?: components["schemas"]["CreateSubnetPool"][];
            /** Additional routes, announced by DHCP. */
            routes?: components["schemas"]["CreateSubnetRoute"][];
            /** How servers get their IPv6 address. */
            ipv6AddressMode?: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless";
            /** The mode of router advertisements. If omitted, it is `ipv6AddressMode`. */
            ipv6RouterMode?: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless";
            /** Free text. */
            description?: string;
            /** Your tags. */
            tags?: string[];
        };
        SubnetCreated: {
            item: components["schemas"]["Subnet"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateSubnetRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** The gateway address; null for no gateway. If omitted, the first address is used. */
            gateway?: string | null;
            /** Whether DHCP is enabled. */
            dhcp?: boolean;
            /** Addresses of DNS servers, announced by DHCP. */
            dnsServers?: string[];
            /** The ranges that addresses are allocated from. If omitted, all addresses but the gateway are used. */
            pools?: components["schemas"]["CreateSubnetPool"][];
            /** Additional routes, announced by DHCP. */
            routes?: components["schemas"]["CreateSubnetRoute"][];
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        SubnetChanged: {
            item: components["schemas"]["Subnet"];
            operation?: components["schemas"]["Operation"];
        };
        AddSubnetTagRequest: {
            /** The tag. */
            tag: string;
        };
        RouterList: {
            items: components["schemas"]["Router"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        /** The connection to an external network. If omitted, the router has none. */
        CreateRouterExternalGateway: {
            /** An external network, by id or name. */
            networkId: string;
        };
        CreateRouterRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** Free text. */
            description?: string;
            externalGateway?: components["schemas"]["CreateRouterExternalGateway"];
            /** Your tags. */
            tags?: string[];
        };
        RouterCreated: {
            item: components["schemas"]["Router"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateRouterRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** Whether it is administratively enabled. */
            adminStateUp?: boolean;
            /** The connection to an external network; null removes it. */
            externalGateway?: components["schemas"]["CreateRouterExternalGateway"] | null;
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        RouterChanged: {
            item: components["schemas"]["Router"];
            operation?: components["schemas"]["Operation"];
        };
        AddRouterTagRequest: {
            /** The tag. */
            tag: string;
        };
        AddRouterInterfaceRequest: {
            /** A subnet, by id or name. The router takes the gateway address of the subnet. */
            subnetId: string;
        };
        AddRouterInterfaceResultResult: {
            /** The subnet. */
            subnetId: string;
            /** The network of that subnet. */
            networkId: string | null;
            /** The port of the router in that subnet. */
            portId: string;
        };
        AddRouterInterfaceResult: {
            item: components["schemas"]["Router"];
            operation?: components["schemas"]["Operation"];
            result?: components["schemas"]["AddRouterInterfaceResultResult"];
        };
        PortList: {
            items: components["schemas"]["Port"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        UpdatePortRequest: {
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags: string[];
        };
        PortChanged: {
            item: components["schemas"]["Port"];
            operation?: components["schemas"]["Operation"];
        };
        AddPortTagRequest: {
            /** The tag. */
            tag: string;
        };
        FloatingIpList: {
            items: components["schemas"]["FloatingIp"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateFloatingIpRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** An external network, by id or name. If omitted, the cloud's default external network is used, or its only one. */
            networkId?: string;
            /** A port to associate it with, by id or name. */
            portId?: string;
            /** The fixed address of the port to use. Required if the port has several IPv4 addresses. */
            fixedAddress?: string;
            /** Free text. */
            description?: string;
            /** Your tags. */
            tags?: string[];
        };
        FloatingIpCreated: {
            item: components["schemas"]["FloatingIp"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateFloatingIpRequest: {
            /** A port to associate it with, by id or name; null disassociates it. */
            portId?: string | null;
            /** The fixed address of the port to use. Required if the port has several IPv4 addresses. */
            fixedAddress?: string;
            /** Free text. */
            description?: string;
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        FloatingIpChanged: {
            item: components["schemas"]["FloatingIp"];
            operation?: components["schemas"]["Operation"];
        };
        AddFloatingIpTagRequest: {
            /** The tag. */
            tag: string;
        };
        AssociateFloatingIpRequest: {
            /** A server in the same region, by id or name. */
            serverId?: string;
            /** A port, by id or name. */
            portId?: string;
            /** The fixed address of the port to use. Required if the port has several IPv4 addresses. */
            fixedAddress?: string;
        };
        SecurityGroupList: {
            items: components["schemas"]["SecurityGroup"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateSecurityGroupRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** Its name. */
            name: string;
            /** Free text. */
            description?: string;
            /** Whether replies to allowed traffic are allowed (stateful filtering). If omitted, the cloud's default is used. */
            stateful?: boolean;
            /** Your tags. */
            tags?: string[];
        };
        SecurityGroupCreated: {
            item: components["schemas"]["SecurityGroup"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateSecurityGroupRequest: {
            /** Its name. */
            name?: string;
            /** Free text. */
            description?: string;
            /** Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others. */
            tags?: string[];
        };
        SecurityGroupChanged: {
            item: components["schemas"]["SecurityGroup"];
            operation?: components["schemas"]["Operation"];
        };
        AddSecurityGroupTagRequest: {
            /** The tag. */
            tag: string;
        };
        SecurityGroupRuleList: {
            items: components["schemas"]["SecurityGroupRule"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateSecurityGroupRuleRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** The group, by id or name. */
            groupId: string;
            /** The direction of the traffic: `ingress` is towards the port, `egress` away from it. */
            direction: "ingress" | "egress";
            /** The IP version. If omitted, it follows `remoteCidr`, or is IPv4. */
            ethertype?: "IPv4" | "IPv6";
            /** The name (`tcp`) or number of the protocol. If omitted, the rule applies to any protocol. */
            protocol?: string;
            /** The first port, or the type for ICMP. */
            portMin?: number;
            /** The last port, or the code for ICMP. If omitted, it equals `portMin`. */
            portMax?: number;
            /** The remote addresses as a CIDR. If omitted, the rule applies to any address. */
            remoteCidr?: string;
            /** The security group whose members are the remote side, by id or name. */
            remoteGroupId?: string;
            /** Free text. */
            description?: string;
        };
        SecurityGroupRuleCreated: {
            item: components["schemas"]["SecurityGroupRule"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        LoadBalancerList: {
            items: components["schemas"]["LoadBalancer"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        ContainerList: {
            items: components["schemas"]["Container"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        CreateContainerRequest: {
            /** The member cloud. */
            cloud: string;
            /** The region. Default: the cloud's default region. */
            region?: string;
            /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
            project?: string;
            /** The name of the container, without a slash. */
            name: string;
            /** Your metadata: keys and values. Keys have lower-case letters, digits and `-` only, values visible ASCII and blanks. */
            metadata?: { [key: string]: string };
        };
        ContainerCreated: {
            item: components["schemas"]["Container"];
            operation?: components["schemas"]["Operation"];
            placement?: components["schemas"]["Placement"];
        };
        UpdateContainerRequest: {
            /** Metadata to add or to change; null removes a key. Other keys stay. Keys have lower-case letters, digits and `-` only, values visible ASCII and blanks. */
            metadata: { [key: string]: string | null };
        };
        ContainerChanged: {
            item: components["schemas"]["Container"];
            operation?: components["schemas"]["Operation"];
        };
        ClusterList: {
            items: components["schemas"]["Cluster"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        NodeList: {
            items: components["schemas"]["Node"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        NamespaceList: {
            items: components["schemas"]["Namespace"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        WorkloadList: {
            items: components["schemas"]["Workload"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
            /** The next page; absent on the last one. */
            next?: string;
        };
        PreviewServerPlacementResult: {
            strategy: "given" | "first" | "spread" | "cheapest-fit";
            /** An explanation of the decision. */
            because: string;
            flavor?: components["schemas"]["IdAndName"];
            image?: components["schemas"]["IdAndName"];
            /** Every region that was considered. */
            considered: components["schemas"]["PlacementConsidered"][];
            /** The cloud on which it would be made; null if none fits. */
            cloud: string | null;
            /** The region on that cloud. */
            region: string | null;
        };
        WriteFlavorNameParsedDisk: {
            /** The number of disks, each of this size. */
            count?: number;
            /** The size in GB; null means the cloud's choice. */
            sizeGB?: number | null;
            /** The type: network, local HDD, local SSD or local NVMe; null means the cloud's choice. */
            type?: "n" | "h" | "s" | "p" | null;
            /** The value; null means the cloud's choice. */
            typeKey?: "network" | "hdd" | "ssd" | "nvme" | null;
        };
        WriteFlavorNameParsedCpuBrand: {
            /** The vendor: Intel, AMD, ARM or RISC-V. */
            vendor: "i" | "z" | "a" | "r";
            /** The generation by the vendor's table; null if not stated. */
            generation?: number | null;
            /** The frequency class: above 2.75, 3.25 or 3.75 GHz on all cores; null if not stated. */
            perf?: "h" | "hh" | "hhh" | null;
        };
        WriteFlavorNameParsedGpu: {
            /** Whether it is a whole card (`G`) instead of a virtual one (`g`). */
            passThrough?: boolean;
            /** The vendor: NVIDIA, AMD or Intel. */
            vendor: "N" | "A" | "I";
            /** The generation by the vendor's table; null if not stated. */
            generation?: string | null;
            /** The number of SMs, CUs or EUs; null if not stated. */
            computeUnits?: number | null;
            /** Whether it has a high frequency; null if not stated. */
            perf?: "h" | "hh" | null;
            /** The memory of the GPU; null if not stated. */
            vramGiB?: number | null;
            /** Whether the memory has a high bandwidth; null if not stated. */
            vramPerf?: "h" | "hh" | null;
        };
        /** The properties of the flavor. Omitted properties are absent or not stated. */
        WriteFlavorNameParsed: {
            /** The number of virtual processors. */
            cpus: number;
            /** The CPU type: crowded core, shared core, dedicated thread or dedicated core. */
            cpuType: "L" | "V" | "T" | "C";
            /** Memory. */
            ramGiB: number;
            /** The CPU type as a word; derived from `cpuType`. */
            cpuTypeKey?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
            /** Whether mitigations of processor vulnerabilities are missing. */
            cpuInsecure?: boolean;
            /** Whether the memory has no ECC. */
            ramNoEcc?: boolean;
            /** Whether memory is oversubscribed. */
            ramOversubscribed?: boolean;
            /** Whether hardware virtualisation is available to the server. */
            hwVirt?: boolean;
            /** InfiniBand. */
            infiniband?: boolean;
            /** The root disk; null means that servers boot from a volume. */
            disk?: components["schemas"]["WriteFlavorNameParsedDisk"] | null;
            /** The hypervisor; `bms` is bare metal; null if not stated. */
            hypervisor?: "kvm" | "chy" | "xen" | "hyv" | "vmw" | "bms" | null;
            /** The processor; null means generic x86-64. */
            cpuBrand?: components["schemas"]["WriteFlavorNameParsedCpuBrand"] | null;
            /** The GPU; null if none is promised. */
            gpu?: components["schemas"]["WriteFlavorNameParsedGpu"] | null;
        };
        WriteFlavorNameRequest: { parsed: components["schemas"]["WriteFlavorNameParsed"] };
        FlavorGroupListItemOffer: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
            /** Why it is in this group: by its `scs:name-vN`, by its SCS name, or by the same exact name. */
            by: "extra_specs" | "name" | "exact-name";
        };
        FlavorGroupListItemDifferenceValue: {
            /** The value of the figure. */
            value: number;
            /** The clouds with this value. */
            clouds: string[];
        };
        FlavorGroupListItemDifference: {
            /** The figure that differs. */
            figure: "vcpus" | "ramMiB" | "diskGiB";
            /** The values, smallest first. */
            values: components["schemas"]["FlavorGroupListItemDifferenceValue"][];
        };
        FlavorGroupListItem: {
            /** The name of the group; the canonical name if it is an SCS name. */
            name: string;
            /** Whether it is an SCS name. */
            scs: boolean;
            /** The clouds with at least one offer. */
            clouds: string[];
            /** The offers, sorted by cloud, region, name and id. */
            offers: components["schemas"]["FlavorGroupListItemOffer"][];
            /** The figures in which the offers differ; empty if they are all equal. */
            differences: components["schemas"]["FlavorGroupListItemDifference"][];
        };
        FlavorGroupList: {
            /** The groups. */
            items: components["schemas"]["FlavorGroupListItem"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
        };
        FlavorGroup: {
            /** The name of the group; the canonical name if it is an SCS name. */
            name: string;
            /** Whether it is an SCS name. */
            scs: boolean;
            /** The clouds with at least one offer. */
            clouds: string[];
            /** The offers, sorted by cloud, region, name and id. */
            offers: components["schemas"]["FlavorGroupListItemOffer"][];
            /** The figures in which the offers differ; empty if they are all equal. */
            differences: components["schemas"]["FlavorGroupListItemDifference"][];
            /** The clouds that answered and do not offer it to you. */
            missing: string[];
            /** The clouds for which it is unknown; see `report`. */
            unknown: string[];
            /** What happened at each cloud that was queried. */
            report: components["schemas"]["CloudReport"][];
        };
        MatchFlavorsResultItem: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** The best match; null if none satisfies the request. */
            flavor: components["schemas"]["Flavor"] | null;
            /** An explanation for people: why it was chosen, or what the nearest flavor lacks. */
            because: string;
            /** The next best flavors. */
            alternatives: components["schemas"]["Flavor"][];
        };
        MatchFlavorsResult: {
            /** The matches, in the order of the clouds. */
            items: components["schemas"]["MatchFlavorsResultItem"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
        };
        MatchImagesResultItemRunnersUp: {
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id: string;
            /** Its name; empty if it has none. */
            name: string;
        };
        MatchImagesResultItem: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** The image; null if there is none. */
            image: components["schemas"]["Image"] | null;
            /** How it was found: by its properties; by properties and its name, if `os_purpose` is absent; or by its name alone. Null if there is none. */
            how: "properties" | "properties-and-name" | "name" | null;
            /** An explanation for people: what decided, or which images exist instead. */
            because: string;
            /** Other images that were found in the same way, next best first. */
            runnersUp: components["schemas"]["MatchImagesResultItemRunnersUp"][];
        };
        MatchImagesResult: {
            /** The matches, in the order of the clouds. */
            items: components["schemas"]["MatchImagesResultItem"][];
            /** What happened at each cloud that was queried. */
            clouds: components["schemas"]["CloudReport"][];
        };
        ConformanceRegionSummary: {
            /** The name of the scope. */
            scope: "SCS-compatible IaaS" | "SCS-compatible KaaS";
            /** The version of the scope. */
            version: "v5.1" | "next" | "v1";
            /** The result. `unknown`: it cannot be decided by reading, or the data could not be read. */
            result: "pass" | "fail" | "unknown";
            /** The number of checks that pass. */
            pass: number;
            /** The number of checks that fail. */
            fail: number;
            /** The number of checks that cannot be decided. */
            unknown: number;
        };
        ConformanceRegionCheck: {
            /** The id of the corresponding upstream test. */
            id: string;
            /** The standard and its version. */
            standard: string;
            /** The requirement. */
            title: string;
            /** The level of the check; `manual`: a person must judge it. */
            level: "mandatory" | "recommended" | "manual";
            /** The versions of the scope that include it. */
            versions: string[];
            /** The result. `unknown`: it cannot be decided by reading, or the data could not be read. */
            result: "pass" | "fail" | "unknown";
            /** The reason for the result. */
            detail: string;
        };
        ConformanceRegion: {
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** The result per scope; `pass` only if all its checks pass. */
            summary: components["schemas"]["ConformanceRegionSummary"][];
            /** All checks. */
            checks: components["schemas"]["ConformanceRegionCheck"][];
        };
        ConformanceCluster: {
            /** Its id at the gateway, as used in `/k8s/{id}`. */
            cluster: string;
            /** The result per scope; `pass` only if all its checks pass. */
            summary: components["schemas"]["ConformanceRegionSummary"][];
            /** All checks. */
            checks: components["schemas"]["ConformanceRegionCheck"][];
        };
        Conformance: {
            /** The member cloud that owns it. */
            cloud: string;
            /** When the data was read. */
            checkedAt: string;
            /** Id of the project whose view was used; null if no OpenStack was queried. */
            project: string | null;
            /** The reports of its OpenStack, by region. */
            regions: components["schemas"]["ConformanceRegion"][];
            /** The reports of its Kubernetes clusters. */
            clusters: components["schemas"]["ConformanceCluster"][];
        };
        CheckPortabilityFlavor: string | components["schemas"]["FlavorQuery"];
        CheckPortabilityRequest: {
            /** Flavors, by name or by properties. */
            flavors?: components["schemas"]["CheckPortabilityFlavor"][];
            /** Images, by properties; each with a `distro` or a `name`. */
            images?: components["schemas"]["ImageQuery"][];
            /** Official service types or their aliases. */
            services?: string[];
            /** Aspects; for each, some volume type must have it. */
            volumeAspects?: ("encrypted" | "replicated")[];
            /** Only these clouds. Default: all. */
            clouds?: string[];
            /** The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one. */
            project?: string;
        };
        /** The requirement as requested. */
        CheckPortabilityResultCloudItemWanted: string | components["schemas"]["FlavorQuery"] | components["schemas"]["ImageQuery"];
        CheckPortabilityResultCloudItemChosen: {
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id?: string;
            /** The name; for a service, its type in the catalogue. */
            name: string;
            /** The region, as in `OS_REGION_NAME`. */
            region?: string;
            /** How it was found. */
            by?: "extra_specs" | "name" | "exact-name" | "search" | "properties" | "properties-and-name";
        };
        /** A flavor with another name that has the figures of the requested name. */
        CheckPortabilityResultCloudItemNearest: {
            /** Its id at the member; `{cloud}/{id}` identifies it across all clouds. */
            id?: string;
            /** The name; for a service, its type in the catalogue. */
            name: string;
            /** The region, as in `OS_REGION_NAME`. */
            region?: string;
            /** How it was found. */
            by?: "extra_specs" | "name" | "exact-name" | "search" | "properties" | "properties-and-name";
        };
        CheckPortabilityResultCloudItem: {
            /** The kind of requirement. */
            kind: "flavor" | "image" | "service" | "volume-type";
            wanted: components["schemas"]["CheckPortabilityResultCloudItemWanted"];
            /** The state. `unknown`: it could not be read, or the cloud does not declare it. */
            state: "satisfied" | "missing" | "unknown";
            /** What the cloud offers for it. */
            chosen: components["schemas"]["CheckPortabilityResultCloudItemChosen"] | null;
            /** The reason. */
            detail: string;
            nearest?: components["schemas"]["CheckPortabilityResultCloudItemNearest"];
        };
        CheckPortabilityResultCloud: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** The state. `unknown`: it could not be read, or the cloud does not declare it. */
            state: "satisfied" | "missing" | "unknown";
            /** The requirements in the requested order: flavors, images, services, aspects of volume types. */
            items: components["schemas"]["CheckPortabilityResultCloudItem"][];
            error?: components["schemas"]["CloudReportError"];
        };
        CheckPortabilityResult: {
            /** When the data was read. */
            checkedAt: string;
            /** The regions that have everything; the default region of a cloud has the cloud's id. */
            satisfying: string[];
            /** The reports by cloud and region. */
            clouds: components["schemas"]["CheckPortabilityResultCloud"][];
        };
        ErrorListItem: {
            /** The value in problems. */
            type: string;
            /** The value in problems. */
            code: string;
            /** The HTTP status. */
            status: number;
            /** The reason phrase of that status. */
            title: string;
            /** The default sentence; some responses have a more specific one. */
            detail: string;
            /** When the error occurs. */
            when: string;
            /** What to do about it. */
            what: string;
        };
        ErrorList: { items: components["schemas"]["ErrorListItem"][] };
        IndexLink: {
            title: string;
            href: string;
        };
        Index: { links: { [key: string]: components["schemas"]["IndexLink"] } };
        Document: { openapi: string };
    };
    responses: {
        /** Any failure. */
        Problem: { content: { "application/problem+json": components["schemas"]["Problem"] } };
    };
}
export type Server = components['schemas']['Server'];
export type Flavor = components['schemas']['Flavor'];
export type Image = components['schemas']['Image'];
export type Keypair = components['schemas']['Keypair'];
export type AvailabilityZone = components['schemas']['AvailabilityZone'];
export type Quota = components['schemas']['Quota'];
export type Volume = components['schemas']['Volume'];
export type VolumeType = components['schemas']['VolumeType'];
export type Snapshot = components['schemas']['Snapshot'];
export type Network = components['schemas']['Network'];
export type Subnet = components['schemas']['Subnet'];
export type Router = components['schemas']['Router'];
export type Port = components['schemas']['Port'];
export type FloatingIp = components['schemas']['FloatingIp'];
export type SecurityGroup = components['schemas']['SecurityGroup'];
export type SecurityGroupRule = components['schemas']['SecurityGroupRule'];
export type LoadBalancer = components['schemas']['LoadBalancer'];
export type Container = components['schemas']['Container'];
export type Cluster = components['schemas']['Cluster'];
export type Node = components['schemas']['Node'];
export type Namespace = components['schemas']['Namespace'];
export type Workload = components['schemas']['Workload'];
export type IdAndName = components['schemas']['IdAndName'];
export type FlavorQuery = components['schemas']['FlavorQuery'];
export type ImageQuery = components['schemas']['ImageQuery'];
export type Operation = components['schemas']['Operation'];
export type Placement = components['schemas']['Placement'];
export type Cloud = components['schemas']['Cloud'];
export type CloudReport = components['schemas']['CloudReport'];
export type FlavorName = components['schemas']['FlavorName'];
export type NativeError = components['schemas']['NativeError'];
export type Problem = components['schemas']['Problem'];
export type ServerFlavor = components['schemas']['ServerFlavor'];
export type ServerImage = components['schemas']['ServerImage'];
export type ServerAddress = components['schemas']['ServerAddress'];
export type ServerFault = components['schemas']['ServerFault'];
export type FlavorScs = components['schemas']['FlavorScs'];
export type ImageChecksum = components['schemas']['ImageChecksum'];
export type ImageScs = components['schemas']['ImageScs'];
export type QuotaLimit = components['schemas']['QuotaLimit'];
export type QuotaServices = components['schemas']['QuotaServices'];
export type VolumeAttachment = components['schemas']['VolumeAttachment'];
export type SubnetPool = components['schemas']['SubnetPool'];
export type SubnetRoute = components['schemas']['SubnetRoute'];
export type RouterExternalGateway = components['schemas']['RouterExternalGateway'];
export type RouterRoute = components['schemas']['RouterRoute'];
export type PortAddress = components['schemas']['PortAddress'];
export type SecurityGroupRuleItem = components['schemas']['SecurityGroupRuleItem'];
export type LoadBalancerVip = components['schemas']['LoadBalancerVip'];
export type ClusterNodes = components['schemas']['ClusterNodes'];
export type ClusterStorageClass = components['schemas']['ClusterStorageClass'];
export type NodeCapacity = components['schemas']['NodeCapacity'];
export type NodeAllocatable = components['schemas']['NodeAllocatable'];
export type NodeAddress = components['schemas']['NodeAddress'];
export type WorkloadReplicas = components['schemas']['WorkloadReplicas'];
export type OperationError = components['schemas']['OperationError'];
export type PlacementConsidered = components['schemas']['PlacementConsidered'];
export type CloudMaintenance = components['schemas']['CloudMaintenance'];
export type CloudError = components['schemas']['CloudError'];
export type CloudRegionServiceVersion = components['schemas']['CloudRegionServiceVersion'];
export type CloudRegionServiceMicroversions = components['schemas']['CloudRegionServiceMicroversions'];
export type CloudRegionService = components['schemas']['CloudRegionService'];
export type CloudRegion = components['schemas']['CloudRegion'];
export type CloudLeftOutRegion = components['schemas']['CloudLeftOutRegion'];
export type CloudCluster = components['schemas']['CloudCluster'];
export type CloudCapabilities = components['schemas']['CloudCapabilities'];
export type CloudCertificate = components['schemas']['CloudCertificate'];
export type CloudReportError = components['schemas']['CloudReportError'];
export type FlavorNameParsedDisk = components['schemas']['FlavorNameParsedDisk'];
export type FlavorNameParsedCpuBrand = components['schemas']['FlavorNameParsedCpuBrand'];
export type FlavorNameParsedGpu = components['schemas']['FlavorNameParsedGpu'];
export type FlavorNameParsed = components['schemas']['FlavorNameParsed'];
export type ProblemError = components['schemas']['ProblemError'];
export type CloudList = components['schemas']['CloudList'];
export type ProjectListItemDomain = components['schemas']['ProjectListItemDomain'];
export type ProjectListItem = components['schemas']['ProjectListItem'];
export type ProjectList = components['schemas']['ProjectList'];
export type MeUser = components['schemas']['MeUser'];
export type MeScope = components['schemas']['MeScope'];
export type MeCredentialAccessRule = components['schemas']['MeCredentialAccessRule'];
export type MeCredential = components['schemas']['MeCredential'];
export type MeNote = components['schemas']['MeNote'];
export type Me = components['schemas']['Me'];
export type SearchResultItem = components['schemas']['SearchResultItem'];
export type SearchResult = components['schemas']['SearchResult'];
export type ServerList = components['schemas']['ServerList'];
export type CreateServerPlacement = components['schemas']['CreateServerPlacement'];
export type CreateServerFlavor = components['schemas']['CreateServerFlavor'];
export type CreateServerImage = components['schemas']['CreateServerImage'];
export type CreateServerNetworksChoice = components['schemas']['CreateServerNetworksChoice'];
export type CreateServerNetworks = components['schemas']['CreateServerNetworks'];
export type CreateServerBootVolumeBySizeGiB = components['schemas']['CreateServerBootVolumeBySizeGiB'];
export type CreateServerBootVolumeById = components['schemas']['CreateServerBootVolumeById'];
export type CreateServerBootVolume = components['schemas']['CreateServerBootVolume'];
export type CreateServerVolumeBySizeGiB = components['schemas']['CreateServerVolumeBySizeGiB'];
export type CreateServerVolume = components['schemas']['CreateServerVolume'];
export type CreateServerRequest = components['schemas']['CreateServerRequest'];
export type ServerCreated = components['schemas']['ServerCreated'];
export type UpdateServerRequest = components['schemas']['UpdateServerRequest'];
export type ServerChanged = components['schemas']['ServerChanged'];
export type OperationStarted = components['schemas']['OperationStarted'];
export type AddServerTagRequest = components['schemas']['AddServerTagRequest'];
export type RebootServerRequest = components['schemas']['RebootServerRequest'];
export type ResizeServerRequest = components['schemas']['ResizeServerRequest'];
export type OpenServerConsoleResultResult = components['schemas']['OpenServerConsoleResultResult'];
export type OpenServerConsoleResult = components['schemas']['OpenServerConsoleResult'];
export type ServerConsoleLogResult = components['schemas']['ServerConsoleLogResult'];
export type ServerConsoleLog = components['schemas']['ServerConsoleLog'];
export type FlavorList = components['schemas']['FlavorList'];
export type ImageList = components['schemas']['ImageList'];
export type UpdateImageRequest = components['schemas']['UpdateImageRequest'];
export type ImageChanged = components['schemas']['ImageChanged'];
export type AddImageTagRequest = components['schemas']['AddImageTagRequest'];
export type KeypairList = components['schemas']['KeypairList'];
export type CreateKeypairRequest = components['schemas']['CreateKeypairRequest'];
export type KeypairCreated = components['schemas']['KeypairCreated'];
export type AvailabilityZoneList = components['schemas']['AvailabilityZoneList'];
export type QuotaList = components['schemas']['QuotaList'];
export type VolumeList = components['schemas']['VolumeList'];
export type CreateVolumeRequest = components['schemas']['CreateVolumeRequest'];
export type VolumeCreated = components['schemas']['VolumeCreated'];
export type UpdateVolumeRequest = components['schemas']['UpdateVolumeRequest'];
export type VolumeChanged = components['schemas']['VolumeChanged'];
export type AttachVolumeRequest = components['schemas']['AttachVolumeRequest'];
export type DetachVolumeRequest = components['schemas']['DetachVolumeRequest'];
export type ExtendVolumeRequest = components['schemas']['ExtendVolumeRequest'];
export type VolumeTypeList = components['schemas']['VolumeTypeList'];
export type SnapshotList = components['schemas']['SnapshotList'];
export type CreateSnapshotRequest = components['schemas']['CreateSnapshotRequest'];
export type SnapshotCreated = components['schemas']['SnapshotCreated'];
export type UpdateSnapshotRequest = components['schemas']['UpdateSnapshotRequest'];
export type SnapshotChanged = components['schemas']['SnapshotChanged'];
export type NetworkList = components['schemas']['NetworkList'];
export type CreateNetworkRequest = components['schemas']['CreateNetworkRequest'];
export type NetworkCreated = components['schemas']['NetworkCreated'];
export type UpdateNetworkRequest = components['schemas']['UpdateNetworkRequest'];
export type NetworkChanged = components['schemas']['NetworkChanged'];
export type AddNetworkTagRequest = components['schemas']['AddNetworkTagRequest'];
export type SubnetList = components['schemas']['SubnetList'];
export type CreateSubnetPool = components['schemas']['CreateSubnetPool'];
export type CreateSubnetRoute = components['schemas']['CreateSubnetRoute'];
export type CreateSubnetRequest = components['schemas']['CreateSubnetRequest'];
export type SubnetCreated = components['schemas']['SubnetCreated'];
export type UpdateSubnetRequest = components['schemas']['UpdateSubnetRequest'];
export type SubnetChanged = components['schemas']['SubnetChanged'];
export type AddSubnetTagRequest = components['schemas']['AddSubnetTagRequest'];
export type RouterList = components['schemas']['RouterList'];
export type CreateRouterExternalGateway = components['schemas']['CreateRouterExternalGateway'];
export type CreateRouterRequest = components['schemas']['CreateRouterRequest'];
export type RouterCreated = components['schemas']['RouterCreated'];
export type UpdateRouterRequest = components['schemas']['UpdateRouterRequest'];
export type RouterChanged = components['schemas']['RouterChanged'];
export type AddRouterTagRequest = components['schemas']['AddRouterTagRequest'];
export type AddRouterInterfaceRequest = components['schemas']['AddRouterInterfaceRequest'];
export type AddRouterInterfaceResultResult = components['schemas']['AddRouterInterfaceResultResult'];
export type AddRouterInterfaceResult = components['schemas']['AddRouterInterfaceResult'];
export type PortList = components['schemas']['PortList'];
export type UpdatePortRequest = components['schemas']['UpdatePortRequest'];
export type PortChanged = components['schemas']['PortChanged'];
export type AddPortTagRequest = components['schemas']['AddPortTagRequest'];
export type FloatingIpList = components['schemas']['FloatingIpList'];
export type CreateFloatingIpRequest = components['schemas']['CreateFloatingIpRequest'];
export type FloatingIpCreated = components['schemas']['FloatingIpCreated'];
export type UpdateFloatingIpRequest = components['schemas']['UpdateFloatingIpRequest'];
export type FloatingIpChanged = components['schemas']['FloatingIpChanged'];
export type AddFloatingIpTagRequest = components['schemas']['AddFloatingIpTagRequest'];
export type AssociateFloatingIpRequest = components['schemas']['AssociateFloatingIpRequest'];
export type SecurityGroupList = components['schemas']['SecurityGroupList'];
export type CreateSecurityGroupRequest = components['schemas']['CreateSecurityGroupRequest'];
export type SecurityGroupCreated = components['schemas']['SecurityGroupCreated'];
export type UpdateSecurityGroupRequest = components['schemas']['UpdateSecurityGroupRequest'];
export type SecurityGroupChanged = components['schemas']['SecurityGroupChanged'];
export type AddSecurityGroupTagRequest = components['schemas']['AddSecurityGroupTagRequest'];
export type SecurityGroupRuleList = components['schemas']['SecurityGroupRuleList'];
export type CreateSecurityGroupRuleRequest = components['schemas']['CreateSecurityGroupRuleRequest'];
export type SecurityGroupRuleCreated = components['schemas']['SecurityGroupRuleCreated'];
export type LoadBalancerList = components['schemas']['LoadBalancerList'];
export type ContainerList = components['schemas']['ContainerList'];
export type CreateContainerRequest = components['schemas']['CreateContainerRequest'];
export type ContainerCreated = components['schemas']['ContainerCreated'];
export type UpdateContainerRequest = components['schemas']['UpdateContainerRequest'];
export type ContainerChanged = components['schemas']['ContainerChanged'];
export type ClusterList = components['schemas']['ClusterList'];
export type NodeList = components['schemas']['NodeList'];
export type NamespaceList = components['schemas']['NamespaceList'];
export type WorkloadList = components['schemas']['WorkloadList'];
export type PreviewServerPlacementResult = components['schemas']['PreviewServerPlacementResult'];
export type WriteFlavorNameParsedDisk = components['schemas']['WriteFlavorNameParsedDisk'];
export type WriteFlavorNameParsedCpuBrand = components['schemas']['WriteFlavorNameParsedCpuBrand'];
export type WriteFlavorNameParsedGpu = components['schemas']['WriteFlavorNameParsedGpu'];
export type WriteFlavorNameParsed = components['schemas']['WriteFlavorNameParsed'];
export type WriteFlavorNameRequest = components['schemas']['WriteFlavorNameRequest'];
export type FlavorGroupListItemOffer = components['schemas']['FlavorGroupListItemOffer'];
export type FlavorGroupListItemDifferenceValue = components['schemas']['FlavorGroupListItemDifferenceValue'];
export type FlavorGroupListItemDifference = components['schemas']['FlavorGroupListItemDifference'];
export type FlavorGroupListItem = components['schemas']['FlavorGroupListItem'];
export type FlavorGroupList = components['schemas']['FlavorGroupList'];
export type FlavorGroup = components['schemas']['FlavorGroup'];
export type MatchFlavorsResultItem = components['schemas']['MatchFlavorsResultItem'];
export type MatchFlavorsResult = components['schemas']['MatchFlavorsResult'];
export type MatchImagesResultItemRunnersUp = components['schemas']['MatchImagesResultItemRunnersUp'];
export type MatchImagesResultItem = components['schemas']['MatchImagesResultItem'];
export type MatchImagesResult = components['schemas']['MatchImagesResult'];
export type ConformanceRegionSummary = components['schemas']['ConformanceRegionSummary'];
export type ConformanceRegionCheck = components['schemas']['ConformanceRegionCheck'];
export type ConformanceRegion = components['schemas']['ConformanceRegion'];
export type ConformanceCluster = components['schemas']['ConformanceCluster'];
export type Conformance = components['schemas']['Conformance'];
export type CheckPortabilityFlavor = components['schemas']['CheckPortabilityFlavor'];
export type CheckPortabilityRequest = components['schemas']['CheckPortabilityRequest'];
export type CheckPortabilityResultCloudItemWanted = components['schemas']['CheckPortabilityResultCloudItemWanted'];
export type CheckPortabilityResultCloudItemChosen = components['schemas']['CheckPortabilityResultCloudItemChosen'];
export type CheckPortabilityResultCloudItemNearest = components['schemas']['CheckPortabilityResultCloudItemNearest'];
export type CheckPortabilityResultCloudItem = components['schemas']['CheckPortabilityResultCloudItem'];
export type CheckPortabilityResultCloud = components['schemas']['CheckPortabilityResultCloud'];
export type CheckPortabilityResult = components['schemas']['CheckPortabilityResult'];
export type ErrorListItem = components['schemas']['ErrorListItem'];
export type ErrorList = components['schemas']['ErrorList'];
export type IndexLink = components['schemas']['IndexLink'];
export type Index = components['schemas']['Index'];
export type Document = components['schemas']['Document'];
export type ResponseProblem = components['responses']['Problem'];
export interface operations {
    listClouds: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these statuses. */
                status?: ("up" | "degraded" | "down" | "unknown")[];
                /** If false, no service catalogue is opened and no service is asked for its versions; the response then contains only the state, as fast as possible. */
                services?: boolean;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["CloudList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getCloud: {
        parameters: {
            query?: {
                /** If false, no service catalogue is opened and no service is asked for its versions; the response then contains only the state, as fast as possible. */
                services?: boolean;
            };
            path: {
                /** The id of the cloud. */
                cloud: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Cloud"] } };
            default: components["responses"]["Problem"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these names; `*` matches any text (`web-*`). */
                name?: string[];
                /** Only these domains, by name or id. */
                domain?: string[];
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ProjectList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        responses: {
            200: { content: { "application/json": components["schemas"]["Me"] } };
            default: components["responses"]["Problem"];
        };
    };
    revokeMyTokens: {
        responses: {
            204: {
            };
            default: components["responses"]["Problem"];
        };
    };
    getKubeconfig: {
        parameters: {
            query?: {
                /** `exec`: kubectl logs in by the credential plugin. `token`: the file contains the token of this request. */
                auth?: "exec" | "token";
                /** Whether server URLs use a host name per cluster instead of a path. Default: yes if the gateway has such names, since `kubectl proxy` and other tools drop a path. */
                hosts?: boolean;
                /** The identity provider that the plugin logs in at. Default: the caller's own. */
                provider?: string;
                /** The namespace of every context, for commands without `-n`. Clusters that give the caller no right there (without it: in `default`) are named in a comment. */
                namespace?: string;
                /** The version of client.authentication.k8s.io for the plugin. Default: `v1`; some clients take `v1beta1` only. */
                exec?: "v1" | "v1beta1";
            };
        };
        responses: {
            200: { content: { "application/yaml": string } };
            default: components["responses"]["Problem"];
        };
    };
    search: {
        parameters: {
            query: {
                /** The text to search for. */
                q: string;
                /** Only these resources. */
                resources?: ("servers" | "flavors" | "images" | "keypairs" | "volumes" | "volume-types" | "snapshots" | "networks" | "subnets" | "routers" | "ports" | "floating-ips" | "security-groups" | "load-balancers" | "containers" | "clusters" | "nodes" | "namespaces" | "workloads")[];
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** The maximum number of hits. Default: 100. */
                limit?: number;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SearchResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("building" | "active" | "stopped" | "paused" | "suspended" | "shelved" | "rescued" | "changing" | "awaiting-confirmation" | "error" | "deleting" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Only servers that were created from this image. */
                imageId?: string[];
                /** Only servers with this key pair. */
                keypairName?: string[];
                /** Only servers in this availability zone. */
                availabilityZone?: string[];
                /** The power state that the hypervisor reports. */
                powerState?: ("none" | "running" | "paused" | "shutdown" | "crashed" | "suspended" | "unknown")[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "keypairName" | "-keypairName" | "availabilityZone" | "-availabilityZone" | "locked" | "-locked" | "powerState" | "-powerState" | "description" | "-description" | "launchedAt" | "-launchedAt" | "updatedAt" | "-updatedAt" | "userId" | "-userId")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "flavor" | "image" | "keypairName" | "addresses" | "availabilityZone" | "securityGroupNames" | "volumeIds" | "locked" | "powerState" | "description" | "tags" | "metadata" | "launchedAt" | "updatedAt" | "fault" | "userId")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ServerList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createServer: {
        parameters: {
            query?: {
                /** Seconds to wait for the operation to end before responding. */
                wait?: number;
                /** Seconds that the cloud has to answer, beside what `wait` says. Default: as long as the gateway waits for a change. What is ended by it may have been done. */
                timeout?: number;
            };
            header?: {
                /** A text that identifies the request. If the same request is sent again with it within 24 hours, to any replica, it is carried out once and gets the same response (`Idempotency-Replayed: true`), as long as the object exists. What was surely not done is done then; what may have been done is looked for. */
                "Idempotency-Key"?: string;
            };
        };
        requestBody: { content: { "application/json": components["schemas"]["CreateServerRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["ServerCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getServer: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "flavor" | "image" | "keypairName" | "addresses" | "availabilityZone" | "securityGroupNames" | "volumeIds" | "locked" | "powerState" | "description" | "tags" | "metadata" | "launchedAt" | "updatedAt" | "fault" | "userId")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Server"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteServer: {
        parameters: {
            query?: {
                /** The region. Default: the cloud's default region. */
                region?: string;
                /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
                project?: string;
                /** Seconds to wait for the operation to end before responding. */
                wait?: number;
                /** Seconds that the cloud has to answer, beside what `wait` says. Default: as long as the gateway waits for a change. What is ended by it may have been done. */
                timeout?: number;
            };
            header?: {
                /** A text that identifies the request. If the same request is sent again with it within 24 hours, to any replica, it is carried out once and gets the same response (`Idempotency-Replayed: true`), as long as the object exists. What was surely not done is done then; what may have been done is looked for. */
                "Idempotency-Key"?: string;
                /** The `ETag` of the object as you have read it. If it has changed since, nothing is done and the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            202: { content: { "application/json": components["schemas"]["OperationStarted"] } };
            204: {
            };
            default: components["responses"]["Problem"];
        };
    };
    updateServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateServerRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["ServerChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findServer: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "flavor" | "image" | "keypairName" | "addresses" | "availabilityZone" | "securityGroupNames" | "volumeIds" | "locked" | "powerState" | "description" | "tags" | "metadata" | "launchedAt" | "updatedAt" | "fault" | "userId")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getServer"]["responses"];
    };
    startServer: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateServer"]["responses"];
    };
    stopServer: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateServer"]["responses"];
    };
    addServerTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddServerTagRequest"] } };
        responses: operations["updateServer"]["responses"];
    };
    removeServerTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddServerTagRequest"] } };
        responses: operations["updateServer"]["responses"];
    };
    rebootServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["RebootServerRequest"] } };
        responses: operations["updateServer"]["responses"];
    };
    resizeServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["ResizeServerRequest"] } };
        responses: operations["updateServer"]["responses"];
    };
    confirmServerResize: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateServer"]["responses"];
    };
    revertServerResize: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateServer"]["responses"];
    };
    openServerConsole: {
        parameters: operations["deleteServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["OpenServerConsoleResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    getServerConsoleLog: {
        parameters: {
            query?: {
                /** The region. Default: the cloud's default region. */
                region?: string;
                /** The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there. */
                project?: string;
                /** Seconds that the cloud has to answer, beside what `wait` says. Default: as long as the gateway waits for a change. What is ended by it may have been done. */
                timeout?: number;
                /** The number of lines from the end. If omitted, the whole log is returned. */
                lines?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ServerConsoleLog"] } };
            default: components["responses"]["Problem"];
        };
    };
    listFlavors: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "disabled" | "unknown")[];
                /** Exactly this number of virtual processors. */
                vcpus?: number;
                /** Exactly this amount of memory. */
                ramMiB?: number;
                /** Exactly this size of the root disk. */
                diskGiB?: number;
                /** How processors are shared. */
                cpuType?: ("crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core" | "unknown")[];
                /** The vendor of the processors. */
                cpuMaker?: ("intel" | "amd" | "arm" | "risc-v" | "unknown")[];
                /** The architecture that images must have. */
                architecture?: ("x86_64" | "aarch64" | "risc-v" | "unknown")[];
                /** The type of the root disk. */
                diskType?: ("network" | "hdd" | "ssd" | "nvme" | "none" | "unknown")[];
                /** Whether it has a graphics processor. */
                gpu?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "vcpus" | "-vcpus" | "ramMiB" | "-ramMiB" | "diskGiB" | "-diskGiB" | "bootFromVolume" | "-bootFromVolume" | "ephemeralGiB" | "-ephemeralGiB" | "swapMiB" | "-swapMiB" | "public" | "-public" | "disabled" | "-disabled" | "description" | "-description" | "cpuType" | "-cpuType" | "cpuMaker" | "-cpuMaker" | "architecture" | "-architecture" | "diskType" | "-diskType" | "gpu" | "-gpu")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "vcpus" | "ramMiB" | "diskGiB" | "bootFromVolume" | "ephemeralGiB" | "swapMiB" | "public" | "disabled" | "description" | "extraSpecs" | "cpuType" | "cpuMaker" | "architecture" | "diskType" | "gpu" | "scs")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FlavorList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getFlavor: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "vcpus" | "ramMiB" | "diskGiB" | "bootFromVolume" | "ephemeralGiB" | "swapMiB" | "public" | "disabled" | "description" | "extraSpecs" | "cpuType" | "cpuMaker" | "architecture" | "diskType" | "gpu" | "scs")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Flavor"] } };
            default: components["responses"]["Problem"];
        };
    };
    findFlavor: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "vcpus" | "ramMiB" | "diskGiB" | "bootFromVolume" | "ephemeralGiB" | "swapMiB" | "public" | "disabled" | "description" | "extraSpecs" | "cpuType" | "cpuMaker" | "architecture" | "diskType" | "gpu" | "scs")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getFlavor"]["responses"];
    };
    listImages: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("queued" | "saving" | "importing" | "available" | "deactivated" | "deleting" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Who may see the image. Community images are listed only if this asks for them. */
                visibility?: ("public" | "community" | "shared" | "private")[];
                /** If true, lists the hidden images, which are otherwise left out. */
                hidden?: boolean;
                /** The processor architecture. */
                architecture?: string[];
                /** The distribution. */
                distro?: string[];
                /** The version of the distribution. */
                version?: string[];
                /** The purpose of the image. */
                purpose?: ("generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric" | "unknown")[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "visibility" | "-visibility" | "hidden" | "-hidden" | "protected" | "-protected" | "sizeBytes" | "-sizeBytes" | "virtualSizeBytes" | "-virtualSizeBytes" | "minDiskGiB" | "-minDiskGiB" | "minRamMiB" | "-minRamMiB" | "diskFormat" | "-diskFormat" | "containerFormat" | "-containerFormat" | "architecture" | "-architecture" | "distro" | "-distro" | "version" | "-version" | "purpose" | "-purpose" | "updatedAt" | "-updatedAt")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "visibility" | "hidden" | "protected" | "sizeBytes" | "virtualSizeBytes" | "minDiskGiB" | "minRamMiB" | "diskFormat" | "containerFormat" | "checksum" | "architecture" | "distro" | "version" | "purpose" | "scs" | "tags" | "metadata" | "updatedAt")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ImageList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getImage: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "visibility" | "hidden" | "protected" | "sizeBytes" | "virtualSizeBytes" | "minDiskGiB" | "minRamMiB" | "diskFormat" | "containerFormat" | "checksum" | "architecture" | "distro" | "version" | "purpose" | "scs" | "tags" | "metadata" | "updatedAt")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Image"] } };
            default: components["responses"]["Problem"];
        };
    };
    updateImage: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateImageRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["ImageChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findImage: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "visibility" | "hidden" | "protected" | "sizeBytes" | "virtualSizeBytes" | "minDiskGiB" | "minRamMiB" | "diskFormat" | "containerFormat" | "checksum" | "architecture" | "distro" | "version" | "purpose" | "scs" | "tags" | "metadata" | "updatedAt")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getImage"]["responses"];
    };
    addImageTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddImageTagRequest"] } };
        responses: operations["updateImage"]["responses"];
    };
    removeImageTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddImageTagRequest"] } };
        responses: operations["updateImage"]["responses"];
    };
    listKeypairs: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** The type of the key pair: an SSH key or an X.509 certificate. */
                type?: ("ssh" | "x509" | "unknown")[];
                /** Only key pairs with this fingerprint. */
                fingerprint?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "type" | "-type" | "fingerprint" | "-fingerprint" | "publicKey" | "-publicKey" | "privateKey" | "-privateKey")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "type" | "fingerprint" | "publicKey" | "privateKey")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["KeypairList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createKeypair: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateKeypairRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["KeypairCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getKeypair: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "type" | "fingerprint" | "publicKey" | "privateKey")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Keypair"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteKeypair: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    findKeypair: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "type" | "fingerprint" | "publicKey" | "privateKey")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getKeypair"]["responses"];
    };
    listAvailabilityZones: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unavailable" | "unknown")[];
                /** Only zones of this service. */
                service?: ("compute" | "block-storage" | "network")[];
                /** Whether the zone is currently available. */
                available?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "service" | "-service" | "available" | "-available" | "fireZone" | "-fireZone")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "service" | "available" | "uses" | "fireZone")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["AvailabilityZoneList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getAvailabilityZone: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "service" | "available" | "uses" | "fireZone")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["AvailabilityZone"] } };
            default: components["responses"]["Problem"];
        };
    };
    findAvailabilityZone: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "service" | "available" | "uses" | "fireZone")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getAvailabilityZone"]["responses"];
    };
    listQuotas: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "limits" | "services")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["QuotaList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getQuota: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "limits" | "services")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Quota"] } };
            default: components["responses"]["Problem"];
        };
    };
    findQuota: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "limits" | "services")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getQuota"]["responses"];
    };
    listVolumes: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "available" | "in-use" | "attaching" | "detaching" | "changing" | "deleting" | "error" | "unknown")[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** The name of the volume type. */
                typeName?: string[];
                /** Whether a server can boot from it. */
                bootable?: boolean;
                /** Its availability zone. */
                availabilityZone?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "sizeGiB" | "-sizeGiB" | "typeName" | "-typeName" | "typeId" | "-typeId" | "bootable" | "-bootable" | "encrypted" | "-encrypted" | "multiattach" | "-multiattach" | "availabilityZone" | "-availabilityZone" | "sourceImageId" | "-sourceImageId" | "sourceSnapshotId" | "-sourceSnapshotId" | "sourceVolumeId" | "-sourceVolumeId")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "sizeGiB" | "typeName" | "typeId" | "bootable" | "encrypted" | "multiattach" | "availabilityZone" | "attachments" | "sourceImageId" | "sourceSnapshotId" | "sourceVolumeId" | "metadata")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["VolumeList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createVolume: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateVolumeRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["VolumeCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getVolume: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "sizeGiB" | "typeName" | "typeId" | "bootable" | "encrypted" | "multiattach" | "availabilityZone" | "attachments" | "sourceImageId" | "sourceSnapshotId" | "sourceVolumeId" | "metadata")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Volume"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteVolume: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["deleteServer"]["responses"];
    };
    updateVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateVolumeRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["VolumeChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findVolume: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "sizeGiB" | "typeName" | "typeId" | "bootable" | "encrypted" | "multiattach" | "availabilityZone" | "attachments" | "sourceImageId" | "sourceSnapshotId" | "sourceVolumeId" | "metadata")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getVolume"]["responses"];
    };
    attachVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AttachVolumeRequest"] } };
        responses: operations["updateVolume"]["responses"];
    };
    detachVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["DetachVolumeRequest"] } };
        responses: operations["updateVolume"]["responses"];
    };
    extendVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["ExtendVolumeRequest"] } };
        responses: operations["updateVolume"]["responses"];
    };
    listVolumeTypes: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Whether every project may use it. */
                public?: boolean;
                /** Whether it is the cloud's default. */
                default?: boolean;
                /** Whether its volumes are encrypted. */
                encrypted?: boolean;
                /** Whether its volumes are replicated. */
                replicated?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "description" | "-description" | "public" | "-public" | "default" | "-default" | "encrypted" | "-encrypted" | "replicated" | "-replicated")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "public" | "default" | "encrypted" | "replicated" | "extraSpecs")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["VolumeTypeList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getVolumeType: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "public" | "default" | "encrypted" | "replicated" | "extraSpecs")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["VolumeType"] } };
            default: components["responses"]["Problem"];
        };
    };
    findVolumeType: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "public" | "default" | "encrypted" | "replicated" | "extraSpecs")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getVolumeType"]["responses"];
    };
    listSnapshots: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "available" | "changing" | "deleting" | "error" | "unknown")[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Id of the volume that it was taken of. */
                volumeId?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "volumeId" | "-volumeId" | "sizeGiB" | "-sizeGiB")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "volumeId" | "sizeGiB" | "metadata")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SnapshotList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createSnapshot: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateSnapshotRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["SnapshotCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getSnapshot: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "volumeId" | "sizeGiB" | "metadata")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Snapshot"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteSnapshot: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["deleteServer"]["responses"];
    };
    updateSnapshot: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateSnapshotRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["SnapshotChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findSnapshot: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "volumeId" | "sizeGiB" | "metadata")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getSnapshot"]["responses"];
    };
    listNetworks: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Whether it is an external network. */
                external?: boolean;
                /** Whether other projects may use it. */
                shared?: boolean;
                /** Whether it is the external network that is used if none is named. */
                default?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "external" | "-external" | "shared" | "-shared" | "default" | "-default" | "adminStateUp" | "-adminStateUp" | "mtu" | "-mtu" | "portSecurity" | "-portSecurity")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "external" | "shared" | "default" | "adminStateUp" | "mtu" | "tags" | "subnetIds" | "portSecurity" | "availabilityZones")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["NetworkList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createNetwork: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateNetworkRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["NetworkCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getNetwork: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "external" | "shared" | "default" | "adminStateUp" | "mtu" | "tags" | "subnetIds" | "portSecurity" | "availabilityZones")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Network"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteNetwork: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateNetwork: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateNetworkRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["NetworkChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findNetwork: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "external" | "shared" | "default" | "adminStateUp" | "mtu" | "tags" | "subnetIds" | "portSecurity" | "availabilityZones")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getNetwork"]["responses"];
    };
    addNetworkTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddNetworkTagRequest"] } };
        responses: operations["updateNetwork"]["responses"];
    };
    removeNetworkTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddNetworkTagRequest"] } };
        responses: operations["updateNetwork"]["responses"];
    };
    listSubnets: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Id of the network that it belongs to. */
                networkId?: string[];
                /** The address range, as the cloud writes it. */
                cidr?: string[];
                /** IPv4 or IPv6. */
                ipVersion?: (4 | 6)[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "description" | "-description" | "updatedAt" | "-updatedAt" | "networkId" | "-networkId" | "cidr" | "-cidr" | "ipVersion" | "-ipVersion" | "gateway" | "-gateway" | "dhcp" | "-dhcp" | "ipv6AddressMode" | "-ipv6AddressMode" | "ipv6RouterMode" | "-ipv6RouterMode")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "networkId" | "cidr" | "ipVersion" | "gateway" | "dhcp" | "tags" | "dnsServers" | "pools" | "routes" | "ipv6AddressMode" | "ipv6RouterMode")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SubnetList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createSubnet: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateSubnetRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["SubnetCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getSubnet: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "networkId" | "cidr" | "ipVersion" | "gateway" | "dhcp" | "tags" | "dnsServers" | "pools" | "routes" | "ipv6AddressMode" | "ipv6RouterMode")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Subnet"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteSubnet: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateSubnet: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateSubnetRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["SubnetChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findSubnet: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "networkId" | "cidr" | "ipVersion" | "gateway" | "dhcp" | "tags" | "dnsServers" | "pools" | "routes" | "ipv6AddressMode" | "ipv6RouterMode")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getSubnet"]["responses"];
    };
    addSubnetTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddSubnetTagRequest"] } };
        responses: operations["updateSubnet"]["responses"];
    };
    removeSubnetTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddSubnetTagRequest"] } };
        responses: operations["updateSubnet"]["responses"];
    };
    listRouters: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "adminStateUp" | "-adminStateUp")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "adminStateUp" | "tags" | "externalGateway" | "routes" | "availabilityZones")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["RouterList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createRouter: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateRouterRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["RouterCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getRouter: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "adminStateUp" | "tags" | "externalGateway" | "routes" | "availabilityZones")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Router"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteRouter: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateRouter: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateRouterRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["RouterChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findRouter: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "adminStateUp" | "tags" | "externalGateway" | "routes" | "availabilityZones")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getRouter"]["responses"];
    };
    addRouterTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddRouterTagRequest"] } };
        responses: operations["updateRouter"]["responses"];
    };
    removeRouterTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddRouterTagRequest"] } };
        responses: operations["updateRouter"]["responses"];
    };
    addRouterInterface: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddRouterInterfaceRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["AddRouterInterfaceResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    removeRouterInterface: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddRouterInterfaceRequest"] } };
        responses: operations["addRouterInterface"]["responses"];
    };
    listPorts: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Id of the network that it belongs to. */
                networkId?: string[];
                /** Id of the device that uses the port. */
                deviceId?: string[];
                /** The kind of device, as Neutron names it. */
                deviceOwner?: string[];
                /** The MAC address. */
                mac?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "networkId" | "-networkId" | "mac" | "-mac" | "deviceId" | "-deviceId" | "deviceOwner" | "-deviceOwner" | "portSecurity" | "-portSecurity" | "adminStateUp" | "-adminStateUp")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "networkId" | "mac" | "addresses" | "tags" | "deviceId" | "deviceOwner" | "securityGroupIds" | "portSecurity" | "adminStateUp")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["PortList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getPort: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "networkId" | "mac" | "addresses" | "tags" | "deviceId" | "deviceOwner" | "securityGroupIds" | "portSecurity" | "adminStateUp")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Port"] } };
            default: components["responses"]["Problem"];
        };
    };
    updatePort: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["UpdatePortRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["PortChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findPort: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "networkId" | "mac" | "addresses" | "tags" | "deviceId" | "deviceOwner" | "securityGroupIds" | "portSecurity" | "adminStateUp")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getPort"]["responses"];
    };
    addPortTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddPortTagRequest"] } };
        responses: operations["updatePort"]["responses"];
    };
    removePortTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddPortTagRequest"] } };
        responses: operations["updatePort"]["responses"];
    };
    listFloatingIps: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "down" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** The external address. */
                address?: string[];
                /** The fixed address. */
                fixedAddress?: string[];
                /** Id of the port that it is associated with. */
                portId?: string[];
                /** Id of the external network that it belongs to. */
                networkId?: string[];
                /** Id of the router that forwards it. */
                routerId?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "address" | "-address" | "fixedAddress" | "-fixedAddress" | "portId" | "-portId" | "networkId" | "-networkId" | "routerId" | "-routerId")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "address" | "tags" | "fixedAddress" | "portId" | "networkId" | "routerId")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FloatingIpList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createFloatingIp: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateFloatingIpRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["FloatingIpCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getFloatingIp: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "address" | "tags" | "fixedAddress" | "portId" | "networkId" | "routerId")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FloatingIp"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateFloatingIpRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["FloatingIpChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findFloatingIp: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "description" | "updatedAt" | "address" | "tags" | "fixedAddress" | "portId" | "networkId" | "routerId")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getFloatingIp"]["responses"];
    };
    addFloatingIpTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddFloatingIpTagRequest"] } };
        responses: operations["updateFloatingIp"]["responses"];
    };
    removeFloatingIpTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddFloatingIpTagRequest"] } };
        responses: operations["updateFloatingIp"]["responses"];
    };
    associateFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["AssociateFloatingIpRequest"] } };
        responses: operations["updateFloatingIp"]["responses"];
    };
    disassociateFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateFloatingIp"]["responses"];
    };
    listSecurityGroups: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Whether it applies to ports that name no group. */
                default?: boolean;
                /** Whether replies to allowed traffic are allowed (stateful filtering). */
                stateful?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "description" | "-description" | "updatedAt" | "-updatedAt" | "default" | "-default" | "stateful" | "-stateful")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "default" | "tags" | "stateful" | "rules")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SecurityGroupList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createSecurityGroup: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateSecurityGroupRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["SecurityGroupCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getSecurityGroup: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "default" | "tags" | "stateful" | "rules")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SecurityGroup"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteSecurityGroup: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateSecurityGroup: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: { content: { "application/json": components["schemas"]["UpdateSecurityGroupRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["SecurityGroupChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findSecurityGroup: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "description" | "updatedAt" | "default" | "tags" | "stateful" | "rules")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getSecurityGroup"]["responses"];
    };
    addSecurityGroupTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddSecurityGroupTagRequest"] } };
        responses: operations["updateSecurityGroup"]["responses"];
    };
    removeSecurityGroupTag: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["AddSecurityGroupTagRequest"] } };
        responses: operations["updateSecurityGroup"]["responses"];
    };
    listSecurityGroupRules: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Id of the group that it belongs to. */
                groupId?: string[];
                /** The direction of the traffic: `ingress` is towards the port, `egress` away from it. */
                direction?: ("ingress" | "egress")[];
                /** The IP version that the rule applies to. */
                ethertype?: ("IPv4" | "IPv6")[];
                /** The name or number of the protocol, as the cloud writes it. */
                protocol?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "groupId" | "-groupId" | "direction" | "-direction" | "ethertype" | "-ethertype" | "protocol" | "-protocol" | "portMin" | "-portMin" | "portMax" | "-portMax" | "remoteCidr" | "-remoteCidr" | "remoteGroupId" | "-remoteGroupId" | "remoteAddressGroupId" | "-remoteAddressGroupId" | "description" | "-description" | "updatedAt" | "-updatedAt")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "groupId" | "direction" | "ethertype" | "protocol" | "portMin" | "portMax" | "remoteCidr" | "remoteGroupId" | "remoteAddressGroupId" | "description" | "updatedAt")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SecurityGroupRuleList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createSecurityGroupRule: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateSecurityGroupRuleRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["SecurityGroupRuleCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getSecurityGroupRule: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "groupId" | "direction" | "ethertype" | "protocol" | "portMin" | "portMax" | "remoteCidr" | "remoteGroupId" | "remoteAddressGroupId" | "description" | "updatedAt")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["SecurityGroupRule"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteSecurityGroupRule: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    findSecurityGroupRule: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "groupId" | "direction" | "ethertype" | "protocol" | "portMin" | "portMax" | "remoteCidr" | "remoteGroupId" | "remoteAddressGroupId" | "description" | "updatedAt")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getSecurityGroupRule"]["responses"];
    };
    listLoadBalancers: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "active" | "changing" | "deleting" | "error" | "unknown")[];
                /** Only objects with all of these tags. */
                tag?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** The operating status. */
                operatingStatus?: ("online" | "offline" | "degraded" | "draining" | "error" | "not-monitored" | "unknown")[];
                /** The provider that implements it. */
                provider?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "nativeStatus" | "-nativeStatus" | "operatingStatus" | "-operatingStatus" | "description" | "-description" | "updatedAt" | "-updatedAt" | "adminStateUp" | "-adminStateUp" | "provider" | "-provider" | "availabilityZone" | "-availabilityZone")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "operatingStatus" | "description" | "updatedAt" | "adminStateUp" | "vip" | "tags" | "listenerIds" | "poolIds" | "provider" | "availabilityZone")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["LoadBalancerList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getLoadBalancer: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "operatingStatus" | "description" | "updatedAt" | "adminStateUp" | "vip" | "tags" | "listenerIds" | "poolIds" | "provider" | "availabilityZone")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["LoadBalancer"] } };
            default: components["responses"]["Problem"];
        };
    };
    findLoadBalancer: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "nativeStatus" | "operatingStatus" | "description" | "updatedAt" | "adminStateUp" | "vip" | "tags" | "listenerIds" | "poolIds" | "provider" | "availabilityZone")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getLoadBalancer"]["responses"];
    };
    listContainers: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "objects" | "-objects" | "sizeBytes" | "-sizeBytes" | "s3Endpoint" | "-s3Endpoint")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "objects" | "sizeBytes" | "metadata" | "s3Endpoint")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ContainerList"] } };
            default: components["responses"]["Problem"];
        };
    };
    createContainer: {
        parameters: operations["createServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["CreateContainerRequest"] } };
        responses: {
            201: { content: { "application/json": components["schemas"]["ContainerCreated"] } };
            default: components["responses"]["Problem"];
        };
    };
    getContainer: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "objects" | "sizeBytes" | "metadata" | "s3Endpoint")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Container"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteContainer: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    updateContainer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: { content: { "application/json": components["schemas"]["UpdateContainerRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["ContainerChanged"] } };
            default: components["responses"]["Problem"];
        };
    };
    findContainer: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "objects" | "sizeBytes" | "metadata" | "s3Endpoint")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getContainer"]["responses"];
    };
    listClusters: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("ready" | "degraded" | "unreachable" | "unknown")[];
                /** Only this minor version, such as `1.34`. */
                minor?: string[];
                /** Whether upstream still supports the version. */
                supported?: boolean;
                /** Whether the API serves network policies. */
                networkPolicy?: boolean;
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "url" | "-url" | "version" | "-version" | "minor" | "-minor" | "platform" | "-platform" | "endOfLife" | "-endOfLife" | "supported" | "-supported" | "networkPolicy" | "-networkPolicy" | "cni" | "-cni")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "url" | "version" | "minor" | "platform" | "endOfLife" | "supported" | "nodes" | "zones" | "nodeRegions" | "storageClasses" | "networkPolicy" | "cni" | "apiGroups")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["ClusterList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getCluster: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "url" | "version" | "minor" | "platform" | "endOfLife" | "supported" | "nodes" | "zones" | "nodeRegions" | "storageClasses" | "networkPolicy" | "cni" | "apiGroups")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Cluster"] } };
            default: components["responses"]["Problem"];
        };
    };
    findCluster: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "url" | "version" | "minor" | "platform" | "endOfLife" | "supported" | "nodes" | "zones" | "nodeRegions" | "storageClasses" | "networkPolicy" | "cni" | "apiGroups")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getCluster"]["responses"];
    };
    listNodes: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("ready" | "not-ready" | "cordoned" | "unknown")[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Only nodes of this cluster. */
                cluster?: string[];
                /** Only nodes in this failure zone. */
                zone?: string[];
                /** Only nodes of this architecture. */
                architecture?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "cluster" | "-cluster" | "version" | "-version" | "zone" | "-zone" | "nodeRegion" | "-nodeRegion" | "instanceType" | "-instanceType" | "architecture" | "-architecture" | "osImage" | "-osImage" | "kernel" | "-kernel" | "containerRuntime" | "-containerRuntime" | "taints" | "-taints")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata" | "roles" | "version" | "zone" | "nodeRegion" | "instanceType" | "capacity" | "allocatable" | "architecture" | "osImage" | "kernel" | "containerRuntime" | "addresses" | "taints")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["NodeList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getNode: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata" | "roles" | "version" | "zone" | "nodeRegion" | "instanceType" | "capacity" | "allocatable" | "architecture" | "osImage" | "kernel" | "containerRuntime" | "addresses" | "taints")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Node"] } };
            default: components["responses"]["Problem"];
        };
    };
    findNode: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata" | "roles" | "version" | "zone" | "nodeRegion" | "instanceType" | "capacity" | "allocatable" | "architecture" | "osImage" | "kernel" | "containerRuntime" | "addresses" | "taints")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getNode"]["responses"];
    };
    listNamespaces: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "terminating" | "unknown")[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Only namespaces of this cluster. */
                cluster?: string[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "cluster" | "-cluster")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["NamespaceList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getNamespace: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Namespace"] } };
            default: components["responses"]["Problem"];
        };
    };
    findNamespace: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "metadata")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getNamespace"]["responses"];
    };
    listWorkloads: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Only these names; `*` matches any text (`web-*`). `\*`, `\,` and `\\` are a star, a comma and a backslash in a name. */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "progressing" | "failed" | "completed" | "suspended" | "unknown")[];
                /** Only objects with these metadata, each `key=value`: of several values of one key any, of several keys all. `metadata.key=value` is the same as `metadata=key=value`. `\,` is a comma, `\=` an equals sign in a key, `\\` a backslash. */
                metadata?: string[];
                /** Only objects that were created at this time or later (RFC 3339). */
                createdAfter?: string;
                /** Only objects that were created before this time (RFC 3339). */
                createdBefore?: string;
                /** Only workloads of this cluster. */
                cluster?: string[];
                /** Only workloads in this namespace. */
                namespace?: string[];
                /** Only workloads of this kind. */
                kind?: ("Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob")[];
                /** The fields to sort by, with `-` for descending order. Default: by cloud, region and id. */
                sort?: ("cloud" | "-cloud" | "region" | "-region" | "project" | "-project" | "id" | "-id" | "name" | "-name" | "createdAt" | "-createdAt" | "status" | "-status" | "cluster" | "-cluster" | "namespace" | "-namespace" | "kind" | "-kind" | "schedule" | "-schedule")[];
                /** The maximum number of objects in one response. Default: 10000. `next` is the URL of the next page. */
                limit?: number;
                /** The position to continue from, taken from `next`. */
                cursor?: string;
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "namespace" | "kind" | "metadata" | "replicas" | "containerImages" | "schedule")[];
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** If false, the failure of any cloud fails the whole request. Default: true. */
                partial?: boolean;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["WorkloadList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getWorkload: {
        parameters: {
            query?: {
                /** Only in this region. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "namespace" | "kind" | "metadata" | "replicas" | "containerImages" | "schedule")[];
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Workload"] } };
            default: components["responses"]["Problem"];
        };
    };
    findWorkload: {
        parameters: {
            query?: {
                /** With `native`, each object also has a field `native`: the member's own object, with ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object; the others are omitted, even required ones. */
                fields?: ("cloud" | "region" | "project" | "id" | "name" | "createdAt" | "status" | "cluster" | "namespace" | "kind" | "metadata" | "replicas" | "containerImages" | "schedule")[];
            };
            path: {
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: operations["getWorkload"]["responses"];
    };
    previewServerPlacement: {
        parameters: {
            query?: {
                /** Seconds that the cloud has to answer, beside what `wait` says. Default: as long as the gateway waits for a change. What is ended by it may have been done. */
                timeout?: number;
            };
        };
        requestBody: { content: { "application/json": components["schemas"]["CreateServerRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["PreviewServerPlacementResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    readFlavorName: {
        parameters: {
            path: {
                /** The name, percent-encoded. */
                name: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FlavorName"] } };
            default: components["responses"]["Problem"];
        };
    };
    writeFlavorName: {
        requestBody: { content: { "application/json": components["schemas"]["WriteFlavorNameRequest"] } };
        responses: operations["readFlavorName"]["responses"];
    };
    listFlavorGroups: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
                /** Only these names: SCS names in any syntax, or exact names of a cloud. */
                name?: string[];
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FlavorGroupList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getFlavorGroup: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The name, percent-encoded. */
                name: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["FlavorGroup"] } };
            default: components["responses"]["Problem"];
        };
    };
    matchFlavors: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
                /** An SCS name in any syntax, or the name at the member. */
                name?: string;
                /** At least this number of virtual processors. */
                vcpus?: number;
                /** At least this much memory, in GiB. */
                ramGiB?: number;
                /** At least this size of the root disk, in GB as the standard counts; 0 accepts any size. */
                diskGiB?: number;
                /** A root disk of this type or a faster one: `nvme` satisfies `ssd`, and both satisfy `hdd`. `network` is satisfied by network disks only. */
                diskType?: "network" | "hdd" | "ssd" | "nvme";
                /** A processor that is shared no more than this: `dedicated-core` satisfies every value. */
                cpuType?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
                /** Exactly this processor vendor. */
                cpuMaker?: "intel" | "amd" | "arm" | "risc-v";
                /** Exactly this processor architecture. */
                architecture?: "x86_64" | "aarch64" | "risc-v";
                /** If true, with a graphics processor; if false, without one. */
                gpu?: boolean;
                /** If true, figures and types must be exactly as given instead of at least so; `diskGiB` 0 then means no disk. */
                exact?: boolean;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["MatchFlavorsResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    matchImages: {
        parameters: {
            query?: {
                /** Only these clouds. Default: all. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. Default: the project of the token, or all of yours if the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
                /** The name of the image. */
                name?: string;
                /** The distribution in lower case, such as `ubuntu`. */
                distro?: string;
                /** The version of the distribution, such as `24.04`. If omitted, the newest is chosen. */
                version?: string;
                /** The purpose of the image; `generic` if omitted. */
                purpose?: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric";
                /** The processor architecture; `x86_64` if omitted. */
                architecture?: "x86_64" | "aarch64" | "risc-v";
                /** The visibilities of images to consider. Default: public only, since anybody can give a community image any name. */
                visibility?: ("public" | "community" | "shared" | "private")[];
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["MatchImagesResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    getConformance: {
        parameters: {
            query?: {
                /** Only these scopes. Default: both. */
                scope?: ("iaas" | "kaas")[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** The project whose view is used, by id, `domain/name` or name. Default: the token's, or your first one. */
                project?: string;
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The id of the cloud. */
                cloud: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Conformance"] } };
            default: components["responses"]["Problem"];
        };
    };
    checkPortability: {
        parameters: {
            query?: {
                /** Seconds that each cloud has to answer. Default: 10. */
                timeout?: number;
            };
        };
        requestBody?: { content: { "application/json": components["schemas"]["CheckPortabilityRequest"] } };
        responses: {
            200: { content: { "application/json": components["schemas"]["CheckPortabilityResult"] } };
            default: components["responses"]["Problem"];
        };
    };
    getOperation: {
        parameters: {
            query?: {
                /** Seconds to wait for the operation to end before responding. */
                wait?: number;
                /** Seconds that the cloud has to answer. Default: 10. */
                timeout?: number;
            };
            path: {
                /** The id of the operation. */
                operation: string;
            };
        };
        responses: {
            200: { content: { "application/json": components["schemas"]["Operation"] } };
            default: components["responses"]["Problem"];
        };
    };
    followOperation: {
        parameters: {
            path: {
                /** The id of the operation. */
                operation: string;
            };
        };
        responses: {
            200: { content: { "text/event-stream": components["schemas"]["Operation"] } };
            default: components["responses"]["Problem"];
        };
    };
    listErrors: {
        responses: {
            200: { content: { "application/json": components["schemas"]["ErrorList"] } };
            default: components["responses"]["Problem"];
        };
    };
    getIndex: {
        responses: {
            200: { content: { "application/json": components["schemas"]["Index"] } };
            default: components["responses"]["Problem"];
        };
    };
    getDocument: {
        responses: {
            200: { content: { "application/json": components["schemas"]["Document"] } };
            default: components["responses"]["Problem"];
        };
    };
    getReference: {
        responses: {
            200: { content: { "text/html": string } };
            default: components["responses"]["Problem"];
        };
    };
}
