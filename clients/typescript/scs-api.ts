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
    "/scs/v1/servers/{cloud}/{id}/actions/reboot": { post: operations["rebootServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/resize": { post: operations["resizeServer"] };
    "/scs/v1/servers/{cloud}/{id}/actions/confirm-resize": { post: operations["confirmServerResize"] };
    "/scs/v1/servers/{cloud}/{id}/actions/revert-resize": { post: operations["revertServerResize"] };
    "/scs/v1/servers/{cloud}/{id}/actions/console-log": { get: operations["getServerConsoleLog"] };
    "/scs/v1/flavors": { get: operations["listFlavors"] };
    "/scs/v1/flavors/{cloud}/{id}": { get: operations["getFlavor"] };
    "/scs/v1/flavors/{id}": { get: operations["findFlavor"] };
    "/scs/v1/images": { get: operations["listImages"] };
    "/scs/v1/images/{cloud}/{id}": { get: operations["getImage"] };
    "/scs/v1/images/{id}": { get: operations["findImage"] };
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
    "/scs/v1/routers/{cloud}/{id}/actions/add-interface": { post: operations["addRouterInterface"] };
    "/scs/v1/routers/{cloud}/{id}/actions/remove-interface": { post: operations["removeRouterInterface"] };
    "/scs/v1/ports": { get: operations["listPorts"] };
    "/scs/v1/ports/{cloud}/{id}": { get: operations["getPort"] };
    "/scs/v1/ports/{id}": { get: operations["findPort"] };
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
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "building" | "active" | "stopped" | "paused" | "suspended" | "shelved" | "rescued" | "changing" | "awaiting-confirmation" | "error" | "deleting" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** What it has. Fields are null where its flavor is gone. */
            flavor: {
                /** Null where the member embeds the figures instead (microversion 2.47). */
                id: string | null;
                /** Its name. */
                name: string | null;
                /** Virtual processors. */
                vcpus: number | null;
                /** Memory in MiB. */
                ramMiB: number | null;
                /** Root disk in GiB; 0: boots from a volume. */
                diskGiB: number | null;
            };
            /** The image it was made from; null where it boots from a volume. */
            imageId: string | null;
            /** Name of the key pair that was put in. */
            keypair: string | null;
            /** All addresses. */
            addresses: {
                /** Name of the network. */
                networkName: string;
                /** The address. */
                address: string;
                /** 4 or 6. */
                version: number | null;
                /** Fixed: of the port itself. Floating: leads to it from outside. */
                type: "fixed" | "floating" | "unknown";
                /** Hardware address of its port. */
                mac: string | null;
            }[];
            /** Its availability zone. */
            availabilityZone: string | null;
            /** Names of the security groups of its ports. */
            securityGroups: string[];
            /** Volumes that are attached to it. */
            volumeIds: string[];
            /** Whether changes are locked. */
            locked: boolean | null;
            /** What the hypervisor says. */
            powerState: "none" | "running" | "paused" | "shutdown" | "crashed" | "suspended" | "unknown";
            /** What its owner says of it. */
            description: string | null;
            /** Its tags. */
            tags: string[];
            /** The owner's own keys. */
            metadata: { [key: string]: string };
            /** When it ran first. */
            launched: string | null;
            /** When the member changed it last. */
            updated: string | null;
            /** Why it is in error. */
            fault: {
                /** What went wrong. */
                message: string;
            } | null;
            /** Who made it. */
            userId: string | null;
        };
        Flavor: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "disabled" | "unknown";
            /** Virtual processors. */
            vcpus: number;
            /** Memory in MiB. */
            ramMiB: number;
            /** Root disk in GiB; 0 for none. */
            diskGiB: number;
            /** Whether it has no root disk, so that servers boot from a volume. */
            bootFromVolume: boolean;
            /** Further local disk in GiB. */
            ephemeralGiB: number;
            /** Swap disk in MiB. */
            swapMiB: number;
            /** Whether every project has it. */
            public: boolean | null;
            /** Whether new servers cannot have it. */
            disabled: boolean | null;
            /** What the operator says of it. */
            description: string | null;
            /** Null where the member does not tell. */
            extraSpecs: { [key: string]: string } | null;
            /** How far processors are shared. */
            cpuType: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core" | "unknown";
            /** Who made the processors; unknown where the name does not promise it. */
            cpuMaker: "intel" | "amd" | "arm" | "risc-v" | "unknown";
            /** What images must be made for; unknown without an SCS name. */
            architecture: "x86_64" | "aarch64" | "risc-v" | "unknown";
            /** What the root disk is made of. */
            diskType: "network" | "hdd" | "ssd" | "nvme" | "none" | "unknown";
            /** Whether there is a graphics processor; unknown where the member does not tell the extra specs. */
            gpu: "yes" | "no" | "unknown";
            /** Null where no SCS name is known or it is not a valid one. */
            scs: {
                /** The SCS name it goes by; the fullest of them. */
                name: string;
                /** Where that name was found. */
                source: "extra-specs" | "name";
                /** All the names it goes by, in canonical form, the fullest first. */
                names: string[];
                /** The syntax version that the name is written in. */
                syntax: string;
                /** The name as the newest syntax writes it. */
                canonical: string;
                /** The name without what is not needed to choose by. */
                short: string;
                /** What the name promises, as `/scs/v1/flavor-names/{name}` tells it. */
                parsed: { [key: string]: unknown };
            } | null;
        };
        Image: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "queued" | "saving" | "importing" | "available" | "deactivated" | "deleting" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Who may see it. */
            visibility: "public" | "community" | "shared" | "private" | "unknown";
            /** Left out of lists: an older build, usually. */
            hidden: boolean;
            /** Whether it cannot be deleted. */
            protected: boolean;
            /** Size of its data. */
            sizeBytes: number | null;
            /** Size of the disk in it. */
            virtualSizeBytes: number | null;
            /** The least root disk it needs. */
            minDiskGiB: number | null;
            /** The least memory it needs. */
            minRamMiB: number | null;
            /** `raw`, `qcow2` and others. */
            diskFormat: string | null;
            /** `bare` for most. */
            containerFormat: string | null;
            /** Of its data; null as long as there is none. */
            checksum: {
                /** `sha512`, or `md5` where the member knows no other. */
                algorithm: string;
                /** In hexadecimal. */
                value: string;
            } | null;
            /** `x86_64`, `aarch64` and others. */
            architecture: string | null;
            /** The distribution, `ubuntu`. */
            osDistro: string | null;
            /** Its version, `24.04`. */
            osVersion: string | null;
            /** What it is made for; unknown where it is not declared. */
            osPurpose: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric" | "unknown";
            /** What SCS wants to be declared. Null: not declared. */
            scs: {
                /** How often it is replaced by a newer build. */
                replaceFrequency: string | null;
                /** How long its id stays. */
                uuidValidity: string | null;
                /** Until when such an image is offered. */
                providedUntil: string | null;
                /** Where it can be had, or `private`. */
                source: string | null;
                /** What it is, or where that is told. */
                description: string | null;
                /** When it was built, as the operator writes it. */
                buildDate: string | null;
                /** The user to log in as. */
                originalUser: string | null;
                /** Within so many hours critical flaws are mended; 0: best effort. */
                hotfixHours: number | null;
            };
            /** Its tags. */
            tags: string[];
            /** Every further property, by the name that Glance has for it. */
            properties: { [key: string]: string };
            /** When the member changed it last. */
            updated: string | null;
        };
        Keypair: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** Key or certificate. */
            type: "ssh" | "x509" | "unknown";
            /** Of the public key. */
            fingerprint: string | null;
            /** What servers get. */
            publicKey: string | null;
            /** Only in the answer that creates it, if the member made the key. Null ever after. */
            privateKey: string | null;
        };
        AvailabilityZone: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unavailable" | "unknown";
            /** Whose zone it is. Zones of one name need not be the same place. */
            service: "compute" | "block-storage" | "network";
            /** Whether it can be used now. */
            available: boolean | null;
            /** What can be put there; only for networks. */
            uses: ("network" | "router")[];
            /** Whether it is a fire zone of its own, as SCS wants of compute zones. No API declares it. */
            fireZone: "yes" | "no" | "unknown";
        };
        Quota: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** Every limit that the member tells. */
            limits: {
                /** What is limited, in the words of this API. */
                resource: string;
                /** Which service keeps it. */
                service: "compute" | "block-storage" | "network";
                /** The member's own word. */
                native: string;
                /** The most there may be; null: no limit. */
                limit: number | null;
                /** What is used now; null where the member does not tell. */
                used: number | null;
                /** What requests under way will use; null where the member does not tell. */
                reserved: number | null;
                /** What the figures count. */
                unit: "count" | "MiB" | "GiB" | "bytes";
            }[];
            /** Of a service that is not known, `limits` says nothing. */
            services: {
                /** Known, refused by the member, or not offered there. */
                compute: "known" | "refused" | "not-offered";
                /** Known, refused by the member, or not offered there. */
                blockStorage: "known" | "refused" | "not-offered";
                /** Known, refused by the member, or not offered there. */
                network: "known" | "refused" | "not-offered";
            };
        };
        Volume: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "creating" | "available" | "in-use" | "attaching" | "detaching" | "changing" | "deleting" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** Size. */
            sizeGiB: number;
            /** Name of its volume type. */
            typeName: string | null;
            /** Id of its volume type. */
            typeId: string | null;
            /** Whether a server can start from it. */
            bootable: boolean;
            /** Whether the cloud encrypts it. */
            encrypted: "yes" | "no" | "unknown";
            /** Whether several servers may have it at once. */
            multiattach: boolean;
            /** Where it is. */
            availabilityZone: string | null;
            /** The servers that have it. */
            attachments: {
                /** The server that has it. */
                serverId: string;
                /** The device that the server was told of. */
                device: string | null;
                /** Since when. */
                attached: string | null;
            }[];
            /** The image that it was made of. */
            sourceImageId: string | null;
            /** The snapshot that it was made of. */
            snapshotId: string | null;
            /** The volume that it is a copy of. */
            sourceVolumeId: string | null;
            /** The owner's own notes. */
            metadata: { [key: string]: string };
        };
        VolumeType: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** Free text with the marker of scs-0114, as the cloud wrote it. */
            description: string;
            /** Whether every project may use it. */
            public: boolean;
            /** Whether volumes are of this type where no other is asked for; null where the cloud does not say. */
            default: boolean | null;
            /** Whether its volumes are encrypted. */
            encrypted: "yes" | "no" | "unknown";
            /** Whether its volumes are kept more than once. */
            replicated: "yes" | "no" | "unknown";
            /** What the cloud shows of its properties; null where it shows none. */
            extraSpecs: { [key: string]: string } | null;
        };
        Snapshot: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "creating" | "available" | "changing" | "deleting" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** The volume that it shows. */
            volumeId: string;
            /** Size of that volume. */
            sizeGiB: number;
            /** The owner's own notes. */
            metadata: { [key: string]: string };
        };
        Network: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** Whether it leads out of the cloud: routers and floating IPs use it. */
            external: boolean;
            /** Whether other projects may use it. */
            shared: boolean;
            /** Whether it is the external network that is meant where none is named; null where the cloud does not say. */
            default: boolean | null;
            /** Whether it is switched on. */
            adminStateUp: boolean;
            /** Largest packet, in bytes. */
            mtu: number | null;
            /** Its subnets. */
            subnetIds: string[];
            /** Whether new ports have security groups and may only send from their own addresses. */
            portSecurity: boolean | null;
            /** Where its services run; empty where the cloud has no network zones. */
            availabilityZones: string[];
        };
        Subnet: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** The network that it belongs to. */
            networkId: string;
            /** Its addresses, as a CIDR. */
            cidr: string;
            /** IPv4 or IPv6. */
            ipVersion: 4 | 6;
            /** The router's address. */
            gateway: string | null;
            /** Whether the cloud answers DHCP on it. */
            dhcp: boolean;
            /** Addresses of name servers. */
            dnsServers: string[];
            /** Where addresses are taken from. */
            pools: {
                /** First address. */
                start: string;
                /** Last address. */
                end: string;
            }[];
            /** Further routes for servers. */
            routes: {
                /** Where to, as a CIDR. */
                destination: string;
                /** By way of this address. */
                nextHop: string;
            }[];
            /** How servers come to their IPv6 address. */
            ipv6AddressMode: ("slaac" | "dhcpv6-stateful" | "dhcpv6-stateless") | null;
            /** What router advertisements say. */
            ipv6RouterMode: ("slaac" | "dhcpv6-stateful" | "dhcpv6-stateless") | null;
        };
        Router: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** Whether it is switched on. */
            adminStateUp: boolean;
            /** The way out of the cloud; null for none. */
            externalGateway: {
                /** The external network. */
                networkId: string;
                /** Whether servers without a floating IP reach the outside by the address of the router. */
                snat: boolean | null;
                /** Its addresses outside. */
                addresses: string[];
            } | null;
            /** Further routes. */
            routes: {
                /** Where to, as a CIDR. */
                destination: string;
                /** By way of this address. */
                nextHop: string;
            }[];
            /** Where it runs; empty where the cloud has no network zones. */
            availabilityZones: string[];
        };
        Port: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "active" | "building" | "down" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** The network. */
            networkId: string;
            /** Its hardware address. */
            mac: string;
            /** Its addresses. */
            addresses: {
                /** The address. */
                address: string;
                /** The subnet that it is of. */
                subnetId: string;
            }[];
            /** What is plugged in: the id of a server, a router …; null for nothing. */
            deviceId: string | null;
            /** Of what kind that is, in Neutron's words (`compute:nova`). */
            deviceOwner: string | null;
            /** The security groups that hold for it. */
            securityGroupIds: string[];
            /** Whether security groups hold and it may only send from its own addresses; null where the cloud does not say. */
            portSecurity: boolean | null;
            /** Whether it is switched on. */
            adminStateUp: boolean;
        };
        FloatingIp: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** The address: floating IPs have no names. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "active" | "down" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** The address outside. */
            address: string;
            /** The address inside; null where it leads nowhere. */
            fixedAddress: string | null;
            /** The port that it leads to. */
            portId: string | null;
            /** The external network that it is of. */
            networkId: string;
            /** The router on the way. */
            routerId: string | null;
        };
        SecurityGroup: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** Whether it holds for ports that name none: the group named `default`. */
            default: boolean;
            /** Whether answers to what was let through are let through; null where the cloud does not say. */
            stateful: boolean | null;
            /** Its rules. What no rule allows is not let through. */
            rules: {
                /** Its id. */
                id: string;
                /** Towards the port, or from it. */
                direction: "ingress" | "egress" | "unknown";
                /** For which version of IP. */
                ethertype: "IPv4" | "IPv6" | "unknown";
                /** Name (`tcp`) or number; null for any. */
                protocol: string | null;
                /** First port; for ICMP the type; null for any. */
                portMin: number | null;
                /** Last port; for ICMP the code; null for any. */
                portMax: number | null;
                /** The other side, as a CIDR; null for any address. */
                remoteCidr: string | null;
                /** The other side, as members of a security group. */
                remoteGroupId: string | null;
                /** The other side, as an address group. */
                remoteAddressGroupId: string | null;
                /** Free text; empty where it has none. */
                description: string;
            }[];
        };
        SecurityGroupRule: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Always empty: rules have no names. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** The group that it belongs to. */
            groupId: string;
            /** Towards the port, or from it. */
            direction: "ingress" | "egress" | "unknown";
            /** For which version of IP. */
            ethertype: "IPv4" | "IPv6" | "unknown";
            /** Name (`tcp`) or number; null for any. */
            protocol: string | null;
            /** First port; for ICMP the type; null for any. */
            portMin: number | null;
            /** Last port; for ICMP the code; null for any. */
            portMax: number | null;
            /** The other side, as a CIDR; null for any address. */
            remoteCidr: string | null;
            /** The other side, as members of a security group. */
            remoteGroupId: string | null;
            /** The other side, as an address group. */
            remoteAddressGroupId: string | null;
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
        };
        LoadBalancer: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "creating" | "active" | "changing" | "deleting" | "error" | "unknown";
            /** The member's own word. */
            nativeStatus: string;
            /** How it fares: whether it answers and its members do. */
            operatingStatus: "online" | "offline" | "degraded" | "draining" | "error" | "not-monitored" | "unknown";
            /** Free text; empty where it has none. */
            description: string;
            /** When it last changed. */
            updated: string | null;
            /** Whether it is switched on. */
            adminStateUp: boolean;
            /** Where it answers. */
            vip: {
                /** The address in front. */
                address: string | null;
                /** The network it is in. */
                networkId: string | null;
                /** The subnet it is of. */
                subnetId: string | null;
                /** Its port. */
                portId: string | null;
            };
            /** What it listens for. */
            listenerIds: string[];
            /** The groups of servers behind it. */
            poolIds: string[];
            /** The software behind it. */
            provider: string | null;
            /** Where it is. */
            availabilityZone: string | null;
        };
        Container: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its name: containers have no other id. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "unknown";
            /** How many objects it holds. Swift counts with some delay. */
            objects: number;
            /** How much they take. Swift counts with some delay. */
            bytes: number;
            /** Where the same container is reached by S3; null where the catalogue does not say. */
            s3Endpoint: string | null;
        };
        Cluster: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** Its id at the gateway, as in `/k8s/{id}`. */
            id: string;
            /** The name that people see. */
            name: string;
            /** Always null: a cluster does not say when it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "ready" | "degraded" | "unreachable" | "unknown";
            /** The URL for kubectl and every other client; what belongs into a kubeconfig. */
            server: string | null;
            /** The version of its API server. */
            version: string | null;
            /** The same in short, like `1.34`. */
            minor: string | null;
            /** What the API server runs on. */
            platform: string | null;
            /** The day until which upstream supports this minor version. */
            endOfLife: string | null;
            /** Whether upstream still supports this minor version; `unknown` for one that the table does not have. */
            supported: "yes" | "no" | "unknown";
            /** Null where the caller may not list nodes. */
            nodes: {
                /** How many nodes it has. */
                total: number;
                /** How many of them are ready; null above a thousand nodes. */
                ready: number | null;
            } | null;
            /** The failure zones that its nodes name. */
            zones: string[] | null;
            /** The regions that its nodes name. */
            nodeRegions: string[] | null;
            /** Null where the caller may not list them. */
            storageClasses: {
                /** What a volume claim names. */
                name: string;
                /** The driver that makes the volumes. */
                provisioner: string;
                /** Whether claims that name no class get this one. */
                default: boolean;
            }[] | null;
            /** Whether the API has network policies. Whether the cluster enforces them, the API does not tell. */
            networkPolicy: "yes" | "no" | "unknown";
            /** The network, where exactly one known one has put its own API group in. */
            cni: "antrea" | "calico" | "cilium" | "kube-ovn" | "ovn-kubernetes" | "unknown";
            /** Every API group that it serves: which operators are there shows here. */
            apiGroups: string[] | null;
        };
        Node: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** The cluster and the name: `{cluster}:{name}`. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "ready" | "not-ready" | "cordoned" | "unknown";
            /** The cluster that it belongs to. */
            cluster: string;
            /** Its roles, `control-plane` above all; empty for workers. */
            roles: string[];
            /** The version of its kubelet. */
            version: string | null;
            /** The failure zone that it stands in. */
            zone: string | null;
            /** The region that the cluster's operator says; `region` is the gateway's. */
            nodeRegion: string | null;
            /** On a cloud, the name of its flavor. */
            instanceType: string | null;
            /** What the machine has. */
            capacity: {
                /** Processors, in thousandths of one. */
                cpuMillis: number | null;
                /** Memory, rounded down. */
                memoryMiB: number | null;
                /** The most pods at a time. */
                pods: number | null;
            };
            /** What pods can have of it. */
            allocatable: {
                /** Processors, in thousandths of one. */
                cpuMillis: number | null;
                /** Memory, rounded down. */
                memoryMiB: number | null;
                /** The most pods at a time. */
                pods: number | null;
            };
            /** In Go's words: `amd64`, `arm64`. */
            architecture: string | null;
            /** Its operating system. */
            osImage: string | null;
            /** Its kernel. */
            kernel: string | null;
            /** What runs its containers. */
            containerRuntime: string | null;
            /** Its addresses. */
            addresses: {
                /** `InternalIP`, `ExternalIP`, `Hostname`. */
                type: string;
                /** The address or name. */
                address: string;
            }[];
            /** How many taints keep pods away from it. */
            taints: number;
        };
        Namespace: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** The cluster and the name: `{cluster}:{name}`. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "active" | "terminating" | "unknown";
            /** The cluster that it belongs to. */
            cluster: string;
            /** Its labels. */
            labels: { [key: string]: string };
        };
        Workload: {
            /** The member cloud that owns it. */
            cloud: string;
            /** The region, as in `OS_REGION_NAME`. */
            region: string;
            /** Id of the project that owns it; null where it belongs to none. */
            project: string | null;
            /** `{cluster}:{namespace}:{kind}:{name}`. */
            id: string;
            /** Its name; empty where it has none. */
            name: string;
            /** When it was made. */
            created: string | null;
            /** A closed set, the same on every cloud. */
            status: "available" | "progressing" | "failed" | "completed" | "suspended" | "unknown";
            /** The cluster that it runs in. */
            cluster: string;
            /** The namespace that it stands in. */
            namespace: string;
            /** What it is. */
            kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
            /** Its pods, counted. All null for a CronJob, whose Jobs have them. */
            replicas: {
                /** How many there should be; for a Job, how many must succeed. */
                desired: number | null;
                /** How many are ready. */
                ready: number | null;
                /** How many have been ready for long enough. */
                available: number | null;
                /** How many have come to a good end; for Jobs alone. */
                succeeded: number | null;
            };
            /** The images that it runs, each once. */
            images: string[];
            /** When a CronJob runs; null for others. */
            schedule: string | null;
        };
        /** A flavor by its properties; the smallest that serves is taken. */
        FlavorQuery: {
            /** An SCS name in any syntax, or the name at the member. */
            name?: string;
            /** At least so many virtual processors. */
            vcpus?: number;
            /** At least so much memory, in GiB. */
            ramGiB?: number;
            /** At least so large a root disk, in GB as the standard counts; 0: whatever there is. */
            diskGiB?: number;
            /** At least as fast a root disk: nvme serves for ssd, both for hdd. Network disks are another thing: nothing else serves. */
            diskType?: "network" | "hdd" | "ssd" | "nvme";
            /** At least so little shared a processor: dedicated-core serves for everything. */
            cpuType?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
            /** Exactly this maker of processors. */
            cpuMaker?: "intel" | "amd" | "arm" | "risc-v";
            /** Exactly this processor architecture. */
            architecture?: "x86_64" | "aarch64" | "risc-v";
            /** True: with a graphics processor. False: without one. */
            gpu?: boolean;
            /** True: figures and types are precisely as given, not at least so; diskGiB 0 means no disk. */
            exact?: boolean;
        };
        /** An image by what is in it: distribution, version, purpose, architecture. */
        ImageQuery: {
            /** The name of the image. */
            name?: string;
            /** The distribution, in lower case: `ubuntu`. */
            distro?: string;
            /** The version of the distribution: `24.04`. Left out: the newest. */
            version?: string;
            /** What it is made for. Left out: generic. */
            purpose?: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric";
            /** Left out: x86_64. */
            architecture?: "x86_64" | "aarch64" | "risc-v";
        };
        /** A change that takes its time. */
        Operation: {
            /** Holds the operation itself, sealed: any replica can tell of it. */
            id: string;
            /** Where to ask how far it is. `Accept: text/event-stream` follows it. */
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
            /** Percent, where the member tells. */
            progress: number | null;
            /** The object's own status as last seen; null once it is gone. */
            stage: string | null;
            /** Format: date-time */
            started: string;
            /** Why it failed. */
            error: { detail: string } | null;
        };
        /** Which cloud was taken, and why. */
        Placement: {
            strategy: "given" | "first" | "spread" | "cheapest-fit";
            cloud: string;
            region: string;
            /** The decision in words. */
            because: string;
            flavor?: {
                id: string;
                name: string;
            };
            image?: {
                id: string;
                name: string;
            };
            /** Every place that was looked at. */
            considered: {
                cloud: string;
                region: string;
                fits: boolean;
                /** Everything that speaks against it. */
                against: string[];
                flavor?: {
                    id: string;
                    name: string;
                };
                image?: {
                    id: string;
                    name: string;
                };
                /** How many servers you have there. */
                servers?: number;
            }[];
        };
        Cloud: {
            /** Its id; the name of its default region as well. */
            id: string;
            /** The name that people see. */
            name: string;
            /** `up`: all of it answers. `degraded`: a part does not, or is held back. `down`: nothing answers. `unknown`: it cannot be asked for this caller. */
            status: "up" | "degraded" | "down" | "unknown";
            /** Milliseconds that it took to answer just now; null where it did not. */
            latencyMs: number | null;
            /** Why its Keystone counts as down; else null. */
            error: {
                /** A row of the error table. */
                code: string;
                /** Its sentence. */
                detail: string;
            } | null;
            /** What there is of it: an OpenStack, clusters, or both. */
            kinds: ("openstack" | "kubernetes")[];
            /** How the gateway proves its callers to its OpenStack. */
            strategy: string | null;
            /** Whether this caller may work there: in some project, or in a cluster. */
            access: "yes" | "no" | "unknown";
            /** How many projects of it this caller has; null where it did not say. */
            projects: number | null;
            /** Its regions; empty for clusters alone. */
            regions: {
                /** What `OS_REGION_NAME` says. */
                id: string;
                /** Null where no catalogue is known, and with `services=false`. */
                services: {
                    /** The official type: never an alias. */
                    type: string;
                    /** The cloud's own name of it. */
                    name: string;
                    /** Where native clients reach it. */
                    url: string;
                    /** Null where it could not be read; empty where the service has none. */
                    versions: {
                        /** As the service writes it: `v2.1`. */
                        id: string;
                        /** How the service sees it. */
                        status: "current" | "supported" | "deprecated" | "experimental" | "unknown";
                        /** Its oldest microversion. */
                        min: string | null;
                        /** Its newest microversion; null where it has none. */
                        max: string | null;
                    }[] | null;
                    /** The range of its current version; null where there is none. */
                    microversions: {
                        min: string;
                        max: string;
                    } | null;
                    /** `open`: it failed several times in a row, and requests to it are held back for a moment. */
                    circuit: "closed" | "half-open" | "open";
                }[] | null;
            }[];
            /** Its Kubernetes clusters. */
            clusters: {
                /** Its id, as in `/k8s/{id}`. */
                id: string;
                /** The name that people see. */
                name: string;
                /** Whether its API server answers; `unknown`: it cannot be asked for this caller. */
                status: "up" | "down" | "unknown";
                /** Milliseconds that it took to answer just now; null where it did not. */
                latencyMs: number | null;
                /** How the gateway proves its callers to it. */
                strategy: string;
                /** `open`: it failed several times in a row, and requests to it are held back for a moment. */
                circuit: "closed" | "half-open" | "open";
            }[];
            /** What it offers to this caller; `unknown` where no catalogue is known. */
            capabilities: {
                /** Whether it offers compute. */
                compute: "yes" | "no" | "unknown";
                /** Whether it offers image. */
                image: "yes" | "no" | "unknown";
                /** Whether it offers block-storage. */
                "block-storage": "yes" | "no" | "unknown";
                /** Whether it offers volume-backup. */
                "volume-backup": "yes" | "no" | "unknown";
                /** Whether it offers network. */
                network: "yes" | "no" | "unknown";
                /** Whether it offers load-balancer. */
                "load-balancer": "yes" | "no" | "unknown";
                /** Whether it offers object-store. */
                "object-store": "yes" | "no" | "unknown";
                /** Whether it offers key-manager. */
                "key-manager": "yes" | "no" | "unknown";
                /** Whether it offers dns. */
                dns: "yes" | "no" | "unknown";
                /** Whether it offers orchestration. */
                orchestration: "yes" | "no" | "unknown";
                /** Whether it offers kubernetes. */
                kubernetes: "yes" | "no" | "unknown";
            };
            /** Its certificates; the gateway checks none. */
            certificates: {
                /** What it is certified as. */
                scope: string;
                /** In which version of the scope. */
                version: string;
                /** The last day of the certificate. */
                validUntil: string;
                /** Whether that day is not over yet. */
                valid: boolean;
                /** Where it can be looked up. */
                url: string | null;
            }[];
            /** When it last answered, as far as this replica knows. */
            lastSeen: string | null;
        };
        /** What happened at one cloud. */
        CloudReport: {
            cloud: string;
            /** `ok`: it has answered, maybe with nothing (you have no project there). `stale`: what it said last. `error`: see `error`; what it gave before is in `items`. `not-offered`: it has no such resource. */
            status: "ok" | "stale" | "error" | "not-offered";
            /** Of its objects in this answer. */
            count: number;
            /** How long it took. */
            ms: number;
            error?: {
                type: string;
                title: string;
                status: number;
                detail: string;
                code: string;
                native?: components["schemas"]["NativeError"];
            };
        };
        FlavorName: {
            /** As it was given. */
            name: string;
            /** Which delimiters it is written with; v2 has those of v3. */
            syntax: "v1" | "v3";
            /** How to write it today. */
            canonical: string;
            /** What the name says. */
            parsed: {
                /** Virtual processors. */
                cpus: number;
                /** Crowded core, shared core, dedicated thread, dedicated core. */
                cpuType: "L" | "V" | "T" | "C";
                /** Memory. */
                ramGiB: number;
                /** The same as a word; follows from `cpuType`. */
                cpuTypeKey: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
                /** Mitigations of flaws of the processor are missing. */
                cpuInsecure: boolean;
                /** Memory without ECC. */
                ramNoEcc: boolean;
                /** More memory is sold than there is. */
                ramOversubscribed: boolean;
                /** Hardware virtualisation is there for the server. */
                hwVirt: boolean;
                /** InfiniBand. */
                infiniband: boolean;
                /** null: no root disk, servers boot from a volume. */
                disk: {
                    /** How many disks, each of this size. */
                    count: number;
                    /** Size in GB; null: of the choice of the cloud. */
                    sizeGB: number | null;
                    /** Network, local HDD, local SSD, local NVMe; null: of the choice of the cloud. */
                    type: ("n" | "h" | "s" | "p") | null;
                    /** null: of the choice of the cloud. */
                    typeKey: ("network" | "hdd" | "ssd" | "nvme") | null;
                } | null;
                /** `bms` is bare metal; null: not said. */
                hypervisor: ("kvm" | "chy" | "xen" | "hyv" | "vmw" | "bms") | null;
                /** null: generic x86-64. */
                cpuBrand: {
                    /** Intel, AMD, ARM, RISC-V. */
                    vendor: "i" | "z" | "a" | "r";
                    /** By the table of the vendor; null: not said. */
                    generation: number | null;
                    /** Above 2.75, 3.25, 3.75 GHz on all cores; null: not said. */
                    perf: ("h" | "hh" | "hhh") | null;
                } | null;
                /** null: none is promised. */
                gpu: {
                    /** A whole card (`G`), not a virtual one (`g`). */
                    passThrough: boolean;
                    /** NVIDIA, AMD, Intel. */
                    vendor: "N" | "A" | "I";
                    /** By the table of the vendor; null: not said. */
                    generation: string | null;
                    /** SMs, CUs or EUs; null: not said. */
                    computeUnits: number | null;
                    /** Of high frequency; null: not said. */
                    perf: ("h" | "hh") | null;
                    /** Memory of the GPU; null: not said. */
                    vramGiB: number | null;
                    /** Of high bandwidth; null: not said. */
                    vramPerf: ("h" | "hh") | null;
                } | null;
            };
            /** The short form, which clouds should offer as well. */
            short: string;
            /** In the delimiters of v1. */
            asV1: string;
            /** Which images boot on it. */
            imageArchitecture: "x86_64" | "aarch64" | "risc-v";
            /** What its flavor should declare. */
            extraSpecs: { [key: string]: string };
            /** What was read leniently. */
            remarks: string[];
        };
        /** What the member cloud itself said. */
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
            /** Stable: `urn:scs-gateway:error:` and the code. `/scs/v1/errors` has them all. */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** Names this very failure; in the log of the gateway too. */
            instance: string;
            /** The row of the error table. */
            code: string;
            requestId: string;
            /** The member cloud concerned. */
            cloud?: string;
            native?: components["schemas"]["NativeError"];
            /** Everything that is wrong, all at once. */
            errors?: {
                /** A JSON pointer into the body (`#/name`), the name of a parameter, or a cloud. */
                where: string;
                reason: string;
            }[];
        };
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
export type FlavorQuery = components['schemas']['FlavorQuery'];
export type ImageQuery = components['schemas']['ImageQuery'];
export type Operation = components['schemas']['Operation'];
export type Placement = components['schemas']['Placement'];
export type Cloud = components['schemas']['Cloud'];
export type CloudReport = components['schemas']['CloudReport'];
export type FlavorName = components['schemas']['FlavorName'];
export type NativeError = components['schemas']['NativeError'];
export type Problem = components['schemas']['Problem'];
export type ResponseProblem = components['responses']['Problem'];
export interface operations {
    listClouds: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these statuses. */
                status?: ("up" | "degraded" | "down" | "unknown")[];
                /** With `false` no catalogue is opened and no service is asked for its versions: the state alone, as fast as it can be had. */
                services?: boolean;
            };
        };
        responses: {
            200: { content: { "application/json": { items: components["schemas"]["Cloud"][] } } };
            default: components["responses"]["Problem"];
        };
    };
    getCloud: {
        parameters: {
            query?: {
                /** With `false` no catalogue is opened and no service is asked for its versions: the state alone, as fast as it can be had. */
                services?: boolean;
            };
            path: {
                /** The cloud's id. */
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
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these domains, by name or id. */
                domain?: string[];
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: {
                            /** The same on every cloud: what `OS_PROJECT_ID` says. */
                            id: string;
                            /** Its name at the gateway, by the configuration's `projects` maps. */
                            name: string;
                            /** The domain that it belongs to. */
                            domain: {
                                id: string;
                                name: string;
                            };
                            /** The clouds that have it for this caller. */
                            clouds: string[];
                            /** The caller's roles in it by cloud; null where no session is open there at the moment, which the first request opens. */
                            roles: { [key: string]: string[] | null };
                        }[];
                        clouds: components["schemas"]["CloudReport"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        responses: {
            200: {
                content: {
                    "application/json": {
                        user: {
                            /** The same on every cloud, and for all time. */
                            id: string;
                            /** The user name. */
                            name: string;
                            /** The domain of the users of that provider. */
                            domain: string;
                            /** Null where it does not say. */
                            email: string | null;
                            /** Those that the configuration keeps. */
                            groups: string[];
                        };
                        /** By which the login came. */
                        identityProvider: string;
                        /** Its issuer. */
                        issuer: string;
                        /** How the token was obtained, as Keystone tells it. */
                        methods: string[];
                        scope: {
                            /** What the token works in. */
                            kind: "unscoped" | "project" | "domain";
                            /** The project; null for other scopes. */
                            project: {
                                id: string;
                                name: string;
                            } | null;
                            /** The domain, or the project's domain; null for an unscoped token. */
                            domain: {
                                id: string;
                                name: string;
                            } | null;
                        };
                        /** When the token was issued. */
                        issued: string;
                        /** When it ends. */
                        expires: string;
                    };
                };
            };
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
                /** `exec`: kubectl logs in by the credential plugin. `token`: the token that was shown, written in. */
                auth?: "exec" | "token";
                /** Name clusters by host names instead of paths. */
                hosts?: boolean;
                /** The identity provider that the plugin logs in at; the caller's own where absent. */
                provider?: string;
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
                /** What to look for. */
                q: string;
                /** Only these resources. */
                resources?: ("servers" | "flavors" | "images" | "keypairs" | "volumes" | "volume-types" | "snapshots" | "networks" | "subnets" | "routers" | "ports" | "floating-ips" | "security-groups" | "load-balancers" | "containers" | "clusters" | "nodes" | "namespaces" | "workloads")[];
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** The most hits; 100 where absent. */
                limit?: number;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: {
                            /** As in the path: `/scs/v1/{resource}/{cloud}/{id}`. */
                            resource: string;
                            cloud: string;
                            region: string;
                            project: string | null;
                            id: string;
                            name: string;
                            status: string;
                            /** What of it was found. */
                            why: "id" | "address" | "name";
                        }[];
                        clouds: components["schemas"]["CloudReport"][];
                        /** Whether there are more hits than `limit`. */
                        more: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("building" | "active" | "stopped" | "paused" | "suspended" | "shelved" | "rescued" | "changing" | "awaiting-confirmation" | "error" | "deleting" | "unknown")[];
                /** Made from this image. */
                imageId?: string[];
                /** With this key pair. */
                keypair?: string[];
                /** In this availability zone. */
                availabilityZone?: string[];
                /** What the hypervisor says. */
                powerState?: ("none" | "running" | "paused" | "shutdown" | "crashed" | "suspended" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Server"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createServer: {
        parameters: {
            query?: {
                /** Seconds to wait for the change to come to its end before answering. */
                wait?: number;
            };
            header?: {
                /** Any text of yours. The same request sent again with it within 24 hours, to whatever replica, is done once and answered alike (`Idempotency-Replayed: true`). */
                "Idempotency-Key"?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud?: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Instead of `cloud`: how to choose one. */
                    placement?: {
                        /** Which clouds may be taken, in the order of preference. All where absent. */
                        clouds?: string[];
                        /**
                         * @description `first`: the first that fits. `spread`: where you have the fewest servers. `cheapest-fit`: where the smallest flavor serves (no cloud tells prices).
                         * @default first
                         */
                        strategy: "first" | "spread" | "cheapest-fit";
                    };
                    /** The name of the server. */
                    name: string;
                    /** How large: a flavor, or what is wanted of one. */
                    flavor: string | components["schemas"]["FlavorQuery"];
                    /** What is in it: an image, or what is wanted of one. Left out only with a `bootVolume` that has an `id`. */
                    image?: string | components["schemas"]["ImageQuery"];
                    /**
                     * @description Where it is plugged in.
                     * @default auto
                     */
                    networks?: string[] | ("auto" | "none");
                    /** Name of one of your key pairs there. */
                    keypair?: string;
                    /** For cloud-init, as plain text (the gateway encodes it). */
                    userData?: string;
                    /** Names or ids. Left out: the project's default group. */
                    securityGroups?: string[];
                    /** Left out: the member's own choice. */
                    availabilityZone?: string;
                    /** What you say of it. */
                    description?: string | null;
                    /** Your own keys. */
                    metadata?: { [key: string]: string };
                    /** Your tags. */
                    tags?: string[];
                    /** Boots from a volume: a new one filled with the image, or one that is there. Needed for SCS flavors without a disk (SCS-2V-4). */
                    bootVolume?: {
                        /** Size of the new volume in GiB. */
                        sizeGiB: number;
                        /** The volume's type; left out: the member's own choice. */
                        type?: string;
                        /**
                         * @description Whether it is deleted together with the server.
                         * @default true
                         */
                        deleteOnTermination?: boolean;
                    } | {
                        /** A volume that is there already. */
                        id: string;
                        /**
                         * @description Whether it is deleted together with the server.
                         * @default false
                         */
                        deleteOnTermination?: boolean;
                    };
                    /** Further volumes, attached from the start. */
                    volumes?: ({
                        /** Size of the new volume in GiB. */
                        sizeGiB: number;
                        /** The volume's type; left out: the member's own choice. */
                        type?: string;
                        /**
                         * @description Whether it is deleted together with the server.
                         * @default false
                         */
                        deleteOnTermination?: boolean;
                    } | {
                        /** A volume that is there already. */
                        id: string;
                        /**
                         * @description Whether it is deleted together with the server.
                         * @default false
                         */
                        deleteOnTermination?: boolean;
                    })[];
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Server"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getServer: {
        parameters: {
            query?: {
                /** Look in this region only. */
                region?: string;
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
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
                /** Its region; the cloud's default region where absent. */
                region?: string;
                /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                project?: string;
                /** Seconds to wait for the change to come to its end before answering. */
                wait?: number;
            };
            header?: {
                /** Any text of yours. The same request sent again with it within 24 hours, to whatever replica, is done once and answered alike (`Idempotency-Replayed: true`). */
                "Idempotency-Key"?: string;
            };
            path: {
                /** The member cloud. */
                cloud: string;
                /** The id at the member, percent-encoded. */
                id: string;
            };
        };
        responses: {
            202: { content: { "application/json": { operation: components["schemas"]["Operation"] } } };
            204: {
            };
            default: components["responses"]["Problem"];
        };
    };
    updateServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: {
            content: {
                "application/json": {
                    /** The name of the server. */
                    name?: string;
                    /** What you say of it. */
                    description?: string | null;
                    /** Replaces all keys. */
                    metadata?: { [key: string]: string };
                    /** Replaces all tags. */
                    tags?: string[];
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Server"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findServer: {
        parameters: {
            query?: {
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
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
    rebootServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Switches it off and on instead of asking its system.
                     * @default false
                     */
                    hard?: boolean;
                };
            };
        };
        responses: operations["updateServer"]["responses"];
    };
    resizeServer: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** A flavor's id or name, or an SCS name in any syntax. */
                    flavor: string;
                };
            };
        };
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
    getServerConsoleLog: {
        parameters: {
            query?: {
                /** Its region; the cloud's default region where absent. */
                region?: string;
                /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                project?: string;
                /** So many lines from the end. Left out: all there is. */
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
            200: {
                content: {
                    "application/json": {
                        result: {
                            /** What the server has written to its console. */
                            text: string;
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listFlavors: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "disabled" | "unknown")[];
                /** Exactly so many virtual processors. */
                vcpus?: number;
                /** Exactly so much memory. */
                ramMiB?: number;
                /** Exactly so large a root disk. */
                diskGiB?: number;
                /** How far processors are shared. */
                cpuType?: ("crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core" | "unknown")[];
                /** Who made the processors. */
                cpuMaker?: ("intel" | "amd" | "arm" | "risc-v" | "unknown")[];
                /** What images must be made for. */
                architecture?: ("x86_64" | "aarch64" | "risc-v" | "unknown")[];
                /** What the root disk is made of. */
                diskType?: ("network" | "hdd" | "ssd" | "nvme" | "none" | "unknown")[];
                /** Whether there is a graphics processor. */
                gpu?: ("yes" | "no" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Flavor"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFlavor: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Flavor"] } };
            default: components["responses"]["Problem"];
        };
    };
    findFlavor: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getFlavor"]["responses"];
    };
    listImages: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("queued" | "saving" | "importing" | "available" | "deactivated" | "deleting" | "error" | "unknown")[];
                /** Who may see it. Community images are listed only if this asks for them. */
                visibility?: ("public" | "community" | "shared" | "private")[];
                /** True: the hidden ones, which are not listed otherwise. */
                hidden?: boolean;
                /** Its processor architecture. */
                architecture?: string[];
                /** Its distribution. */
                osDistro?: string[];
                /** Its distribution's version. */
                osVersion?: string[];
                /** What it is made for. */
                osPurpose?: ("generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Image"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getImage: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Image"] } };
            default: components["responses"]["Problem"];
        };
    };
    findImage: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getImage"]["responses"];
    };
    listKeypairs: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Key or certificate. */
                type?: ("ssh" | "x509" | "unknown")[];
                /** With this fingerprint. */
                fingerprint?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Keypair"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createKeypair: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name, and so its id. */
                    name: string;
                    /** Left out: the member makes the pair and gives the private key once. */
                    publicKey?: string;
                    /**
                     * @description Key or certificate.
                     * @default ssh
                     */
                    type?: "ssh" | "x509";
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Keypair"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getKeypair: {
        parameters: operations["getServer"]["parameters"];
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
        parameters: operations["findServer"]["parameters"];
        responses: operations["getKeypair"]["responses"];
    };
    listAvailabilityZones: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unavailable" | "unknown")[];
                /** Whose zones. */
                service?: ("compute" | "block-storage" | "network")[];
                /** Whether it can be used now. */
                available?: boolean;
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["AvailabilityZone"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAvailabilityZone: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["AvailabilityZone"] } };
            default: components["responses"]["Problem"];
        };
    };
    findAvailabilityZone: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getAvailabilityZone"]["responses"];
    };
    listQuotas: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Quota"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getQuota: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Quota"] } };
            default: components["responses"]["Problem"];
        };
    };
    findQuota: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getQuota"]["responses"];
    };
    listVolumes: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "available" | "in-use" | "attaching" | "detaching" | "changing" | "deleting" | "error" | "unknown")[];
                /** Name of the volume type. */
                typeName?: string[];
                /** Whether a server can start from it. */
                bootable?: boolean;
                /** Where it is. */
                availabilityZone?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Volume"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createVolume: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** Size. */
                    sizeGiB: number;
                    /** A volume type, by id or name; the cloud's default where absent. */
                    type?: string;
                    /** Where to put it. */
                    availabilityZone?: string;
                    /** A snapshot to make it of, by id or name. */
                    snapshot?: string;
                    /** An image to make it of, by id or name. */
                    image?: string;
                    /** A volume to copy, by id or name. */
                    volume?: string;
                    /** Free text. */
                    description?: string;
                    /** Your own notes. */
                    metadata?: { [key: string]: string };
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Volume"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getVolume: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** Its name. */
                    name?: string;
                    /** Free text. */
                    description?: string;
                    /** All of your notes: others are dropped. */
                    metadata?: { [key: string]: string };
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Volume"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findVolume: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getVolume"]["responses"];
    };
    attachVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** A server in the same region, by id or name. */
                    server: string;
                    /** A wish such as `/dev/vdb`; many hypervisors choose themselves. */
                    device?: string;
                };
            };
        };
        responses: operations["updateVolume"]["responses"];
    };
    detachVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: {
            content: {
                "application/json": {
                    /** The server, by id or name. May be left out where only one has it. */
                    server?: string;
                };
            };
        };
        responses: operations["updateVolume"]["responses"];
    };
    extendVolume: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The new size. */
                    sizeGiB: number;
                };
            };
        };
        responses: operations["updateVolume"]["responses"];
    };
    listVolumeTypes: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Whether every project may use it. */
                public?: boolean;
                /** Whether it is the cloud's default. */
                default?: boolean;
                /** Whether its volumes are encrypted. */
                encrypted?: ("yes" | "no" | "unknown")[];
                /** Whether its volumes are kept more than once. */
                replicated?: ("yes" | "no" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["VolumeType"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getVolumeType: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["VolumeType"] } };
            default: components["responses"]["Problem"];
        };
    };
    findVolumeType: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getVolumeType"]["responses"];
    };
    listSnapshots: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "available" | "changing" | "deleting" | "error" | "unknown")[];
                /** Id of the volume that it shows. */
                volumeId?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Snapshot"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSnapshot: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** The volume, by id or name. One in use is taken as it stands, as if its server had lost power. */
                    volume: string;
                    /** Free text. */
                    description?: string;
                    /** Your own notes. */
                    metadata?: { [key: string]: string };
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Snapshot"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSnapshot: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Snapshot"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteSnapshot: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["deleteServer"]["responses"];
    };
    findSnapshot: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getSnapshot"]["responses"];
    };
    listNetworks: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Whether it leads out of the cloud. */
                external?: boolean;
                /** Whether other projects may use it. */
                shared?: boolean;
                /** Whether it is the external network that is meant where none is named. */
                default?: boolean;
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Network"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createNetwork: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** Free text. */
                    description?: string;
                    /** Largest packet, in bytes. */
                    mtu?: number;
                    /** Whether new ports have security groups and may only send from their own addresses. */
                    portSecurity?: boolean;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Network"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNetwork: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** Its name. */
                    name?: string;
                    /** Free text. */
                    description?: string;
                    /** Largest packet, in bytes. */
                    mtu?: number;
                    /** Whether new ports have security groups and may only send from their own addresses. */
                    portSecurity?: boolean;
                    /** Whether it is switched on. */
                    adminStateUp?: boolean;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Network"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findNetwork: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getNetwork"]["responses"];
    };
    listSubnets: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Id of the network that it belongs to. */
                networkId?: string[];
                /** Its addresses, as the cloud writes them. */
                cidr?: string[];
                /** IPv4 or IPv6. */
                ipVersion?: (4 | 6)[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Subnet"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSubnet: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** The network that it belongs to, by id or name. */
                    network: string;
                    /** Its addresses, as a CIDR. */
                    cidr: string;
                    /** Absent: as the CIDR is written. */
                    ipVersion?: 4 | 6;
                    /** The router's address; null for none. Absent: the first address. */
                    gateway?: string | null;
                    /** Whether the cloud answers DHCP. Default: yes. */
                    dhcp?: boolean;
                    /** Addresses of name servers, told to servers by DHCP. */
                    dnsServers?: string[];
                    /** Where addresses are taken from. Absent: all but the gateway. */
                    pools?: {
                        /** First address. */
                        start: string;
                        /** Last address. */
                        end: string;
                    }[];
                    /** Further routes, told to servers by DHCP. */
                    routes?: {
                        /** Where to, as a CIDR. */
                        destination: string;
                        /** By way of this address. */
                        nextHop: string;
                    }[];
                    /** How servers come to their IPv6 address. */
                    ipv6Mode?: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless";
                    /** Free text. */
                    description?: string;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Subnet"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSubnet: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** Its name. */
                    name?: string;
                    /** Free text. */
                    description?: string;
                    /** The router's address; null for none. Absent: the first address. */
                    gateway?: string | null;
                    /** Whether the cloud answers DHCP. */
                    dhcp?: boolean;
                    /** Addresses of name servers, told to servers by DHCP. */
                    dnsServers?: string[];
                    /** Where addresses are taken from. Absent: all but the gateway. */
                    pools?: {
                        /** First address. */
                        start: string;
                        /** Last address. */
                        end: string;
                    }[];
                    /** Further routes, told to servers by DHCP. */
                    routes?: {
                        /** Where to, as a CIDR. */
                        destination: string;
                        /** By way of this address. */
                        nextHop: string;
                    }[];
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Subnet"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findSubnet: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getSubnet"]["responses"];
    };
    listRouters: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Router"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createRouter: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** Free text. */
                    description?: string;
                    /** An external network, by id or name. Absent: no way out of the cloud. */
                    externalNetwork?: string;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Router"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRouter: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** Its name. */
                    name?: string;
                    /** Free text. */
                    description?: string;
                    /** Whether it is switched on. */
                    adminStateUp?: boolean;
                    /** An external network, by id or name; null takes the way out away. */
                    externalNetwork?: string | null;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Router"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findRouter: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getRouter"]["responses"];
    };
    addRouterInterface: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** A subnet, by id or name. The router takes its gateway address. */
                    subnet: string;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Router"];
                        operation?: components["schemas"]["Operation"];
                        result?: {
                            /** The subnet. */
                            subnetId: string;
                            /** The network of that subnet. */
                            networkId: string | null;
                            /** The router's port there. */
                            portId: string;
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeRouterInterface: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** A subnet, by id or name. The router takes its gateway address. */
                    subnet: string;
                };
            };
        };
        responses: operations["addRouterInterface"]["responses"];
    };
    listPorts: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "building" | "down" | "error" | "unknown")[];
                /** Id of the network. */
                networkId?: string[];
                /** Id of what is plugged in. */
                deviceId?: string[];
                /** Of what kind that is. */
                deviceOwner?: string[];
                /** Its hardware address. */
                mac?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Port"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPort: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Port"] } };
            default: components["responses"]["Problem"];
        };
    };
    findPort: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getPort"]["responses"];
    };
    listFloatingIps: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "down" | "error" | "unknown")[];
                /** The address outside. */
                address?: string[];
                /** The address inside. */
                fixedAddress?: string[];
                /** Id of the port that it leads to. */
                portId?: string[];
                /** Id of the external network that it is of. */
                networkId?: string[];
                /** Id of the router on the way. */
                routerId?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["FloatingIp"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createFloatingIp: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** An external network, by id or name. Absent: the cloud's default one, else the only one. */
                    network?: string;
                    /** A port to lead to, by id or name. */
                    port?: string;
                    /** Which of the addresses of the port is meant. Needed where it has several of IPv4. */
                    fixedAddress?: string;
                    /** Free text. */
                    description?: string;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["FloatingIp"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFloatingIp: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** A port to lead to, by id or name; null for nowhere. */
                    port?: string | null;
                    /** Which of the addresses of the port is meant. Needed where it has several of IPv4. */
                    fixedAddress?: string;
                    /** Free text. */
                    description?: string;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["FloatingIp"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findFloatingIp: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getFloatingIp"]["responses"];
    };
    associateFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        requestBody?: {
            content: {
                "application/json": {
                    /** A server in the same region, by id or name. */
                    server?: string;
                    /** A port, by id or name. */
                    port?: string;
                    /** Which of the addresses of the port is meant. Needed where it has several of IPv4. */
                    fixedAddress?: string;
                };
            };
        };
        responses: operations["updateFloatingIp"]["responses"];
    };
    disassociateFloatingIp: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["updateFloatingIp"]["responses"];
    };
    listSecurityGroups: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Whether it holds for ports that name none. */
                default?: boolean;
                /** Whether answers are let through. */
                stateful?: boolean;
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["SecurityGroup"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSecurityGroup: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name. */
                    name: string;
                    /** Free text. */
                    description?: string;
                    /** Whether answers are let through. Default: the cloud's. */
                    stateful?: boolean;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["SecurityGroup"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSecurityGroup: {
        parameters: operations["getServer"]["parameters"];
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
        requestBody?: {
            content: {
                "application/json": {
                    /** Its name. */
                    name?: string;
                    /** Free text. */
                    description?: string;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        item: components["schemas"]["SecurityGroup"];
                        operation?: components["schemas"]["Operation"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findSecurityGroup: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getSecurityGroup"]["responses"];
    };
    listSecurityGroupRules: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "unknown")[];
                /** Id of the group that it belongs to. */
                groupId?: string[];
                /** Towards the port, or from it. */
                direction?: ("ingress" | "egress")[];
                /** For which version of IP. */
                ethertype?: ("IPv4" | "IPv6")[];
                /** Name or number, as the cloud writes it. */
                protocol?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["SecurityGroupRule"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSecurityGroupRule: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** The group, by id or name. */
                    group: string;
                    /** Towards the port, or from it. */
                    direction: "ingress" | "egress";
                    /** Absent: as `remoteCidr` is written, else IPv4. */
                    ethertype?: "IPv4" | "IPv6";
                    /** Name (`tcp`) or number. Absent: any. */
                    protocol?: string;
                    /** First port; for ICMP the type. */
                    portMin?: number;
                    /** Last port; for ICMP the code. Absent: as `portMin`. */
                    portMax?: number;
                    /** The other side, as a CIDR. Absent: any address. */
                    remoteCidr?: string;
                    /** The other side, as members of a group: id or name. */
                    remoteGroup?: string;
                    /** Free text. */
                    description?: string;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["SecurityGroupRule"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSecurityGroupRule: {
        parameters: operations["getServer"]["parameters"];
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
        parameters: operations["findServer"]["parameters"];
        responses: operations["getSecurityGroupRule"]["responses"];
    };
    listLoadBalancers: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("creating" | "active" | "changing" | "deleting" | "error" | "unknown")[];
                /** How it fares. */
                operatingStatus?: ("online" | "offline" | "degraded" | "draining" | "error" | "not-monitored" | "unknown")[];
                /** The software behind it. */
                provider?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["LoadBalancer"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getLoadBalancer: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["LoadBalancer"] } };
            default: components["responses"]["Problem"];
        };
    };
    findLoadBalancer: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getLoadBalancer"]["responses"];
    };
    listContainers: {
        parameters: operations["listQuotas"]["parameters"];
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Container"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createContainer: {
        parameters: operations["createServer"]["parameters"];
        requestBody: {
            content: {
                "application/json": {
                    /** The member cloud. */
                    cloud: string;
                    /** Its region; the cloud's default region where absent. */
                    region?: string;
                    /** The project, by id, `domain/name` or name. Needed only where the token is not scoped and you have several there. */
                    project?: string;
                    /** Its name, without a slash. */
                    name: string;
                };
            };
        };
        responses: {
            201: {
                content: {
                    "application/json": {
                        item: components["schemas"]["Container"];
                        operation?: components["schemas"]["Operation"];
                        placement?: components["schemas"]["Placement"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getContainer: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Container"] } };
            default: components["responses"]["Problem"];
        };
    };
    deleteContainer: {
        parameters: operations["deleteServer"]["parameters"];
        responses: operations["revokeMyTokens"]["responses"];
    };
    findContainer: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getContainer"]["responses"];
    };
    listClusters: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("ready" | "degraded" | "unreachable" | "unknown")[];
                /** Only this minor version, like `1.34`. */
                minor?: string[];
                /** By whether upstream still supports the version. */
                supported?: ("yes" | "no" | "unknown")[];
                /** By whether the API has network policies. */
                networkPolicy?: ("yes" | "no" | "unknown")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Cluster"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCluster: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Cluster"] } };
            default: components["responses"]["Problem"];
        };
    };
    findCluster: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getCluster"]["responses"];
    };
    listNodes: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("ready" | "not-ready" | "cordoned" | "unknown")[];
                /** Only nodes of this cluster. */
                cluster?: string[];
                /** Only nodes in this failure zone. */
                zone?: string[];
                /** Only nodes of this architecture. */
                architecture?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Node"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNode: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Node"] } };
            default: components["responses"]["Problem"];
        };
    };
    findNode: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getNode"]["responses"];
    };
    listNamespaces: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("active" | "terminating" | "unknown")[];
                /** Only namespaces of this cluster. */
                cluster?: string[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Namespace"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNamespace: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Namespace"] } };
            default: components["responses"]["Problem"];
        };
    };
    findNamespace: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getNamespace"]["responses"];
    };
    listWorkloads: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Only these names; `*` stands for anything (`web-*`). */
                name?: string[];
                /** Only these statuses. */
                status?: ("available" | "progressing" | "failed" | "completed" | "suspended" | "unknown")[];
                /** Only workloads of this cluster. */
                cluster?: string[];
                /** Only workloads in this namespace. */
                namespace?: string[];
                /** Only workloads of this kind. */
                kind?: ("Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob")[];
                /** Fields to sort by, `-` before a field for descending. By cloud, region and id where absent. */
                sort?: string[];
                /** The most objects in one answer; 10000 where absent. `next` leads on. */
                limit?: number;
                /** Where to go on, as a `next` has it. */
                cursor?: string;
                /** Only these fields of each object: the others are then missing, required or not. */
                fields?: string[];
                /** `native`: each object also carries `native`, what the member said, in ids of the gateway. */
                view?: "normal" | "native";
                /** `false`: a cloud that fails fails the whole call. `true` where absent. */
                partial?: boolean;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        items: components["schemas"]["Workload"][];
                        /** Every cloud that was asked for this answer. */
                        clouds: components["schemas"]["CloudReport"][];
                        /** The next page; absent on the last one. */
                        next?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getWorkload: {
        parameters: operations["getServer"]["parameters"];
        responses: {
            200: { content: { "application/json": components["schemas"]["Workload"] } };
            default: components["responses"]["Problem"];
        };
    };
    findWorkload: {
        parameters: operations["findServer"]["parameters"];
        responses: operations["getWorkload"]["responses"];
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
        requestBody: {
            content: {
                "application/json": {
                    /** What the flavor has. What is left out, it does not have or does not say. */
                    parsed: {
                        /** Virtual processors. */
                        cpus: number;
                        /** Crowded core, shared core, dedicated thread, dedicated core. */
                        cpuType: "L" | "V" | "T" | "C";
                        /** Memory. */
                        ramGiB: number;
                        /** The same as a word; follows from `cpuType`. */
                        cpuTypeKey?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
                        /** Mitigations of flaws of the processor are missing. */
                        cpuInsecure?: boolean;
                        /** Memory without ECC. */
                        ramNoEcc?: boolean;
                        /** More memory is sold than there is. */
                        ramOversubscribed?: boolean;
                        /** Hardware virtualisation is there for the server. */
                        hwVirt?: boolean;
                        /** InfiniBand. */
                        infiniband?: boolean;
                        /** null: no root disk, servers boot from a volume. */
                        disk?: {
                            /** How many disks, each of this size. */
                            count?: number;
                            /** Size in GB; null: of the choice of the cloud. */
                            sizeGB?: number | null;
                            /** Network, local HDD, local SSD, local NVMe; null: of the choice of the cloud. */
                            type?: ("n" | "h" | "s" | "p") | null;
                            /** null: of the choice of the cloud. */
                            typeKey?: ("network" | "hdd" | "ssd" | "nvme") | null;
                        } | null;
                        /** `bms` is bare metal; null: not said. */
                        hypervisor?: ("kvm" | "chy" | "xen" | "hyv" | "vmw" | "bms") | null;
                        /** null: generic x86-64. */
                        cpuBrand?: {
                            /** Intel, AMD, ARM, RISC-V. */
                            vendor: "i" | "z" | "a" | "r";
                            /** By the table of the vendor; null: not said. */
                            generation?: number | null;
                            /** Above 2.75, 3.25, 3.75 GHz on all cores; null: not said. */
                            perf?: ("h" | "hh" | "hhh") | null;
                        } | null;
                        /** null: none is promised. */
                        gpu?: {
                            /** A whole card (`G`), not a virtual one (`g`). */
                            passThrough?: boolean;
                            /** NVIDIA, AMD, Intel. */
                            vendor: "N" | "A" | "I";
                            /** By the table of the vendor; null: not said. */
                            generation?: string | null;
                            /** SMs, CUs or EUs; null: not said. */
                            computeUnits?: number | null;
                            /** Of high frequency; null: not said. */
                            perf?: ("h" | "hh") | null;
                            /** Memory of the GPU; null: not said. */
                            vramGiB?: number | null;
                            /** Of high bandwidth; null: not said. */
                            vramPerf?: ("h" | "hh") | null;
                        } | null;
                    };
                };
            };
        };
        responses: operations["readFlavorName"]["responses"];
    };
    listFlavorGroups: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
                /** Only these: of the standard in any syntax, or as a cloud has it. */
                name?: string[];
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** The groups. */
                        items: {
                            /** Canonical, for names of the standard. */
                            name: string;
                            /** Whether it is a name of the standard. */
                            scs: boolean;
                            /** Clouds with at least one offer. */
                            clouds: string[];
                            /** By cloud, region, name and id. */
                            offers: {
                                /** The member cloud that owns it. */
                                cloud: string;
                                /** The region, as in `OS_REGION_NAME`. */
                                region: string;
                                /** Its id at the member; `{cloud}/{id}` names it everywhere. */
                                id: string;
                                /** Its name; empty where it has none. */
                                name: string;
                                /** Why it is in this group: its `scs:name-vN`, its name by the standard, or just the same name as it stands. */
                                by: "extra_specs" | "name" | "exact-name";
                            }[];
                            /** Figures in which offers of one name differ; empty where all are alike. */
                            differences: {
                                /** What is not alike. */
                                figure: "vcpus" | "ramMiB" | "diskGiB";
                                /** Smallest first. */
                                values: {
                                    /** As the clouds have it. */
                                    value: number;
                                    /** Which do. */
                                    clouds: string[];
                                }[];
                            }[];
                        }[];
                        /** Every cloud that was asked. */
                        clouds: components["schemas"]["CloudReport"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFlavorGroup: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
            path: {
                /** The name, percent-encoded. */
                name: string;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** Canonical, for names of the standard. */
                        name: string;
                        /** Whether it is a name of the standard. */
                        scs: boolean;
                        /** Clouds with at least one offer. */
                        clouds: string[];
                        /** By cloud, region, name and id. */
                        offers: {
                            /** The member cloud that owns it. */
                            cloud: string;
                            /** The region, as in `OS_REGION_NAME`. */
                            region: string;
                            /** Its id at the member; `{cloud}/{id}` names it everywhere. */
                            id: string;
                            /** Its name; empty where it has none. */
                            name: string;
                            /** Why it is in this group: its `scs:name-vN`, its name by the standard, or just the same name as it stands. */
                            by: "extra_specs" | "name" | "exact-name";
                        }[];
                        /** Figures in which offers of one name differ; empty where all are alike. */
                        differences: {
                            /** What is not alike. */
                            figure: "vcpus" | "ramMiB" | "diskGiB";
                            /** Smallest first. */
                            values: {
                                /** As the clouds have it. */
                                value: number;
                                /** Which do. */
                                clouds: string[];
                            }[];
                        }[];
                        /** Clouds that have answered and do not offer it to you. */
                        missing: string[];
                        /** Clouds of which it cannot be said: see `report`. */
                        unknown: string[];
                        /** Every cloud that was asked. */
                        report: components["schemas"]["CloudReport"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    matchFlavors: {
        parameters: {
            query?: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
                /** An SCS name in any syntax, or the name at the member. */
                name?: string;
                /** At least so many virtual processors. */
                vcpus?: number;
                /** At least so much memory, in GiB. */
                ramGiB?: number;
                /** At least so large a root disk, in GB as the standard counts; 0: whatever there is. */
                diskGiB?: number;
                /** At least as fast a root disk: nvme serves for ssd, both for hdd. Network disks are another thing: nothing else serves. */
                diskType?: "network" | "hdd" | "ssd" | "nvme";
                /** At least so little shared a processor: dedicated-core serves for everything. */
                cpuType?: "crowded-core" | "shared-core" | "dedicated-thread" | "dedicated-core";
                /** Exactly this maker of processors. */
                cpuMaker?: "intel" | "amd" | "arm" | "risc-v";
                /** Exactly this processor architecture. */
                architecture?: "x86_64" | "aarch64" | "risc-v";
                /** True: with a graphics processor. False: without one. */
                gpu?: boolean;
                /** True: figures and types are precisely as given, not at least so; diskGiB 0 means no disk. */
                exact?: boolean;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** By the order of the clouds. */
                        items: {
                            /** The member cloud that owns it. */
                            cloud: string;
                            /** The region, as in `OS_REGION_NAME`. */
                            region: string;
                            /** The one to take; null where none will do. */
                            flavor: components["schemas"]["Flavor"] | null;
                            /** For people: why this one, or what the nearest lacks. */
                            because: string;
                            /** The next best. */
                            alternatives: components["schemas"]["Flavor"][];
                        }[];
                        /** Every cloud that was asked. */
                        clouds: components["schemas"]["CloudReport"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    matchImages: {
        parameters: {
            query: {
                /** Only these member clouds; all where absent. */
                cloud?: string[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Only this project, by id, `domain/name` or name. All of yours where absent and the token is not scoped. */
                project?: string;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
                /** The distribution, in lower case: `ubuntu`. */
                distro: string;
                /** The name of the image. */
                name?: string;
                /** The version of the distribution: `24.04`. Left out: the newest. */
                version?: string;
                /** What it is made for. Left out: generic. */
                purpose?: "generic" | "minimal" | "k8snode" | "gpu" | "network" | "custom" | "oldgeneric";
                /** Left out: x86_64. */
                architecture?: "x86_64" | "aarch64" | "risc-v";
                /** Which images count: the public ones where absent, since anybody can give a community image any name. */
                visibility?: ("public" | "community" | "shared" | "private")[];
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** By the order of the clouds. */
                        items: {
                            /** The member cloud that owns it. */
                            cloud: string;
                            /** The region, as in `OS_REGION_NAME`. */
                            region: string;
                            /** The one to take; null where there is none. */
                            image: components["schemas"]["Image"] | null;
                            /** What it was found by: what it declares; partly its name, `os_purpose` being absent; its name alone. Null where there is none. */
                            how: ("properties" | "properties-and-name" | "name") | null;
                            /** For people: what decided, or what there is instead. */
                            because: string;
                            /** Others that were found in the same way, next best first. */
                            runnersUp: {
                                /** Its id at the member; `{cloud}/{id}` names it everywhere. */
                                id: string;
                                /** Its name; empty where it has none. */
                                name: string;
                            }[];
                        }[];
                        /** Every cloud that was asked. */
                        clouds: components["schemas"]["CloudReport"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getConformance: {
        parameters: {
            query?: {
                /** Only these scopes; both where absent. */
                scope?: ("iaas" | "kaas")[];
                /** Only these regions, as in `OS_REGION_NAME`. */
                region?: string[];
                /** Look with this project, by id, `domain/name` or name; the token's or your first one where absent. */
                project?: string;
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
            path: {
                /** The cloud's id. */
                cloud: string;
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** The member cloud that owns it. */
                        cloud: string;
                        /** When it was looked at. */
                        date: string;
                        /** Id of the project that it was looked at with; null where no OpenStack was looked at. */
                        project: string | null;
                        /** Its OpenStack, by region. */
                        regions: {
                            /** The region, as in `OS_REGION_NAME`. */
                            region: string;
                            /** `pass` only if all checks of the scope pass. */
                            summary: {
                                /** The scope. */
                                scope: "SCS-compatible IaaS" | "SCS-compatible KaaS";
                                /** Its version. */
                                version: "v5.1" | "next" | "v1";
                                /** `unknown`: reading alone does not tell, or it could not be read. */
                                result: "pass" | "fail" | "unknown";
                                /** So many of its checks pass. */
                                pass: number;
                                /** So many fail. */
                                fail: number;
                                /** So many cannot be told. */
                                unknown: number;
                            }[];
                            /** Every check that there is. */
                            checks: {
                                /** As upstream calls the test that it stands for. */
                                id: string;
                                /** The standard and its version. */
                                standard: string;
                                /** What must hold. */
                                title: string;
                                /** `manual`: for a person to judge. */
                                level: "mandatory" | "recommended" | "manual";
                                /** Versions of the scope that count it. */
                                versions: string[];
                                /** `unknown`: reading alone does not tell, or it could not be read. */
                                result: "pass" | "fail" | "unknown";
                                /** Why, in a sentence. */
                                detail: string;
                            }[];
                        }[];
                        /** Its Kubernetes clusters. */
                        clusters: {
                            /** Its id at the gateway, as in `/k8s/{id}`. */
                            cluster: string;
                            /** `pass` only if all checks of the scope pass. */
                            summary: {
                                /** The scope. */
                                scope: "SCS-compatible IaaS" | "SCS-compatible KaaS";
                                /** Its version. */
                                version: "v5.1" | "next" | "v1";
                                /** `unknown`: reading alone does not tell, or it could not be read. */
                                result: "pass" | "fail" | "unknown";
                                /** So many of its checks pass. */
                                pass: number;
                                /** So many fail. */
                                fail: number;
                                /** So many cannot be told. */
                                unknown: number;
                            }[];
                            /** Every check that there is. */
                            checks: {
                                /** As upstream calls the test that it stands for. */
                                id: string;
                                /** The standard and its version. */
                                standard: string;
                                /** What must hold. */
                                title: string;
                                /** `manual`: for a person to judge. */
                                level: "mandatory" | "recommended" | "manual";
                                /** Versions of the scope that count it. */
                                versions: string[];
                                /** `unknown`: reading alone does not tell, or it could not be read. */
                                result: "pass" | "fail" | "unknown";
                                /** Why, in a sentence. */
                                detail: string;
                            }[];
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkPortability: {
        parameters: {
            query?: {
                /** Seconds that each cloud has to answer; 10 where absent. */
                timeout?: number;
            };
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** By name or by properties. */
                    flavors?: (string | components["schemas"]["FlavorQuery"])[];
                    /** By what is in them; each with a `distro` or a `name`. */
                    images?: components["schemas"]["ImageQuery"][];
                    /** Official service types, or their aliases. */
                    services?: string[];
                    /** Each is to hold for some volume type. */
                    volumeAspects?: ("encrypted" | "replicated")[];
                    /** Only these member clouds; all where absent. */
                    clouds?: string[];
                    /** Look with this project, by id, `domain/name` or name; the token's or your first one where absent. */
                    project?: string;
                };
            };
        };
        responses: {
            200: {
                content: {
                    "application/json": {
                        /** When it was looked at. */
                        date: string;
                        /** Regions that have all of it; the default region of a cloud has its id. */
                        satisfying: string[];
                        /** By cloud and region. */
                        clouds: {
                            /** The member cloud that owns it. */
                            cloud: string;
                            /** The region, as in `OS_REGION_NAME`. */
                            region: string;
                            /** `unknown`: it could not be seen, or the cloud does not declare it. */
                            state: "satisfied" | "missing" | "unknown";
                            /** In the order asked for: flavors, images, services, aspects of volume types. */
                            items: {
                                /** Of what. */
                                kind: "flavor" | "image" | "service" | "volume-type";
                                /** As it was asked for. */
                                wanted: string | components["schemas"]["FlavorQuery"] | components["schemas"]["ImageQuery"];
                                /** `unknown`: it could not be seen, or the cloud does not declare it. */
                                state: "satisfied" | "missing" | "unknown";
                                /** What the cloud has for it. */
                                chosen: {
                                    /** Its id at the member; `{cloud}/{id}` names it everywhere. */
                                    id?: string;
                                    /** Its name; for a service, the type that the catalogue has. */
                                    name: string;
                                    /** The region, as in `OS_REGION_NAME`. */
                                    region?: string;
                                    /** What it was found by. */
                                    by?: "extra_specs" | "name" | "exact-name" | "search" | "properties" | "properties-and-name";
                                } | null;
                                /** Why, in a sentence. */
                                detail: string;
                                /** A flavor that has another name, but the figures that the name says. */
                                nearest?: {
                                    /** Its id at the member; `{cloud}/{id}` names it everywhere. */
                                    id?: string;
                                    /** Its name; for a service, the type that the catalogue has. */
                                    name: string;
                                    /** The region, as in `OS_REGION_NAME`. */
                                    region?: string;
                                    /** What it was found by. */
                                    by?: "extra_specs" | "name" | "exact-name" | "search" | "properties" | "properties-and-name";
                                };
                            }[];
                            error?: {
                                type: string;
                                title: string;
                                status: number;
                                detail: string;
                                code: string;
                                native?: components["schemas"]["NativeError"];
                            };
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOperation: {
        parameters: {
            query?: {
                /** Seconds to wait for the change to come to its end before answering. */
                wait?: number;
            };
            path: {
                /** The operation's id. */
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
                /** The operation's id. */
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
            200: {
                content: {
                    "application/json": {
                        items: {
                            /** As problems have it. */
                            type: string;
                            /** As problems have it. */
                            code: string;
                            /** The HTTP status. */
                            status: number;
                            /** The words of that status. */
                            title: string;
                            /** The usual sentence; some answers have one that says more. */
                            detail: string;
                            /** When it happens. */
                            when: string;
                            /** What to do about it. */
                            what: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getIndex: {
        responses: {
            200: {
                content: {
                    "application/json": {
                        links: {
                            [key: string]: {
                                title: string;
                                /** Format: uri */
                                href: string;
                            };
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocument: {
        responses: {
            200: { content: { "application/json": { openapi: string } } };
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
