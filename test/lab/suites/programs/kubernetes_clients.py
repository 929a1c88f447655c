# SPDX-License-Identifier: Apache-2.0
"""Python's Kubernetes clients: objects, lists, patches, logs, exec where a client has it, and a watch that goes on over
the end of the token it began with.

    kubernetes_clients.py CLIENT

KUBECONFIG has the token; TOKEN_SECONDS is how long it lives; NAMESPACE is the user's; ADMIN is a kubectl of the
administrator's, who makes something happen after the token's end. Prints records as steps.sh does.
"""
import asyncio
import os
import subprocess
import sys
import threading
import time
import traceback

NS = os.environ['NAMESPACE']
AFTER = float(os.environ['TOKEN_SECONDS']) + 15
STARTED = time.monotonic()
CLIENT = sys.argv[1]


def record(title, code, out='', err=''):
    print('\x1e%s: %s\x1f%s\x1f%s\x1f%s' % (CLIENT, title, code, out, err), end='', flush=True)


async def step(title, work):
    try:
        out = await asyncio.wait_for(work(), 240)
    except Exception as error:  # the verdict is what a user's program would get
        record(title, type(error).__name__, '', traceback.format_exc()[-1500:])
    else:
        record(title, 0, out)


def later(name):
    """A ConfigMap made by the administrator once the token has ended."""
    def make():
        time.sleep(max(0, AFTER - (time.monotonic() - STARTED)))
        subprocess.run(['sh', '-c', os.environ['ADMIN'] + ' -n %s create configmap %s' % (NS, name)], check=True,
                       capture_output=True)
    threading.Thread(target=make, daemon=True).start()


def body(name):
    return {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': {'key': 'a\\b %5C ☷'}}


async def kr8s_client():
    import kr8s
    from kr8s.asyncio.objects import ConfigMap
    api = await kr8s.asyncio.api(kubeconfig=os.environ['KUBECONFIG'], namespace=NS)

    async def create():
        made = await ConfigMap(body('kr8s'), api=api)
        await made.create()
        return made.data['key']

    async def change():
        made = await ConfigMap.get('kr8s', namespace=NS, api=api)
        await made.patch({'data': {'more': '1'}})
        await made.label(colour='blue')
        return repr(sorted(made.data))

    async def lists():
        # The others are at work in the same namespace.
        return repr([m.name async for m in api.get('configmaps', namespace=NS) if m.name == 'kr8s'])

    async def delete():
        made = await ConfigMap.get('kr8s', namespace=NS, api=api)
        await made.delete()
        return repr(await made.exists())

    async def watch():
        later('kr8s-later')
        async for event, thing in api.watch('configmaps', namespace=NS):
            if thing.name == 'kr8s-later':
                return event
    return [('version', lambda: api.version()), ('create', create), ('patch and label', change), ('list', lists),
            ('delete', delete), ('a watch over the end of the token', watch)]


async def lightkube_client():
    from lightkube import AsyncClient, KubeConfig
    from lightkube.core.exceptions import ApiError
    from lightkube.models.meta_v1 import ObjectMeta
    from lightkube.resources.core_v1 import ConfigMap
    config = KubeConfig.from_file(os.environ['KUBECONFIG'])
    client = AsyncClient(config=config, namespace=NS)

    async def create():
        made = await client.create(ConfigMap(metadata=ObjectMeta(name='lightkube'), data={'key': 'a\\b %5C ☷'}))
        return made.data['key']

    async def change():
        made = await client.patch(ConfigMap, 'lightkube', {'data': {'more': '1'}})
        return repr(sorted(made.data))

    async def apply():
        thing = ConfigMap(metadata=ObjectMeta(name='lightkube-2'), data={'a': 'b'}, apiVersion='v1', kind='ConfigMap')
        made = await client.apply(thing, field_manager='suites')
        await client.delete(ConfigMap, 'lightkube-2')
        return repr(made.data)

    async def lists():
        return repr([m.metadata.name async for m in client.list(ConfigMap) if m.metadata.name == 'lightkube'])

    async def delete():
        await client.delete(ConfigMap, 'lightkube')
        try:
            await client.get(ConfigMap, 'lightkube')
        except ApiError as error:
            return '%s %s' % (error.status.code, error.status.message)

    async def watch():
        later('lightkube-later')
        async for event, thing in client.watch(ConfigMap):
            if thing.metadata.name == 'lightkube-later':
                return event
    return [('create', create), ('patch', change), ('server-side apply', apply), ('list', lists), ('delete', delete),
            ('a watch over the end of the token', watch)]


async def asyncio_client():
    from kubernetes_asyncio import client, config, watch as watches
    from kubernetes_asyncio.stream import WsApiClient
    await config.load_kube_config(os.environ['KUBECONFIG'])
    api = client.CoreV1Api()

    async def create():
        return (await api.create_namespaced_config_map(NS, body('asyncio'))).data['key']

    async def change():
        made = await api.patch_namespaced_config_map('asyncio', NS, {'data': {'more': '1'}})
        return repr(sorted(made.data))

    async def lists():
        first = await api.list_namespaced_config_map(NS, limit=1)
        return repr(len(first.items))

    async def pod():
        spec = {'containers': [{'name': 'c', 'image': 'lab', 'command': ['sh', '-c', 'echo words; exec sleep 600']}],
                'terminationGracePeriodSeconds': 1}
        await api.create_namespaced_pod(NS, {'metadata': {'name': 'asyncio'}, 'spec': spec})
        for _ in range(60):
            seen = await api.read_namespaced_pod('asyncio', NS)
            if seen.status.phase == 'Running':
                return await api.read_namespaced_pod_log('asyncio', NS)
            await asyncio.sleep(1)

    async def run():
        async with WsApiClient() as sockets:
            return await client.CoreV1Api(api_client=sockets).connect_get_namespaced_pod_exec(
                'asyncio', NS, command=['echo', 'here'], stderr=True, stdin=False, stdout=True, tty=False)

    async def delete():
        await api.delete_namespaced_pod('asyncio', NS)
        await api.delete_namespaced_config_map('asyncio', NS)
        try:
            await api.read_namespaced_config_map('asyncio', NS)
        except client.ApiException as error:
            return '%s %s' % (error.status, error.reason)

    async def watch():
        later('asyncio-later')
        stream = watches.Watch()
        async for event in stream.stream(api.list_namespaced_config_map, NS):
            if event['object'].metadata.name == 'asyncio-later':
                return event['type']
    return [('create', create), ('patch', change), ('list with a limit', lists), ('a pod and its log', pod),
            ('exec', run), ('delete', delete), ('a watch over the end of the token', watch)]


async def official_client():
    from kubernetes import client, config, dynamic, watch as watches
    from kubernetes.stream import stream
    config.load_kube_config(os.environ['KUBECONFIG'])
    api = client.CoreV1Api()

    async def create():
        return api.create_namespaced_config_map(NS, body('official')).data['key']

    async def dynamically():
        maps = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version='v1', kind='ConfigMap')
        made = maps.server_side_apply(namespace=NS, body=body('official-2'), field_manager='suites')
        maps.delete(name='official-2', namespace=NS)
        return made.data['key']

    async def pod():
        spec = {'containers': [{'name': 'c', 'image': 'lab', 'command': ['sh', '-c', 'echo words; exec sleep 600']}],
                'terminationGracePeriodSeconds': 1}
        api.create_namespaced_pod(NS, {'metadata': {'name': 'official'}, 'spec': spec})
        while api.read_namespaced_pod('official', NS).status.phase != 'Running':
            await asyncio.sleep(1)
        return stream(api.connect_get_namespaced_pod_exec, 'official', NS, command=['echo', 'here'], stdout=True)

    async def delete():
        api.delete_namespaced_pod('official', NS)
        api.delete_namespaced_config_map('official', NS)

    async def watch():
        later('official-later')
        def look():
            for event in watches.Watch().stream(api.list_namespaced_config_map, NS):
                if event['object'].metadata.name == 'official-later':
                    return event['type']
        return await asyncio.to_thread(look)
    return [('create', create), ('dynamic client, server-side apply', dynamically), ('a pod, exec', pod),
            ('delete', delete), ('a watch over the end of the token', watch)]


async def main():
    made = {'kr8s': kr8s_client, 'lightkube': lightkube_client, 'kubernetes_asyncio': asyncio_client,
            'kubernetes': official_client}[CLIENT]
    for title, work in await made():
        await step(title, work)

asyncio.run(main())
os._exit(0)
