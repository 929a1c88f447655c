// SPDX-License-Identifier: Apache-2.0
// The gateway's own ids. They are derived, never stored, so every replica computes the same ones.
import { hash } from 'node:crypto';
import type { DomainRef, ProjectRef, RoleRef } from './identity.ts';

/** Of 32 digits the last ones, by which an id of the gateway is told from one that a member has made. */
const CHECK = 8;

const checkOf = (digits: string): string => hash('sha256', `id\0${digits}`, 'hex').slice(0, CHECK);

const hex32 = (...parts: string[]): string => {
  const digits = hash('sha256', parts.join('\0'), 'hex').slice(0, 32 - CHECK);
  return `${digits}${checkOf(digits)}`;
};

/** Of a project, a domain, a role, a service or an endpoint. One of a member passes for it once in four thousand million. */
export const isGatewayId = (id: string): boolean =>
  /^[0-9a-f]{32}$/.test(id) && id.slice(-CHECK) === checkOf(id.slice(0, -CHECK));

/**
 * 64 hex: SHA-256 of issuer and subject. Keystone's ids of federated users have 64 hex digits too
 * (id_generators/sha256.py).
 */
export const userId = (issuer: string, subject: string): string => hash('sha256', `${issuer}\0${subject}`, 'hex');

/**
 * Keystone's bootstrap gives the domain Default the id `default` (default_domain_id), and clients rely on it in their
 * files.
 */
export const domainRef = (name: string): DomainRef => ({
  id: name === 'Default' ? 'default' : hex32('domain', name),
  name,
});

export const projectRef = (domain: string, name: string): ProjectRef => ({
  id: hex32('project', domain, name),
  name,
  domain: domainRef(domain),
});

export const roleRef = (name: string): RoleRef => ({ id: hex32('role', name), name });

/** Ids of catalog entries: services by type, endpoints by service, region and interface. */
export const serviceId = (type: string, name: string): string => hex32('service', type, name);
export const endpointId = (service: string, region: string, iface: string): string =>
  hex32('endpoint', service, region, iface);
