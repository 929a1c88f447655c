// SPDX-License-Identifier: Apache-2.0
// From the options of `member add`, and from questions at a terminal where some are missing, to the entry in the
// configuration. The schema of the configuration judges it; here only what no schema knows.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandError } from './command.ts';
import { reference } from './follow-reference.ts';

export interface EntryOptions {
  readonly openstack?: string;
  readonly kubernetes?: string;
  readonly cloud?: string;
  readonly name?: string;
  readonly region?: string;
  readonly interface?: string;
  readonly caFile?: string;
  readonly strategy?: string;
  readonly identityProvider?: string;
  readonly protocol?: string;
  readonly audience?: string;
  readonly project?: string;
  readonly groups?: string;
  readonly credentialId?: string;
  readonly credentialSecret?: string;
  readonly username?: string;
  readonly userDomain?: string;
  readonly password?: string;
  readonly token?: string;
  readonly prefix?: string;
  readonly clientId?: string;
}

/** Asks a person; undefined where there is none. `preset` is what an empty answer means. */
export type Ask = ((question: string, preset?: string) => Promise<string>) | undefined;

export const MEMBER_STRATEGIES = [
  'hub-oidc',
  'passthrough',
  'application-credential',
  'password',
  'native',
  'impersonate',
];

/** Behind `scs-gateway member`. As in the schema: a path segment, and no version to any client. */
export function checkId(command: Command, id: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(id)) return id;
  return command.error(
    `error: the id of a member is lower case letters, digits and hyphens, starting with a letter: ${JSON.stringify(id.slice(0, 80))}`,
  );
}

export interface NewMember {
  readonly kind: 'openstack' | 'cluster';
  /** The cloud that has it. */
  readonly cloud: string;
  /** What goes under `openstack`, or into `clusters`. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Of the cloud, where it is new. */
  readonly name: string;
}

export async function newMember(command: Command, id: string, given: EntryOptions, ask: Ask): Promise<NewMember> {
  const needed = async (
    value: string | undefined,
    option: string,
    question: string,
    preset?: string,
  ): Promise<string> => value ?? (await ask?.(question, preset)) ?? command.error(`error: member add needs ${option}`);

  if (given.openstack !== undefined && given.kubernetes !== undefined)
    command.error('error: a member is added by --openstack or by --kubernetes; call it twice for both');
  let kind: NewMember['kind'] | undefined =
    given.openstack !== undefined ? 'openstack' : given.kubernetes !== undefined ? 'cluster' : undefined;
  if (kind === undefined) {
    const answer = await needed(
      undefined,
      '--openstack URL or --kubernetes URL',
      'OpenStack or Kubernetes?',
      'openstack',
    );
    kind = /^k/i.test(answer) ? 'cluster' : 'openstack';
  }
  if (kind === 'openstack') {
    const authUrl = await needed(given.openstack, '--openstack URL', 'URL of its Keystone, ending in /v3');
    const region = await needed(given.region, '--region NAME', "The cloud's own name of its region", 'RegionOne');
    const name = given.name ?? (await ask?.('Name that users see', id)) ?? id;
    const strategy = await strategyOf(given, ask, needed, 'hub-oidc');
    const face = given.interface === undefined ? {} : { interface: given.interface };
    const section = { authUrl, region, ...face, ...authority(given), strategy };
    return { kind, cloud: id, name, section };
  }
  const server = await needed(given.kubernetes, '--kubernetes URL', 'URL of the apiserver');
  const cloud = given.cloud ?? (await ask?.('Id of the cloud that it belongs to', id)) ?? id;
  const name = given.name ?? (await ask?.('Name that users see', id)) ?? id;
  const strategy = await strategyOf(given, ask, needed, 'hub-oidc');
  return { kind, cloud, name, section: { id, name, server, ...authority(given), strategy } };
}

/** The configuration takes paths relative to its own folder, a command line relative to the working directory. */
const authority = ({ caFile }: EntryOptions) => (caFile === undefined ? {} : { caFile: resolve(caFile) });

type Needed = (value: string | undefined, option: string, question: string, preset?: string) => Promise<string>;

async function strategyOf(given: EntryOptions, ask: Ask, needed: Needed, preset: string): Promise<object> {
  const kind = given.strategy ?? (await ask?.(`Strategy (docs/strategies.md)`, preset)) ?? preset;
  const own = defined({ audience: given.audience });
  const cluster = given.kubernetes !== undefined;
  switch (kind) {
    case 'hub-oidc': {
      if (cluster) return { kind, ...own };
      const identityProvider = given.identityProvider ?? 'hub';
      return { kind, identityProvider, protocol: given.protocol ?? 'openid', ...own };
    }
    case 'passthrough': {
      const audience = await needed(given.audience, '--audience TEXT', 'Audience that it requires in tokens');
      if (cluster)
        return { kind, audience, ...(given.clientId !== undefined && { cli: { clientId: given.clientId } }) };
      const text = "Id of the provider at the cloud's Keystone";
      const identityProvider = await needed(given.identityProvider, '--identity-provider ID', text);
      return { kind, identityProvider, protocol: given.protocol ?? 'openid', audience };
    }
    case 'application-credential': {
      const use = await credentialUse(given, needed);
      const id = await needed(given.credentialId, '--credential-id REFERENCE', 'Reference to its id (env:NAME)');
      const text = 'Reference to its secret (env:NAME or file:PATH)';
      const secret = await needed(given.credentialSecret, '--credential-secret REFERENCE', text);
      return { kind, credentials: [{ ...use, id: reference(id), secret: reference(secret) }] };
    }
    case 'password': {
      const use = await credentialUse(given, needed);
      const username = await needed(given.username, '--username NAME', 'Name of the technical user');
      const userDomain = await needed(given.userDomain, '--user-domain NAME', 'Its domain at the cloud');
      const text = 'Reference to its password (env:NAME or file:PATH)';
      const password = await needed(given.password, '--password REFERENCE', text);
      return { kind, credentials: [{ ...use, username, userDomain, password: reference(password) }] };
    }
    case 'impersonate': {
      const text = "Reference to the account's token (file:PATH)";
      const token = await needed(given.token, '--token REFERENCE', text);
      return { kind, token: reference(token), prefix: given.prefix ?? 'scs:' };
    }
    default:
      return { kind };
  }
}

async function credentialUse(given: EntryOptions, needed: Needed): Promise<object> {
  const project = await needed(
    given.project,
    '--project DOMAIN/NAME',
    'Project, by its name at the gateway (domain/name)',
  );
  const groups = await needed(given.groups, '--groups NAMES', 'Groups that may use it, as research,teaching');
  return { project, groups: groups.split(',').map((group) => group.trim()) };
}

const defined = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** At a terminal only: a script gets a usage error instead of a question. */
export async function terminal(): Promise<{ readonly ask: Ask; close(): void }> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return { ask: undefined, close: () => undefined };
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  return {
    async ask(question, preset) {
      for (let tries = 0; tries < 3; tries += 1) {
        const answer = (await prompt.question(`${question}${preset === undefined ? '' : ` [${preset}]`}: `)).trim();
        if (answer !== '') return answer;
        if (preset !== undefined) return preset;
      }
      throw new CommandError('no answer');
    },
    close: () => prompt.close(),
  };
}
