# SPDX-License-Identifier: Apache-2.0
# Written by npm run generate from docs/openapi.json; not edited by hand.
"""A method for each operation of the API."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ._calls import Calls
from ._lists import Listing
from .models import (
    AddFloatingIpTagRequest,
    AddImageTagRequest,
    AddNetworkTagRequest,
    AddPortTagRequest,
    AddRouterInterfaceRequest,
    AddRouterInterfaceResult,
    AddRouterTagRequest,
    AddSecurityGroupTagRequest,
    AddServerTagRequest,
    AddSubnetTagRequest,
    AssociateFloatingIpRequest,
    AttachVolumeRequest,
    AvailabilityZone,
    CheckPortabilityRequest,
    CheckPortabilityResult,
    Cloud,
    CloudList,
    Cluster,
    Conformance,
    Container,
    ContainerChanged,
    ContainerCreated,
    CreateContainerRequest,
    CreateFloatingIpRequest,
    CreateKeypairRequest,
    CreateNetworkRequest,
    CreateRouterRequest,
    CreateSecurityGroupRequest,
    CreateSecurityGroupRuleRequest,
    CreateServerRequest,
    CreateSnapshotRequest,
    CreateSubnetRequest,
    CreateVolumeRequest,
    DetachVolumeRequest,
    Document,
    ErrorList,
    ExtendVolumeRequest,
    Flavor,
    FlavorGroup,
    FlavorGroupList,
    FlavorName,
    FloatingIp,
    FloatingIpChanged,
    FloatingIpCreated,
    Image,
    ImageChanged,
    Index,
    Keypair,
    KeypairCreated,
    LoadBalancer,
    MatchFlavorsResult,
    MatchImagesResult,
    Me,
    Namespace,
    Network,
    NetworkChanged,
    NetworkCreated,
    Node,
    OpenServerConsoleResult,
    Operation,
    OperationStarted,
    Port,
    PortChanged,
    PreviewServerPlacementResult,
    ProjectList,
    Quota,
    RebootServerRequest,
    ResizeServerRequest,
    Router,
    RouterChanged,
    RouterCreated,
    SearchResult,
    SecurityGroup,
    SecurityGroupChanged,
    SecurityGroupCreated,
    SecurityGroupRule,
    SecurityGroupRuleCreated,
    Server,
    ServerChanged,
    ServerConsoleLog,
    ServerCreated,
    Snapshot,
    SnapshotChanged,
    SnapshotCreated,
    Subnet,
    SubnetChanged,
    SubnetCreated,
    UpdateContainerRequest,
    UpdateFloatingIpRequest,
    UpdateImageRequest,
    UpdateNetworkRequest,
    UpdatePortRequest,
    UpdateRouterRequest,
    UpdateSecurityGroupRequest,
    UpdateServerRequest,
    UpdateSnapshotRequest,
    UpdateSubnetRequest,
    UpdateVolumeRequest,
    Volume,
    VolumeChanged,
    VolumeCreated,
    VolumeType,
    Workload,
    WriteFlavorNameRequest,
)


class Operations(Calls):
    """A method for each operation, by its operationId; what it may be given stands in the reference, /docs."""

    def list_clouds(
        self,
        *,
        cloud: Iterable[str] | None = None,
        status: Iterable[Literal["up", "degraded", "down", "unknown"]] | None = None,
        services: bool | None = None,
    ) -> CloudList:
        """List clouds.

        Returns every configured cloud with its current state and what it offers to the caller. Clouds that do not answer are included and marked as such.
        """
        return self._call(
            "GET",
            "/scs/v1/clouds",
            query={"cloud": cloud, "status": status, "services": services},
        )

    def get_cloud(
        self,
        cloud: str,
        *,
        services: bool | None = None,
    ) -> Cloud:
        """Get a cloud."""
        return self._call(
            "GET",
            "/scs/v1/clouds/{cloud}",
            path={"cloud": cloud},
            query={"services": services},
        )

    def list_projects(
        self,
        *,
        cloud: Iterable[str] | None = None,
        name: Iterable[str] | None = None,
        domain: Iterable[str] | None = None,
        partial: bool | None = None,
    ) -> ProjectList:
        """List projects on all clouds."""
        return self._call(
            "GET",
            "/scs/v1/projects",
            query={"cloud": cloud, "name": name, "domain": domain, "partial": partial},
        )

    def get_me(
        self,
    ) -> Me:
        """Get the caller's identity."""
        return self._call(
            "GET",
            "/scs/v1/me",
        )

    def revoke_my_tokens(
        self,
    ) -> None:
        """Revoke all of the caller's tokens.

        Revokes every gateway token that was issued to the caller until now, on every replica. Tokens of the identity provider are not affected.
        """
        self._call(
            "DELETE",
            "/scs/v1/me/tokens",
        )

    def get_kubeconfig(
        self,
        *,
        auth: Literal["exec", "token"] | None = None,
        hosts: bool | None = None,
        provider: str | None = None,
        namespace: str | None = None,
        exec: Literal["v1", "v1beta1"] | None = None,
    ) -> str:
        """Get a kubeconfig for all clusters."""
        return self._call(
            "GET",
            "/scs/v1/kubeconfig",
            query={"auth": auth, "hosts": hosts, "provider": provider, "namespace": namespace, "exec": exec},
        )

    def search(
        self,
        *,
        q: str,
        resources: Iterable[Literal["servers", "flavors", "images", "keypairs", "volumes", "volume-types", "snapshots", "networks", "subnets", "routers", "ports", "floating-ips", "security-groups", "load-balancers", "containers", "clusters", "nodes", "namespaces", "workloads"]] | None = None,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        tag: Iterable[str] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> SearchResult:
        """Search all resources by name, id or address.

        Searches all resources of all clouds for a part of a name (case-insensitive), an id or at least its first 8 characters, or an IP address. Best matches come first.
        """
        return self._call(
            "GET",
            "/scs/v1/search",
            query={"q": q, "resources": resources, "cloud": cloud, "region": region, "project": project, "tag": tag, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "limit": limit, "timeout": timeout},
        )

    def list_servers(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["building", "active", "stopped", "paused", "suspended", "shelved", "rescued", "changing", "awaiting-confirmation", "error", "deleting", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        image_id: Iterable[str] | None = None,
        keypair_name: Iterable[str] | None = None,
        availability_zone: Iterable[str] | None = None,
        power_state: Iterable[Literal["none", "running", "paused", "shutdown", "crashed", "suspended", "unknown"]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "keypairName", "-keypairName", "availabilityZone", "-availabilityZone", "locked", "-locked", "powerState", "-powerState", "description", "-description", "launchedAt", "-launchedAt", "updatedAt", "-updatedAt", "userId", "-userId"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "flavor", "image", "keypairName", "addresses", "availabilityZone", "securityGroupNames", "volumeIds", "locked", "powerState", "description", "tags", "metadata", "launchedAt", "updatedAt", "fault", "userId"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Server]:
        """List servers.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/servers",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "imageId": image_id, "keypairName": keypair_name, "availabilityZone": availability_zone, "powerState": power_state, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_server(
        self,
        body: CreateServerRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerCreated:
        """Create a server."""
        return self._call(
            "POST",
            "/scs/v1/servers",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_server(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "flavor", "image", "keypairName", "addresses", "availabilityZone", "securityGroupNames", "volumeIds", "locked", "powerState", "description", "tags", "metadata", "launchedAt", "updatedAt", "fault", "userId"]] | None = None,
        timeout: float | None = None,
    ) -> Server:
        """Get a server."""
        return self._call(
            "GET",
            "/scs/v1/servers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_server(
        self,
        cloud: str,
        id: str,
        body: UpdateServerRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Update a server.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/servers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_server(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> OperationStarted | None:
        """Delete a server."""
        return self._call(
            "DELETE",
            "/scs/v1/servers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_server(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "flavor", "image", "keypairName", "addresses", "availabilityZone", "securityGroupNames", "volumeIds", "locked", "powerState", "description", "tags", "metadata", "launchedAt", "updatedAt", "fault", "userId"]] | None = None,
    ) -> Server:
        """Find a server on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/servers/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def start_server(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Start a stopped server."""
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/start",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def stop_server(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Stop a server."""
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/stop",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def add_server_tag(
        self,
        cloud: str,
        id: str,
        body: AddServerTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Add a tag to a server.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_server_tag(
        self,
        cloud: str,
        id: str,
        body: AddServerTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Remove a tag from a server.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def reboot_server(
        self,
        cloud: str,
        id: str,
        body: RebootServerRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Reboot a server."""
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/reboot",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def resize_server(
        self,
        cloud: str,
        id: str,
        body: ResizeServerRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Resize a server to another flavor.

        The operation ends in `awaiting-confirmation`. Confirm or revert the resize then.
        """
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/resize",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def confirm_server_resize(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Confirm a resize."""
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/confirm-resize",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def revert_server_resize(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ServerChanged:
        """Revert a resize."""
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/revert-resize",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def open_server_console(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> OpenServerConsoleResult:
        """Open a console of a server.

        Returns the URL of a page with the screen and the keyboard of the server, for a browser. Whoever has the URL has the console until it ends, so keep it to yourself. Its end comes with that of the token or the access to the project as well.
        """
        return self._call(
            "POST",
            "/scs/v1/servers/{cloud}/{id}/actions/open-console",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def get_server_console_log(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        timeout: float | None = None,
        lines: int | None = None,
    ) -> ServerConsoleLog:
        """Get the console log of a server."""
        return self._call(
            "GET",
            "/scs/v1/servers/{cloud}/{id}/actions/console-log",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "timeout": timeout, "lines": lines},
        )

    def list_flavors(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "disabled", "unknown"]] | None = None,
        vcpus: int | None = None,
        ram_mib: int | None = None,
        disk_gib: int | None = None,
        cpu_type: Iterable[Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core", "unknown"]] | None = None,
        cpu_maker: Iterable[Literal["intel", "amd", "arm", "risc-v", "unknown"]] | None = None,
        architecture: Iterable[Literal["x86_64", "aarch64", "risc-v", "unknown"]] | None = None,
        disk_type: Iterable[Literal["network", "hdd", "ssd", "nvme", "none", "unknown"]] | None = None,
        gpu: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "vcpus", "-vcpus", "ramMiB", "-ramMiB", "diskGiB", "-diskGiB", "bootFromVolume", "-bootFromVolume", "ephemeralGiB", "-ephemeralGiB", "swapMiB", "-swapMiB", "public", "-public", "disabled", "-disabled", "description", "-description", "cpuType", "-cpuType", "cpuMaker", "-cpuMaker", "architecture", "-architecture", "diskType", "-diskType", "gpu", "-gpu"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "vcpus", "ramMiB", "diskGiB", "bootFromVolume", "ephemeralGiB", "swapMiB", "public", "disabled", "description", "extraSpecs", "cpuType", "cpuMaker", "architecture", "diskType", "gpu", "scs"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Flavor]:
        """List flavors.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/flavors",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "vcpus": vcpus, "ramMiB": ram_mib, "diskGiB": disk_gib, "cpuType": cpu_type, "cpuMaker": cpu_maker, "architecture": architecture, "diskType": disk_type, "gpu": gpu, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_flavor(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "vcpus", "ramMiB", "diskGiB", "bootFromVolume", "ephemeralGiB", "swapMiB", "public", "disabled", "description", "extraSpecs", "cpuType", "cpuMaker", "architecture", "diskType", "gpu", "scs"]] | None = None,
        timeout: float | None = None,
    ) -> Flavor:
        """Get a flavor."""
        return self._call(
            "GET",
            "/scs/v1/flavors/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_flavor(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "vcpus", "ramMiB", "diskGiB", "bootFromVolume", "ephemeralGiB", "swapMiB", "public", "disabled", "description", "extraSpecs", "cpuType", "cpuMaker", "architecture", "diskType", "gpu", "scs"]] | None = None,
    ) -> Flavor:
        """Find a flavor on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/flavors/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_images(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["queued", "saving", "importing", "available", "deactivated", "deleting", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        visibility: Iterable[Literal["public", "community", "shared", "private"]] | None = None,
        hidden: bool | None = None,
        architecture: Iterable[str] | None = None,
        distro: Iterable[str] | None = None,
        version: Iterable[str] | None = None,
        purpose: Iterable[Literal["generic", "minimal", "k8snode", "gpu", "network", "custom", "oldgeneric", "unknown"]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "visibility", "-visibility", "hidden", "-hidden", "protected", "-protected", "sizeBytes", "-sizeBytes", "virtualSizeBytes", "-virtualSizeBytes", "minDiskGiB", "-minDiskGiB", "minRamMiB", "-minRamMiB", "diskFormat", "-diskFormat", "containerFormat", "-containerFormat", "architecture", "-architecture", "distro", "-distro", "version", "-version", "purpose", "-purpose", "updatedAt", "-updatedAt"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "visibility", "hidden", "protected", "sizeBytes", "virtualSizeBytes", "minDiskGiB", "minRamMiB", "diskFormat", "containerFormat", "checksum", "architecture", "distro", "version", "purpose", "scs", "tags", "metadata", "updatedAt"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Image]:
        """List images.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/images",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "visibility": visibility, "hidden": hidden, "architecture": architecture, "distro": distro, "version": version, "purpose": purpose, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_image(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "visibility", "hidden", "protected", "sizeBytes", "virtualSizeBytes", "minDiskGiB", "minRamMiB", "diskFormat", "containerFormat", "checksum", "architecture", "distro", "version", "purpose", "scs", "tags", "metadata", "updatedAt"]] | None = None,
        timeout: float | None = None,
    ) -> Image:
        """Get an image."""
        return self._call(
            "GET",
            "/scs/v1/images/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_image(
        self,
        cloud: str,
        id: str,
        body: UpdateImageRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ImageChanged:
        """Update a image.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/images/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def find_image(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "visibility", "hidden", "protected", "sizeBytes", "virtualSizeBytes", "minDiskGiB", "minRamMiB", "diskFormat", "containerFormat", "checksum", "architecture", "distro", "version", "purpose", "scs", "tags", "metadata", "updatedAt"]] | None = None,
    ) -> Image:
        """Find an image on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/images/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_image_tag(
        self,
        cloud: str,
        id: str,
        body: AddImageTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ImageChanged:
        """Add a tag to an image.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/images/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_image_tag(
        self,
        cloud: str,
        id: str,
        body: AddImageTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ImageChanged:
        """Remove a tag from an image.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/images/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_keypairs(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        type: Iterable[Literal["ssh", "x509", "unknown"]] | None = None,
        fingerprint: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "type", "-type", "fingerprint", "-fingerprint", "publicKey", "-publicKey", "privateKey", "-privateKey"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "type", "fingerprint", "publicKey", "privateKey"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Keypair]:
        """List key pairs.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/keypairs",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "type": type, "fingerprint": fingerprint, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_keypair(
        self,
        body: CreateKeypairRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> KeypairCreated:
        """Create a key pair."""
        return self._call(
            "POST",
            "/scs/v1/keypairs",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_keypair(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "type", "fingerprint", "publicKey", "privateKey"]] | None = None,
        timeout: float | None = None,
    ) -> Keypair:
        """Get a key pair."""
        return self._call(
            "GET",
            "/scs/v1/keypairs/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def delete_keypair(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a key pair."""
        self._call(
            "DELETE",
            "/scs/v1/keypairs/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_keypair(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "type", "fingerprint", "publicKey", "privateKey"]] | None = None,
    ) -> Keypair:
        """Find a key pair on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/keypairs/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_availability_zones(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unavailable", "unknown"]] | None = None,
        service: Iterable[Literal["compute", "block-storage", "network"]] | None = None,
        available: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "service", "-service", "available", "-available", "fireZone", "-fireZone"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "service", "available", "uses", "fireZone"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[AvailabilityZone]:
        """List availability zones.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/availability-zones",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "service": service, "available": available, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_availability_zone(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "service", "available", "uses", "fireZone"]] | None = None,
        timeout: float | None = None,
    ) -> AvailabilityZone:
        """Get an availability zone."""
        return self._call(
            "GET",
            "/scs/v1/availability-zones/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_availability_zone(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "service", "available", "uses", "fireZone"]] | None = None,
    ) -> AvailabilityZone:
        """Find an availability zone on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/availability-zones/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_quotas(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "limits", "services"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Quota]:
        """List quotas.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/quotas",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_quota(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "limits", "services"]] | None = None,
        timeout: float | None = None,
    ) -> Quota:
        """Get a quota."""
        return self._call(
            "GET",
            "/scs/v1/quotas/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_quota(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "limits", "services"]] | None = None,
    ) -> Quota:
        """Find a quota on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/quotas/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_volumes(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["creating", "available", "in-use", "attaching", "detaching", "changing", "deleting", "error", "unknown"]] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        type_name: Iterable[str] | None = None,
        bootable: bool | None = None,
        availability_zone: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "sizeGiB", "-sizeGiB", "typeName", "-typeName", "typeId", "-typeId", "bootable", "-bootable", "encrypted", "-encrypted", "multiattach", "-multiattach", "availabilityZone", "-availabilityZone", "sourceImageId", "-sourceImageId", "sourceSnapshotId", "-sourceSnapshotId", "sourceVolumeId", "-sourceVolumeId"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "sizeGiB", "typeName", "typeId", "bootable", "encrypted", "multiattach", "availabilityZone", "attachments", "sourceImageId", "sourceSnapshotId", "sourceVolumeId", "metadata"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Volume]:
        """List volumes.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/volumes",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "typeName": type_name, "bootable": bootable, "availabilityZone": availability_zone, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_volume(
        self,
        body: CreateVolumeRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> VolumeCreated:
        """Create a volume."""
        return self._call(
            "POST",
            "/scs/v1/volumes",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_volume(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "sizeGiB", "typeName", "typeId", "bootable", "encrypted", "multiattach", "availabilityZone", "attachments", "sourceImageId", "sourceSnapshotId", "sourceVolumeId", "metadata"]] | None = None,
        timeout: float | None = None,
    ) -> Volume:
        """Get a volume."""
        return self._call(
            "GET",
            "/scs/v1/volumes/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_volume(
        self,
        cloud: str,
        id: str,
        body: UpdateVolumeRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> VolumeChanged:
        """Update a volume.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/volumes/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_volume(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> OperationStarted | None:
        """Delete a volume."""
        return self._call(
            "DELETE",
            "/scs/v1/volumes/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_volume(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "sizeGiB", "typeName", "typeId", "bootable", "encrypted", "multiattach", "availabilityZone", "attachments", "sourceImageId", "sourceSnapshotId", "sourceVolumeId", "metadata"]] | None = None,
    ) -> Volume:
        """Find a volume on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/volumes/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def attach_volume(
        self,
        cloud: str,
        id: str,
        body: AttachVolumeRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> VolumeChanged:
        """Attach a volume to a server."""
        return self._call(
            "POST",
            "/scs/v1/volumes/{cloud}/{id}/actions/attach",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def detach_volume(
        self,
        cloud: str,
        id: str,
        body: DetachVolumeRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> VolumeChanged:
        """Detach a volume from a server.

        The operation ends when the volume is `available`. A volume that is still attached to other servers stays `in-use`; check `attachments` then.
        """
        return self._call(
            "POST",
            "/scs/v1/volumes/{cloud}/{id}/actions/detach",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def extend_volume(
        self,
        cloud: str,
        id: str,
        body: ExtendVolumeRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> VolumeChanged:
        """Extend a volume.

        The file system on it is not resized.
        """
        return self._call(
            "POST",
            "/scs/v1/volumes/{cloud}/{id}/actions/extend",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_volume_types(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        public: bool | None = None,
        default: bool | None = None,
        encrypted: bool | None = None,
        replicated: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "description", "-description", "public", "-public", "default", "-default", "encrypted", "-encrypted", "replicated", "-replicated"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "public", "default", "encrypted", "replicated", "extraSpecs"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[VolumeType]:
        """List volume types.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/volume-types",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "public": public, "default": default, "encrypted": encrypted, "replicated": replicated, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_volume_type(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "public", "default", "encrypted", "replicated", "extraSpecs"]] | None = None,
        timeout: float | None = None,
    ) -> VolumeType:
        """Get a volume type."""
        return self._call(
            "GET",
            "/scs/v1/volume-types/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_volume_type(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "public", "default", "encrypted", "replicated", "extraSpecs"]] | None = None,
    ) -> VolumeType:
        """Find a volume type on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/volume-types/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_snapshots(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["creating", "available", "changing", "deleting", "error", "unknown"]] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        volume_id: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "volumeId", "-volumeId", "sizeGiB", "-sizeGiB"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "volumeId", "sizeGiB", "metadata"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Snapshot]:
        """List snapshots.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/snapshots",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "volumeId": volume_id, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_snapshot(
        self,
        body: CreateSnapshotRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SnapshotCreated:
        """Create a snapshot."""
        return self._call(
            "POST",
            "/scs/v1/snapshots",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_snapshot(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "volumeId", "sizeGiB", "metadata"]] | None = None,
        timeout: float | None = None,
    ) -> Snapshot:
        """Get a snapshot."""
        return self._call(
            "GET",
            "/scs/v1/snapshots/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_snapshot(
        self,
        cloud: str,
        id: str,
        body: UpdateSnapshotRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SnapshotChanged:
        """Update a snapshot.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/snapshots/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_snapshot(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> OperationStarted | None:
        """Delete a snapshot."""
        return self._call(
            "DELETE",
            "/scs/v1/snapshots/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_snapshot(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "volumeId", "sizeGiB", "metadata"]] | None = None,
    ) -> Snapshot:
        """Find a snapshot on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/snapshots/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_networks(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["active", "building", "down", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        external: bool | None = None,
        shared: bool | None = None,
        default: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "external", "-external", "shared", "-shared", "default", "-default", "adminStateUp", "-adminStateUp", "mtu", "-mtu", "portSecurity", "-portSecurity"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "external", "shared", "default", "adminStateUp", "mtu", "tags", "subnetIds", "portSecurity", "availabilityZones"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Network]:
        """List networks.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/networks",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "external": external, "shared": shared, "default": default, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_network(
        self,
        body: CreateNetworkRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> NetworkCreated:
        """Create a network."""
        return self._call(
            "POST",
            "/scs/v1/networks",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_network(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "external", "shared", "default", "adminStateUp", "mtu", "tags", "subnetIds", "portSecurity", "availabilityZones"]] | None = None,
        timeout: float | None = None,
    ) -> Network:
        """Get a network."""
        return self._call(
            "GET",
            "/scs/v1/networks/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_network(
        self,
        cloud: str,
        id: str,
        body: UpdateNetworkRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> NetworkChanged:
        """Update a network.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/networks/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_network(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a network."""
        self._call(
            "DELETE",
            "/scs/v1/networks/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_network(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "external", "shared", "default", "adminStateUp", "mtu", "tags", "subnetIds", "portSecurity", "availabilityZones"]] | None = None,
    ) -> Network:
        """Find a network on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/networks/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_network_tag(
        self,
        cloud: str,
        id: str,
        body: AddNetworkTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> NetworkChanged:
        """Add a tag to a network.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/networks/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_network_tag(
        self,
        cloud: str,
        id: str,
        body: AddNetworkTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> NetworkChanged:
        """Remove a tag from a network.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/networks/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_subnets(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        network_id: Iterable[str] | None = None,
        cidr: Iterable[str] | None = None,
        ip_version: Iterable[Literal[4, 6]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "description", "-description", "updatedAt", "-updatedAt", "networkId", "-networkId", "cidr", "-cidr", "ipVersion", "-ipVersion", "gateway", "-gateway", "dhcp", "-dhcp", "ipv6AddressMode", "-ipv6AddressMode", "ipv6RouterMode", "-ipv6RouterMode"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "networkId", "cidr", "ipVersion", "gateway", "dhcp", "tags", "dnsServers", "pools", "routes", "ipv6AddressMode", "ipv6RouterMode"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Subnet]:
        """List subnets.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/subnets",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "networkId": network_id, "cidr": cidr, "ipVersion": ip_version, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_subnet(
        self,
        body: CreateSubnetRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SubnetCreated:
        """Create a subnet."""
        return self._call(
            "POST",
            "/scs/v1/subnets",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_subnet(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "networkId", "cidr", "ipVersion", "gateway", "dhcp", "tags", "dnsServers", "pools", "routes", "ipv6AddressMode", "ipv6RouterMode"]] | None = None,
        timeout: float | None = None,
    ) -> Subnet:
        """Get a subnet."""
        return self._call(
            "GET",
            "/scs/v1/subnets/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_subnet(
        self,
        cloud: str,
        id: str,
        body: UpdateSubnetRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SubnetChanged:
        """Update a subnet.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/subnets/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_subnet(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a subnet."""
        self._call(
            "DELETE",
            "/scs/v1/subnets/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_subnet(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "networkId", "cidr", "ipVersion", "gateway", "dhcp", "tags", "dnsServers", "pools", "routes", "ipv6AddressMode", "ipv6RouterMode"]] | None = None,
    ) -> Subnet:
        """Find a subnet on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/subnets/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_subnet_tag(
        self,
        cloud: str,
        id: str,
        body: AddSubnetTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SubnetChanged:
        """Add a tag to a subnet.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/subnets/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_subnet_tag(
        self,
        cloud: str,
        id: str,
        body: AddSubnetTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SubnetChanged:
        """Remove a tag from a subnet.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/subnets/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_routers(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["active", "building", "down", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "adminStateUp", "-adminStateUp"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "adminStateUp", "tags", "externalGateway", "routes", "availabilityZones"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Router]:
        """List routers.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/routers",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_router(
        self,
        body: CreateRouterRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> RouterCreated:
        """Create a router."""
        return self._call(
            "POST",
            "/scs/v1/routers",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_router(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "adminStateUp", "tags", "externalGateway", "routes", "availabilityZones"]] | None = None,
        timeout: float | None = None,
    ) -> Router:
        """Get a router."""
        return self._call(
            "GET",
            "/scs/v1/routers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_router(
        self,
        cloud: str,
        id: str,
        body: UpdateRouterRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> RouterChanged:
        """Update a router.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/routers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_router(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a router."""
        self._call(
            "DELETE",
            "/scs/v1/routers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_router(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "adminStateUp", "tags", "externalGateway", "routes", "availabilityZones"]] | None = None,
    ) -> Router:
        """Find a router on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/routers/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_router_tag(
        self,
        cloud: str,
        id: str,
        body: AddRouterTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> RouterChanged:
        """Add a tag to a router.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/routers/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_router_tag(
        self,
        cloud: str,
        id: str,
        body: AddRouterTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> RouterChanged:
        """Remove a tag from a router.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/routers/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def add_router_interface(
        self,
        cloud: str,
        id: str,
        body: AddRouterInterfaceRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> AddRouterInterfaceResult:
        """Connect a router to a subnet."""
        return self._call(
            "POST",
            "/scs/v1/routers/{cloud}/{id}/actions/add-interface",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_router_interface(
        self,
        cloud: str,
        id: str,
        body: AddRouterInterfaceRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> AddRouterInterfaceResult:
        """Disconnect a router from a subnet."""
        return self._call(
            "POST",
            "/scs/v1/routers/{cloud}/{id}/actions/remove-interface",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_ports(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["active", "building", "down", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        network_id: Iterable[str] | None = None,
        device_id: Iterable[str] | None = None,
        device_owner: Iterable[str] | None = None,
        mac: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "networkId", "-networkId", "mac", "-mac", "deviceId", "-deviceId", "deviceOwner", "-deviceOwner", "portSecurity", "-portSecurity", "adminStateUp", "-adminStateUp"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "networkId", "mac", "addresses", "tags", "deviceId", "deviceOwner", "securityGroupIds", "portSecurity", "adminStateUp"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Port]:
        """List ports.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/ports",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "networkId": network_id, "deviceId": device_id, "deviceOwner": device_owner, "mac": mac, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_port(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "networkId", "mac", "addresses", "tags", "deviceId", "deviceOwner", "securityGroupIds", "portSecurity", "adminStateUp"]] | None = None,
        timeout: float | None = None,
    ) -> Port:
        """Get a port."""
        return self._call(
            "GET",
            "/scs/v1/ports/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_port(
        self,
        cloud: str,
        id: str,
        body: UpdatePortRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> PortChanged:
        """Update a port.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/ports/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def find_port(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "networkId", "mac", "addresses", "tags", "deviceId", "deviceOwner", "securityGroupIds", "portSecurity", "adminStateUp"]] | None = None,
    ) -> Port:
        """Find a port on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/ports/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_port_tag(
        self,
        cloud: str,
        id: str,
        body: AddPortTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> PortChanged:
        """Add a tag to a port.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/ports/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_port_tag(
        self,
        cloud: str,
        id: str,
        body: AddPortTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> PortChanged:
        """Remove a tag from a port.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/ports/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_floating_ips(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["active", "down", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        address: Iterable[str] | None = None,
        fixed_address: Iterable[str] | None = None,
        port_id: Iterable[str] | None = None,
        network_id: Iterable[str] | None = None,
        router_id: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "description", "-description", "updatedAt", "-updatedAt", "address", "-address", "fixedAddress", "-fixedAddress", "portId", "-portId", "networkId", "-networkId", "routerId", "-routerId"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "address", "tags", "fixedAddress", "portId", "networkId", "routerId"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[FloatingIp]:
        """List floating IPs.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/floating-ips",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "address": address, "fixedAddress": fixed_address, "portId": port_id, "networkId": network_id, "routerId": router_id, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_floating_ip(
        self,
        body: CreateFloatingIpRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpCreated:
        """Create a floating IP."""
        return self._call(
            "POST",
            "/scs/v1/floating-ips",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_floating_ip(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "address", "tags", "fixedAddress", "portId", "networkId", "routerId"]] | None = None,
        timeout: float | None = None,
    ) -> FloatingIp:
        """Get a floating IP."""
        return self._call(
            "GET",
            "/scs/v1/floating-ips/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_floating_ip(
        self,
        cloud: str,
        id: str,
        body: UpdateFloatingIpRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpChanged:
        """Update a floating IP.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/floating-ips/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_floating_ip(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a floating IP."""
        self._call(
            "DELETE",
            "/scs/v1/floating-ips/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_floating_ip(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "description", "updatedAt", "address", "tags", "fixedAddress", "portId", "networkId", "routerId"]] | None = None,
    ) -> FloatingIp:
        """Find a floating IP on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/floating-ips/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_floating_ip_tag(
        self,
        cloud: str,
        id: str,
        body: AddFloatingIpTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpChanged:
        """Add a tag to a floating IP.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/floating-ips/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_floating_ip_tag(
        self,
        cloud: str,
        id: str,
        body: AddFloatingIpTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpChanged:
        """Remove a tag from a floating IP.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/floating-ips/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def associate_floating_ip(
        self,
        cloud: str,
        id: str,
        body: AssociateFloatingIpRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpChanged:
        """Associate a floating IP with a server or a port.

        Give either `serverId` or `portId`. A server must have exactly one port that has an IPv4 address and is not itself on an external network.
        """
        return self._call(
            "POST",
            "/scs/v1/floating-ips/{cloud}/{id}/actions/associate",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def disassociate_floating_ip(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> FloatingIpChanged:
        """Disassociate a floating IP from its port."""
        return self._call(
            "POST",
            "/scs/v1/floating-ips/{cloud}/{id}/actions/disassociate",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def list_security_groups(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        default: bool | None = None,
        stateful: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "description", "-description", "updatedAt", "-updatedAt", "default", "-default", "stateful", "-stateful"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "default", "tags", "stateful", "rules"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[SecurityGroup]:
        """List security groups.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/security-groups",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "default": default, "stateful": stateful, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_security_group(
        self,
        body: CreateSecurityGroupRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SecurityGroupCreated:
        """Create a security group."""
        return self._call(
            "POST",
            "/scs/v1/security-groups",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_security_group(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "default", "tags", "stateful", "rules"]] | None = None,
        timeout: float | None = None,
    ) -> SecurityGroup:
        """Get a security group."""
        return self._call(
            "GET",
            "/scs/v1/security-groups/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_security_group(
        self,
        cloud: str,
        id: str,
        body: UpdateSecurityGroupRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SecurityGroupChanged:
        """Update a security group.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/security-groups/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_security_group(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a security group."""
        self._call(
            "DELETE",
            "/scs/v1/security-groups/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_security_group(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "description", "updatedAt", "default", "tags", "stateful", "rules"]] | None = None,
    ) -> SecurityGroup:
        """Find a security group on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/security-groups/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def add_security_group_tag(
        self,
        cloud: str,
        id: str,
        body: AddSecurityGroupTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SecurityGroupChanged:
        """Add a tag to a security group.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/security-groups/{cloud}/{id}/actions/add-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def remove_security_group_tag(
        self,
        cloud: str,
        id: str,
        body: AddSecurityGroupTagRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SecurityGroupChanged:
        """Remove a tag from a security group.

        Its other tags stay.
        """
        return self._call(
            "POST",
            "/scs/v1/security-groups/{cloud}/{id}/actions/remove-tag",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def list_security_group_rules(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        group_id: Iterable[str] | None = None,
        direction: Iterable[Literal["ingress", "egress"]] | None = None,
        ethertype: Iterable[Literal["IPv4", "IPv6"]] | None = None,
        protocol: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "groupId", "-groupId", "direction", "-direction", "ethertype", "-ethertype", "protocol", "-protocol", "portMin", "-portMin", "portMax", "-portMax", "remoteCidr", "-remoteCidr", "remoteGroupId", "-remoteGroupId", "remoteAddressGroupId", "-remoteAddressGroupId", "description", "-description", "updatedAt", "-updatedAt"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "groupId", "direction", "ethertype", "protocol", "portMin", "portMax", "remoteCidr", "remoteGroupId", "remoteAddressGroupId", "description", "updatedAt"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[SecurityGroupRule]:
        """List security group rules.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/security-group-rules",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "createdAfter": created_after, "createdBefore": created_before, "groupId": group_id, "direction": direction, "ethertype": ethertype, "protocol": protocol, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_security_group_rule(
        self,
        body: CreateSecurityGroupRuleRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> SecurityGroupRuleCreated:
        """Create a security group rule."""
        return self._call(
            "POST",
            "/scs/v1/security-group-rules",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_security_group_rule(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "groupId", "direction", "ethertype", "protocol", "portMin", "portMax", "remoteCidr", "remoteGroupId", "remoteAddressGroupId", "description", "updatedAt"]] | None = None,
        timeout: float | None = None,
    ) -> SecurityGroupRule:
        """Get a security group rule."""
        return self._call(
            "GET",
            "/scs/v1/security-group-rules/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def delete_security_group_rule(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a security group rule."""
        self._call(
            "DELETE",
            "/scs/v1/security-group-rules/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_security_group_rule(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "groupId", "direction", "ethertype", "protocol", "portMin", "portMax", "remoteCidr", "remoteGroupId", "remoteAddressGroupId", "description", "updatedAt"]] | None = None,
    ) -> SecurityGroupRule:
        """Find a security group rule on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/security-group-rules/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_load_balancers(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["creating", "active", "changing", "deleting", "error", "unknown"]] | None = None,
        tag: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        operating_status: Iterable[Literal["online", "offline", "degraded", "draining", "error", "not-monitored", "unknown"]] | None = None,
        provider: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "nativeStatus", "-nativeStatus", "operatingStatus", "-operatingStatus", "description", "-description", "updatedAt", "-updatedAt", "adminStateUp", "-adminStateUp", "provider", "-provider", "availabilityZone", "-availabilityZone"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "operatingStatus", "description", "updatedAt", "adminStateUp", "vip", "tags", "listenerIds", "poolIds", "provider", "availabilityZone"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[LoadBalancer]:
        """List load balancers.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/load-balancers",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "tag": tag, "createdAfter": created_after, "createdBefore": created_before, "operatingStatus": operating_status, "provider": provider, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_load_balancer(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "operatingStatus", "description", "updatedAt", "adminStateUp", "vip", "tags", "listenerIds", "poolIds", "provider", "availabilityZone"]] | None = None,
        timeout: float | None = None,
    ) -> LoadBalancer:
        """Get a load balancer."""
        return self._call(
            "GET",
            "/scs/v1/load-balancers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_load_balancer(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "nativeStatus", "operatingStatus", "description", "updatedAt", "adminStateUp", "vip", "tags", "listenerIds", "poolIds", "provider", "availabilityZone"]] | None = None,
    ) -> LoadBalancer:
        """Find a load balancer on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/load-balancers/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_containers(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "unknown"]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "objects", "-objects", "sizeBytes", "-sizeBytes", "s3Endpoint", "-s3Endpoint"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "objects", "sizeBytes", "metadata", "s3Endpoint"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Container]:
        """List containers.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/containers",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def create_container(
        self,
        body: CreateContainerRequest,
        *,
        wait: float | None = None,
        timeout: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ContainerCreated:
        """Create a container."""
        return self._call(
            "POST",
            "/scs/v1/containers",
            query={"wait": wait, "timeout": timeout},
            body=body,
            key=idempotency_key,
        )

    def get_container(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "objects", "sizeBytes", "metadata", "s3Endpoint"]] | None = None,
        timeout: float | None = None,
    ) -> Container:
        """Get a container."""
        return self._call(
            "GET",
            "/scs/v1/containers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def update_container(
        self,
        cloud: str,
        id: str,
        body: UpdateContainerRequest,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> ContainerChanged:
        """Update a container.

        Changes only the fields in the body.
        """
        return self._call(
            "PATCH",
            "/scs/v1/containers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            body=body,
            key=idempotency_key,
        )

    def delete_container(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        wait: float | None = None,
        timeout: float | None = None,
        if_match: str | None = None,
        idempotency_key: str | bool | None = None,
    ) -> None:
        """Delete a container."""
        self._call(
            "DELETE",
            "/scs/v1/containers/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "wait": wait, "timeout": timeout},
            headers={"If-Match": if_match},
            key=idempotency_key,
        )

    def find_container(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "objects", "sizeBytes", "metadata", "s3Endpoint"]] | None = None,
    ) -> Container:
        """Find a container on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/containers/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_clusters(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["ready", "degraded", "unreachable", "unknown"]] | None = None,
        minor: Iterable[str] | None = None,
        supported: bool | None = None,
        network_policy: bool | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "url", "-url", "version", "-version", "minor", "-minor", "platform", "-platform", "endOfLife", "-endOfLife", "supported", "-supported", "networkPolicy", "-networkPolicy", "cni", "-cni"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "url", "version", "minor", "platform", "endOfLife", "supported", "nodes", "zones", "nodeRegions", "storageClasses", "networkPolicy", "cni", "apiGroups"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Cluster]:
        """List clusters.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/clusters",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "minor": minor, "supported": supported, "networkPolicy": network_policy, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_cluster(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "url", "version", "minor", "platform", "endOfLife", "supported", "nodes", "zones", "nodeRegions", "storageClasses", "networkPolicy", "cni", "apiGroups"]] | None = None,
        timeout: float | None = None,
    ) -> Cluster:
        """Get a cluster."""
        return self._call(
            "GET",
            "/scs/v1/clusters/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_cluster(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "url", "version", "minor", "platform", "endOfLife", "supported", "nodes", "zones", "nodeRegions", "storageClasses", "networkPolicy", "cni", "apiGroups"]] | None = None,
    ) -> Cluster:
        """Find a cluster on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/clusters/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_nodes(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["ready", "not-ready", "cordoned", "unknown"]] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        cluster: Iterable[str] | None = None,
        zone: Iterable[str] | None = None,
        architecture: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "cluster", "-cluster", "version", "-version", "zone", "-zone", "nodeRegion", "-nodeRegion", "instanceType", "-instanceType", "architecture", "-architecture", "osImage", "-osImage", "kernel", "-kernel", "containerRuntime", "-containerRuntime", "taints", "-taints"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata", "roles", "version", "zone", "nodeRegion", "instanceType", "capacity", "allocatable", "architecture", "osImage", "kernel", "containerRuntime", "addresses", "taints"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Node]:
        """List nodes.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/nodes",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "cluster": cluster, "zone": zone, "architecture": architecture, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_node(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata", "roles", "version", "zone", "nodeRegion", "instanceType", "capacity", "allocatable", "architecture", "osImage", "kernel", "containerRuntime", "addresses", "taints"]] | None = None,
        timeout: float | None = None,
    ) -> Node:
        """Get a node."""
        return self._call(
            "GET",
            "/scs/v1/nodes/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_node(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata", "roles", "version", "zone", "nodeRegion", "instanceType", "capacity", "allocatable", "architecture", "osImage", "kernel", "containerRuntime", "addresses", "taints"]] | None = None,
    ) -> Node:
        """Find a node on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/nodes/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_namespaces(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["active", "terminating", "unknown"]] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        cluster: Iterable[str] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "cluster", "-cluster"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Namespace]:
        """List namespaces.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/namespaces",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "cluster": cluster, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_namespace(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata"]] | None = None,
        timeout: float | None = None,
    ) -> Namespace:
        """Get a namespace."""
        return self._call(
            "GET",
            "/scs/v1/namespaces/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_namespace(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "metadata"]] | None = None,
    ) -> Namespace:
        """Find a namespace on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/namespaces/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def list_workloads(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        name: Iterable[str] | None = None,
        status: Iterable[Literal["available", "progressing", "failed", "completed", "suspended", "unknown"]] | None = None,
        metadata: Iterable[str] | None = None,
        created_after: str | None = None,
        created_before: str | None = None,
        cluster: Iterable[str] | None = None,
        namespace: Iterable[str] | None = None,
        kind: Iterable[Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]] | None = None,
        sort: Iterable[Literal["cloud", "-cloud", "region", "-region", "project", "-project", "id", "-id", "name", "-name", "createdAt", "-createdAt", "status", "-status", "cluster", "-cluster", "namespace", "-namespace", "kind", "-kind", "schedule", "-schedule"]] | None = None,
        limit: int | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "namespace", "kind", "metadata", "replicas", "containerImages", "schedule"]] | None = None,
        view: Literal["normal", "native"] | None = None,
        partial: bool | None = None,
        timeout: float | None = None,
    ) -> Listing[Workload]:
        """List workloads.

        Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.
        """
        return self._list(
            "/scs/v1/workloads",
            query={"cloud": cloud, "region": region, "project": project, "name": name, "status": status, "metadata": metadata, "createdAfter": created_after, "createdBefore": created_before, "cluster": cluster, "namespace": namespace, "kind": kind, "sort": sort, "limit": limit, "fields": fields, "view": view, "partial": partial, "timeout": timeout},
        )

    def get_workload(
        self,
        cloud: str,
        id: str,
        *,
        region: str | None = None,
        project: str | None = None,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "namespace", "kind", "metadata", "replicas", "containerImages", "schedule"]] | None = None,
        timeout: float | None = None,
    ) -> Workload:
        """Get a workload."""
        return self._call(
            "GET",
            "/scs/v1/workloads/{cloud}/{id}",
            path={"cloud": cloud, "id": id},
            query={"region": region, "project": project, "view": view, "fields": fields, "timeout": timeout},
        )

    def find_workload(
        self,
        id: str,
        *,
        view: Literal["normal", "native"] | None = None,
        fields: Iterable[Literal["cloud", "region", "project", "id", "name", "createdAt", "status", "cluster", "namespace", "kind", "metadata", "replicas", "containerImages", "schedule"]] | None = None,
    ) -> Workload:
        """Find a workload on any cloud.

        Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.
        """
        return self._call(
            "GET",
            "/scs/v1/workloads/{id}",
            path={"id": id},
            query={"view": view, "fields": fields},
        )

    def preview_server_placement(
        self,
        body: CreateServerRequest,
        *,
        timeout: float | None = None,
    ) -> PreviewServerPlacementResult:
        """Preview where a server would be created.

        Takes the body of a create and answers which cloud would be chosen at this moment, and for every other one what speaks against it. Nothing is created or reserved; quotas are each cloud’s own to judge, when the server is created.
        """
        return self._call(
            "POST",
            "/scs/v1/server-placements",
            query={"timeout": timeout},
            body=body,
            safe=True,
        )

    def read_flavor_name(
        self,
        name: str,
    ) -> FlavorName:
        """Parse a flavor name.

        Parses an SCS flavor name (scs-0100) in any syntax. An invalid name is answered with 422 and the reason. No cloud is queried; `/scs/v1/flavor-groups/{name}` says which clouds have such a flavor.
        """
        return self._call(
            "GET",
            "/scs/v1/flavor-names/{name}",
            path={"name": name},
        )

    def write_flavor_name(
        self,
        body: WriteFlavorNameRequest,
    ) -> FlavorName:
        """Build a flavor name.

        Builds the name of a flavor from its properties: `canonical`, `short`, `asV1`, and the matching extra_specs. `parsed` has the form that parsing a name returns. If no name can express the properties, the response is 422.
        """
        return self._call(
            "POST",
            "/scs/v1/flavor-names",
            body=body,
            safe=True,
        )

    def list_flavor_groups(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        timeout: float | None = None,
        name: Iterable[str] | None = None,
    ) -> FlavorGroupList:
        """List flavor groups.

        Groups the flavors of all clouds by their SCS names, and flavors without an SCS name by their exact names. A flavor with several name variants is in the group of each.
        """
        return self._call(
            "GET",
            "/scs/v1/flavor-groups",
            query={"cloud": cloud, "region": region, "project": project, "timeout": timeout, "name": name},
        )

    def get_flavor_group(
        self,
        name: str,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        timeout: float | None = None,
    ) -> FlavorGroup:
        """Get a flavor group.

        Returns the clouds that offer the flavor and those that do not. The name is an SCS name in any syntax, or the exact name at a cloud. If no cloud has the flavor, the response is an empty group, not an error.
        """
        return self._call(
            "GET",
            "/scs/v1/flavor-groups/{name}",
            path={"name": name},
            query={"cloud": cloud, "region": region, "project": project, "timeout": timeout},
        )

    def match_flavors(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        timeout: float | None = None,
        name: str | None = None,
        vcpus: int | None = None,
        ram_gib: float | None = None,
        disk_gib: float | None = None,
        disk_type: Literal["network", "hdd", "ssd", "nvme"] | None = None,
        cpu_type: Literal["crowded-core", "shared-core", "dedicated-thread", "dedicated-core"] | None = None,
        cpu_maker: Literal["intel", "amd", "arm", "risc-v"] | None = None,
        architecture: Literal["x86_64", "aarch64", "risc-v"] | None = None,
        gpu: bool | None = None,
        exact: bool | None = None,
    ) -> MatchFlavorsResult:
        """Find the best flavor of each cloud.

        Returns the smallest flavor of each cloud and region that satisfies the request. Figures and types are minimum values; with `exact` they must match exactly. A property that a flavor does not declare counts as missing.
        """
        return self._call(
            "GET",
            "/scs/v1/flavor-matches",
            query={"cloud": cloud, "region": region, "project": project, "timeout": timeout, "name": name, "vcpus": vcpus, "ramGiB": ram_gib, "diskGiB": disk_gib, "diskType": disk_type, "cpuType": cpu_type, "cpuMaker": cpu_maker, "architecture": architecture, "gpu": gpu, "exact": exact},
        )

    def match_images(
        self,
        *,
        cloud: Iterable[str] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        timeout: float | None = None,
        name: str | None = None,
        distro: str | None = None,
        version: str | None = None,
        purpose: Literal["generic", "minimal", "k8snode", "gpu", "network", "custom", "oldgeneric"] | None = None,
        architecture: Literal["x86_64", "aarch64", "risc-v"] | None = None,
        visibility: Iterable[Literal["public", "community", "shared", "private"]] | None = None,
    ) -> MatchImagesResult:
        """Find the matching image of each cloud.

        Returns exactly one image per cloud and region, or the reason why there is none. Images are found by os_distro, os_version and os_purpose or, if a cloud does not declare these, by the image names of scs-0104. Without a `distro`, they are found by their `name` only; one of the two is required. The result is deterministic.
        """
        return self._call(
            "GET",
            "/scs/v1/image-matches",
            query={"cloud": cloud, "region": region, "project": project, "timeout": timeout, "name": name, "distro": distro, "version": version, "purpose": purpose, "architecture": architecture, "visibility": visibility},
        )

    def get_conformance(
        self,
        cloud: str,
        *,
        scope: Iterable[Literal["iaas", "kaas"]] | None = None,
        region: Iterable[str] | None = None,
        project: str | None = None,
        timeout: float | None = None,
    ) -> Conformance:
        """Check a cloud against the SCS standards.

        Reads flavors, images, volume types, the service catalogue, default security group rules and clusters with your own rights, and judges them by the checks of the SCS scopes. It only reads, so it is no certificate: checks that need a server, a volume or a person are `unknown`, and so are checks whose data could not be read.
        """
        return self._call(
            "GET",
            "/scs/v1/clouds/{cloud}/conformance",
            path={"cloud": cloud},
            query={"scope": scope, "region": region, "project": project, "timeout": timeout},
        )

    def check_portability(
        self,
        body: CheckPortabilityRequest,
        *,
        timeout: float | None = None,
    ) -> CheckPortabilityResult:
        """Check which clouds satisfy a workload.

        Reports for each cloud and region what it offers for each requirement and what is missing. Nothing is created.
        """
        return self._call(
            "POST",
            "/scs/v1/portability",
            query={"timeout": timeout},
            body=body,
            safe=True,
        )

    def get_operation(
        self,
        operation: str,
        *,
        wait: float | None = None,
        timeout: float | None = None,
    ) -> Operation:
        """Get an operation.

        With `Accept: text/event-stream` the response is that of `followOperation`.
        """
        return self._call(
            "GET",
            "/scs/v1/operations/{operation}",
            path={"operation": operation},
            query={"wait": wait, "timeout": timeout},
        )

    def list_errors(
        self,
    ) -> ErrorList:
        """List all errors."""
        return self._call(
            "GET",
            "/scs/v1/errors",
        )

    def get_index(
        self,
    ) -> Index:
        """List links to all collections."""
        return self._call(
            "GET",
            "/scs/v1",
        )

    def get_document(
        self,
    ) -> Document:
        """Get the OpenAPI document."""
        return self._call(
            "GET",
            "/scs/openapi.json",
        )

    def get_reference(
        self,
    ) -> str:
        """Get the reference page."""
        return self._call(
            "GET",
            "/docs",
        )
