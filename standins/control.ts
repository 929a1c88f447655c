// SPDX-License-Identifier: Apache-2.0
// Orders for the stand-ins by HTTP, for scripts and for people who want to see the gateway cope:
//   PUT /clouds/cloud-b/faults/compute {"kind": "slow", "ms": 5000}   DELETE /clouds/cloud-b/faults
//   PUT /clouds/cloud-b/servers/ID {"status": "ERROR", "hours": 3}: so it is at once, and that old
//   GET /clouds/cloud-b/requests   GET /clouds/cloud-b/violations
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { close, listen } from '../demo/idp.ts';
import type { StandIn } from './cloud.ts';
import { FAULT_KINDS, type Fault } from './faults.ts';
import { type Answer, answer, dig, object, type ServiceType, send } from './http.ts';

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

export async function startControl(clouds: readonly StandIn[], port = 0): Promise<Control> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const done = await obey(clouds, `${req.method} ${req.url}`, Buffer.concat(chunks).toString()).catch(
      (error: unknown) => answer(400, { error: String(error) }),
    );
    send(res, done, false);
  });
  await listen(server, port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

async function obey(clouds: readonly StandIn[], order: string, body: string): Promise<Answer> {
  const [, verb, name, what, service = '*'] = /^(\w+) \/clouds\/([\w-]+)\/(\w+)(?:\/([\w*-]+))?$/.exec(order) ?? [];
  const cloud = clouds.find((c) => c.name === name);
  if (!cloud) return answer(404, { clouds: clouds.map((c) => c.name) });
  if (verb === 'GET' && what === 'requests') return answer(200, cloud.requests);
  if (verb === 'GET' && what === 'violations') return answer(200, cloud.violations);
  if (verb === 'DELETE' && what === 'faults') {
    await cloud.faults.clear();
    return answer(204);
  }
  if (verb === 'PUT' && what === 'faults') {
    const fault = object(JSON.parse(body));
    if (!FAULT_KINDS.some((kind) => kind === dig(fault, 'kind'))) return answer(400, { kinds: FAULT_KINDS });
    if (service !== '*' && !(service in cloud.urls)) return answer(404, { services: Object.keys(cloud.urls) });
    await cloud.faults.set(service as ServiceType | '*', fault as unknown as Fault);
    return answer(204);
  }
  if (verb === 'PUT' && what === 'servers') {
    const { status, hours } = object(JSON.parse(body));
    const told = {
      ...(typeof status === 'string' && { status }),
      ...(typeof hours === 'number' && { hours }),
    };
    return cloud.alterServer(service, told) ? answer(204) : answer(404, { server: service });
  }
  return answer(404, {
    orders: [
      'PUT /clouds/{cloud}/faults/{service}',
      'DELETE /clouds/{cloud}/faults',
      'PUT /clouds/{cloud}/servers/{id}',
      'GET /clouds/{cloud}/requests',
      'GET /clouds/{cloud}/violations',
    ],
  });
}
