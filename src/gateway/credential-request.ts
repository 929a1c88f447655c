// SPDX-License-Identifier: Apache-2.0
// The body of `POST /v3/users/{id}/application_credentials`, checked by the schema and in the words of Keystone 2025.1
// (keystone/application_credential/schema.py, keystone/api/validation/validators.py), in its order. Pure. No secret is
// repeated.
import type { NewRule } from '../federation/credentials/index.ts';
import { isGenerated, LONGEST_SECRET } from '../federation/credentials/secrets.ts';
import { MOST_WILDCARDS, wildcardsIn } from '../model/access-rules.ts';
import { GatewayError } from '../model/errors.ts';
import { isObject } from '../model/is-object.ts';
import type { WantedCredential } from './own-credentials.ts';

const bad = (message: string): GatewayError => new GatewayError('badRequest', { message });
const fault = (field: string | number, value: unknown, why: string): GatewayError =>
  bad(`Invalid input for field/attribute ${field}. Value: ${shown(value)}. ${why}`);

const LONGEST_SHOWN = 300;
/** As Python prints it; what is nested or long is not walked. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN);
  return repr(value);
}
function repr(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.slice(0, LONGEST_SHOWN)}'`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (isObject(value) && Object.keys(value).length === 0) return '{}';
  return '{…}';
}

const types = (...names: string[]): string => names.map((name) => `'${name}'`).join(', ');

const FIELDS = [
  ...['id', 'secret', 'name', 'description', 'expires_at', 'project_id', 'access_rules', 'unrestricted', 'system'],
  'roles',
];

export function parseCredentialRequest(
  body: Readonly<Record<string, unknown>>,
  now: number,
  mostRules: number,
): WantedCredential {
  const { application_credential: given } = body;
  if (given === undefined) throw bad("'application_credential' is a required property");
  if (!isObject(given)) throw fault('application_credential', given, `${repr(given)} is not of type 'object'`);
  const text = (field: string): void => {
    const value = given[field];
    if (value !== undefined && typeof value !== 'string')
      throw fault(field, value, `${repr(value)} is not of type 'string'`);
  };
  const textOrNull = (field: string): string | undefined => {
    const value = given[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string')
      throw fault(field, value, `${repr(value)} is not of type ${types('string', 'null')}`);
    return value;
  };
  text('id');
  const secret = secretOf(given.secret);
  if (given.name !== undefined) checkName('name', given.name);
  const description = textOrNull('description') ?? null;
  const expires = textOrNull('expires_at');
  text('project_id');
  const accessRules = rulesOf(given.access_rules, mostRules);
  const { unrestricted = false } = given;
  if (typeof unrestricted !== 'boolean' && unrestricted !== null)
    throw fault('unrestricted', unrestricted, `${repr(unrestricted)} is not of type ${types('boolean', 'null')}`);
  textOrNull('system');
  const roles = rolesOf(given.roles);
  const extra = Object.keys(given).find((key) => !FIELDS.includes(key));
  if (extra !== undefined)
    throw fault(
      'application_credential',
      given,
      `Additional properties are not allowed ('${extra.slice(0, LONGEST_SHOWN)}' was unexpected)`,
    );
  if (given.name === undefined) throw fault('application_credential', given, "'name' is a required property");
  if (description !== null && description.length > LONGEST_SECRET)
    throw fault('description', '…', 'the description is too long');
  return {
    name: given.name as string,
    description,
    unrestricted: unrestricted === true,
    ...(roles === undefined ? {} : { roles }),
    ...(expires === undefined ? {} : { expiresAt: expiryOf(expires, now) }),
    ...(accessRules === undefined ? {} : { accessRules }),
    ...(secret === undefined ? {} : { secret }),
  };
}

function checkName(field: string, value: unknown): void {
  if (typeof value !== 'string') throw fault(field, value, `${repr(value)} is not of type 'string'`);
  if (value === '') throw fault(field, value, "'' should be non-empty");
  if ([...value].length > 255) throw fault(field, value, `${repr(value)} is too long`);
  if (!/\S/.test(value)) throw fault(field, value, `${repr(value)} does not match '[\\\\S]+'`);
}

/** As with Keystone, an empty one is none. One of the generated form was generated, and is not slow to guess by design. */
function secretOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string')
    throw bad(`Invalid input for field/attribute secret. The value is not of type ${types('string', 'null')}`);
  if (value.length > LONGEST_SECRET) throw bad('Invalid input for field/attribute secret. The value is too long');
  if (isGenerated(value))
    throw bad('A secret of this form is for the gateway to generate: choose another one, or leave it out.');
  return value;
}

const ID = /^[a-zA-Z0-9-]+$/;

function checkId(field: string, value: unknown): void {
  if (typeof value !== 'string') throw fault(field, value, `${repr(value)} is not of type 'string'`);
  if (value === '') throw fault(field, value, "'' should be non-empty");
  if (value.length > 64) throw fault(field, value, `${repr(value)} is too long`);
  if (!ID.test(value)) throw fault(field, value, `${repr(value)} does not match '^[a-zA-Z0-9-]+$'`);
}

/** More than anybody has. */
const MOST_ROLES = 100;

/** As with Keystone, an empty list is none: the owner's roles. */
function rolesOf(value: unknown): WantedCredential['roles'] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw fault('roles', value, `${repr(value)} is not of type 'array'`);
  if (value.length > MOST_ROLES) throw fault('roles', value, `${repr(value)} is too long`);
  const roles = value.map((role: unknown, index) => {
    if (!isObject(role)) throw fault(index, role, `${repr(role)} is not of type 'object'`);
    if (role.id !== undefined) checkId('id', role.id);
    if (role.name !== undefined) checkName('name', role.name);
    const keys = Object.keys(role);
    if (keys.length === 0) throw fault(index, role, '{} should be non-empty');
    if (keys.length > 1) throw fault(index, role, `${repr(role)} has too many properties`);
    if (keys[0] !== 'id' && keys[0] !== 'name')
      throw fault(index, role, `Additional properties are not allowed ('${keys[0]}' was unexpected)`);
    return role as { readonly id?: string; readonly name?: string };
  });
  return roles.length === 0 ? undefined : roles;
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** As with Keystone, an empty list is none: every request. */
function rulesOf(value: unknown, most: number): NewRule[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw fault('access_rules', value, `${repr(value)} is not of type 'array'`);
  if (value.length > most)
    throw bad(
      `Invalid input for field/attribute access_rules. There are ${value.length}, of which ${most} are allowed.`,
    );
  const rules = value.map(ruleOf);
  return rules.length === 0 ? undefined : rules;
}

function ruleOf(rule: unknown, index: number): NewRule {
  if (!isObject(rule)) throw fault(index, rule, `${repr(rule)} is not of type 'object'`);
  const { id, path, service, method } = rule;
  if (id !== undefined) checkId('id', id);
  if (path !== undefined) {
    if (typeof path !== 'string') throw fault('path', path, `${repr(path)} is not of type 'string'`);
    if (path.length > 225) throw fault('path', path, `${repr(path)} is too long`);
    if (!path.startsWith('/')) throw fault('path', path, `${repr(path)} does not match '^/\\\\.*'`);
    if (wildcardsIn(path) > MOST_WILDCARDS)
      throw fault('path', path, `it has more than the ${MOST_WILDCARDS} wildcards that are allowed`);
  }
  if (service !== undefined) checkId('service', service);
  if (method !== undefined && !METHODS.includes(method as string))
    throw fault('method', method, `${repr(method)} is not one of [${METHODS.map(repr).join(', ')}]`);
  const extra = Object.keys(rule).find((key) => !['id', 'path', 'service', 'method'].includes(key));
  if (extra !== undefined)
    throw bad(`'${extra.slice(0, LONGEST_SHOWN)}' is an invalid keyword argument for AccessRuleModel`);
  if (id !== undefined && path === undefined && service === undefined && method === undefined)
    return { id: id as string };
  // Keystone fails with 500.
  for (const field of ['service', 'path', 'method'])
    if (rule[field] === undefined) throw fault(index, rule, `'${field}' is a required property`);
  return { service: service as string, method: method as string, path: path as string };
}

/** What Keystone's `parse_isotime` takes, in the long form: UTC to the minute or finer, with or without Z. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?Z?$/;

function expiryOf(text: string, now: number): number {
  const [, year, month, day, hour, minute, second = '00', fraction = ''] = TIME.exec(text) ?? [];
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = year === undefined ? Number.NaN : Date.parse(`${whole}Z`);
  // 31 June is none, though Date would take it for 1 July.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(whole))
    throw bad(
      'Timestamp not in expected format. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
    );
  const exact = at + Math.floor(Number(`0${fraction}`) * 1000);
  if (exact <= now)
    throw bad(
      "The 'expires_at' must not be before now. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.",
    );
  return exact;
}
