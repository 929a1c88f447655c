// SPDX-License-Identifier: Apache-2.0
// How a stand-in misbehaves when told to: slow, hanging, broken, hostile, gone. Settable at run time per service.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceType } from './http.ts';

export const FAULT_KINDS = [
  'slow',
  'hang',
  'reset',
  'resetMidBody',
  'garbage',
  'hugeHeaders',
  'html503',
  'redirectElsewhere',
  'unauthorized',
  'own401',
  'gone',
  'lostReply',
  'failsAfter',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The service does what it was asked, and then the answer is lost, or says that it failed. */
const AFTERWARDS: ReadonlySet<FaultKind> = new Set(['lostReply', 'failsAfter']);

export interface Fault {
  readonly kind: FaultKind;
  /** For `slow`: milliseconds before the headers. */
  readonly ms?: number;
  /** How many requests it hits; left out: all until cleared. */
  readonly times?: number;
  /** How many requests that it would hit go unharmed first. */
  readonly skip?: number;
}

export interface Faults {
  /** `*` is every service. For `gone` it resolves when the port refuses connections. */
  set(service: ServiceType | '*', fault: Fault | FaultKind): Promise<void>;
  /** Everything works again; after `gone`, on the same port. */
  clear(): Promise<void>;
}

export interface FaultBox extends Faults {
  /** The fault that this request meets, counted. */
  next(service: ServiceType | '*', method?: string): Fault | undefined;
}

/** `onGone` closes and opens ports: it gets the services that shall be gone now. */
export function createFaults(onGone: (gone: readonly (ServiceType | '*')[]) => Promise<void>): FaultBox {
  const faults = new Map<ServiceType | '*', { fault: Fault; left: number; skip: number }>();
  const announce = () =>
    onGone([...faults].filter(([, { fault }]) => fault.kind === 'gone').map(([service]) => service));
  return {
    async set(service, wanted) {
      const fault: Fault = typeof wanted === 'string' ? { kind: wanted } : wanted;
      faults.set(service, { fault, left: fault.times ?? Number.POSITIVE_INFINITY, skip: fault.skip ?? 0 });
      await announce();
    },
    async clear() {
      faults.clear();
      await announce();
    },
    next(service, method = 'GET') {
      const found = faults.get(service) ?? faults.get('*');
      if (!found || found.left <= 0) return undefined;
      // Only what changes something is done before it fails.
      if (AFTERWARDS.has(found.fault.kind) && (method === 'GET' || method === 'HEAD')) return undefined;
      if (found.skip-- > 0) return undefined;
      found.left -= 1;
      return found.fault;
    },
  };
}

/** Plays the fault. True: the request goes on to the service (`slow`) or is refused by it (`unauthorized`, `own401`). */
export async function play(fault: Fault, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const json = { 'Content-Type': 'application/json' };
  switch (fault.kind) {
    case 'slow':
      await delay(fault.ms ?? 1000, undefined, { ref: false });
      return true;
    case 'lostReply':
    case 'failsAfter':
    case 'unauthorized':
    case 'own401':
      return true;
    case 'hang':
      return false;
    case 'gone': // a service that shares its port with others can only drop the connection
    case 'reset':
      req.socket.resetAndDestroy();
      return false;
    case 'resetMidBody':
      res.writeHead(200, { ...json, 'Content-Length': '100000' });
      res.write(`{"servers": [{"id": "${'0'.repeat(1000)}`, () => req.socket.resetAndDestroy());
      return false;
    case 'garbage':
      res.writeHead(200, json).end('{"versions": [{"id": "v2.1", "links": [');
      return false;
    case 'hugeHeaders':
      res.writeHead(200, { ...json, 'X-Huge': 'x'.repeat(200_000) }).end('{}');
      return false;
    case 'html503':
      res.writeHead(503, { 'Content-Type': 'text/html' });
      res.end(
        `<html><body><h1>503 Service Unavailable</h1>No server at ${req.headers.host} is available.</body></html>\n`,
      );
      return false;
    case 'redirectElsewhere':
      res.writeHead(302, { Location: 'http://evil.example/' }).end();
      return false;
  }
}
