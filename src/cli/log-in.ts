// SPDX-License-Identifier: Apache-2.0
// What `scs-gateway login` does: the gateway says at which identity provider and as which client, login.ts logs in there, and
// the gateway says who that is.
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { isLoopback } from '../model/loopback.ts';
import { CommandError } from './command.ts';
import { describeMe } from './describe-me.ts';
import { printable } from './error-causes.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import { createGatewayApi, type GatewayProvider, type Project } from './gateway-api.ts';
import type { GatewayOptions, WithProject } from './gateway-options.ts';
import { canonical, type GatewayRecord, readRecord, setCurrentGateway, writeRecord } from './gateway-record.ts';
import { isSafeUrl } from './guarded-fetch.ts';
import { openBrowser } from './open-browser.ts';
import { ensurePrivateFolder, stateFolder } from './private-files.ts';
import { qrCode } from './qr-code.ts';
import { savedLogin } from './saved-login.ts';
import { gatewayOf, pickProject } from './session.ts';

export interface LoginCommandOptions extends GatewayOptions, WithProject {
  readonly provider?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly browser?: true;
  readonly callback: string;
  readonly qr: boolean;
}

export async function logIn(
  options: LoginCommandOptions,
  command: Command,
  tell: (text: string) => void,
): Promise<string> {
  const folder = stateFolder(process.env);
  const gateway = canonical(await gatewayOf(command, options, folder));
  const before = await readRecord(folder, gateway);
  const ca = options.ca === undefined ? before?.ca : resolve(options.ca);
  const fetch = fetchWithCa(ca);
  const api = createGatewayApi(gateway, fetch);
  const provider = await chosenProvider(await api.providers(), options, gateway);
  const { issuer, cli } = provider;
  const how = {
    folder,
    issuer,
    ...cli,
    anew: true,
    ...(options.browser && { browser: { callback: options.callback } }),
  };
  const deps = {
    ...{ fetch, now: Date.now, tell, open: openBrowser },
    // Whoever runs this command is there, whatever reads its output.
    interactive: true,
    ...(options.qr && { picture: (url: string) => qrCode(url, process.stderr, process.env) }),
  };
  await ensurePrivateFolder(folder);
  const { accessToken } = await savedLogin(how, deps);
  const { token, life } = await api.login(provider, accessToken);
  const me = await api.me(token);
  const projects = await api.projects(token);
  const now = Date.now();
  const project = chosenProject(projects, options.project, before?.project);
  const record: GatewayRecord = {
    gateway,
    provider,
    ...(ca === undefined ? {} : { ca }),
    ...(project === undefined ? {} : { project }),
    login: { token, obtainedAt: now, expiresAt: now + life },
    scoped: [],
  };
  await writeRecord(folder, record);
  await setCurrentGateway(folder, gateway);
  return `Logged in at ${gateway}\n${describeMe(me, projects, project)}`;
}

/** The one asked for must be there; one of an earlier login goes on if it is; the only one need not be named. */
function chosenProject(
  projects: readonly Project[],
  wanted: string | undefined,
  before: Project | undefined,
): Project | undefined {
  if (wanted !== undefined) return pickProject(projects, wanted);
  return projects.find(({ id }) => id === before?.id) ?? (projects.length === 1 ? projects[0] : undefined);
}

type WithClient = GatewayRecord['provider'];

async function chosenProvider(
  all: readonly GatewayProvider[],
  { provider: wanted, clientId, scope }: LoginCommandOptions,
  gateway: string,
): Promise<WithClient> {
  const named = wanted === undefined ? all : all.filter(({ id }) => id === wanted);
  if (named.length === 0)
    throw new CommandError(
      wanted === undefined
        ? `${gateway} has no identity provider: its clouds have accounts of their own`
        : `${gateway} has no identity provider ${printable(wanted)}: it has ${listOf(all)}`,
    );
  const usable = named.flatMap(({ cli, ...entry }): WithClient[] => {
    const id = clientId ?? cli?.clientId;
    return id === undefined
      ? []
      : [{ ...entry, cli: { clientId: id, scope: scope ?? cli?.scope ?? 'openid profile email' } }];
  });
  if (usable.length === 0)
    throw new CommandError(
      `${gateway} names no client for command-line tools at ${listOf(named)}: ask its operator to set identityProviders[].cli, or give --client-id`,
    );
  const provider = usable.length === 1 ? usable[0] : await ask(usable);
  if (provider === undefined)
    throw new CommandError(`which identity provider? Choose one with --provider: ${listOf(usable)}`);
  // A provider on this machine is for a gateway on this machine; anywhere else it would be somebody's trap.
  const local = isLoopback(new URL(gateway).hostname);
  if (!isSafeUrl(provider.issuer) || (!local && isLoopback(URL.parse(provider.issuer)?.hostname ?? '')))
    throw new CommandError(`${gateway} names an identity provider that is not https: ${printable(provider.issuer)}`);
  return provider;
}

const listOf = (providers: readonly GatewayProvider[]): string => providers.map(({ id }) => printable(id)).join(', ');

/** Undefined where nobody can be asked, or the answer is none of them. */
async function ask<T extends GatewayProvider>(providers: readonly T[]): Promise<T | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = providers.map(({ id, issuer }, at) => `  ${at + 1}  ${printable(id)} (${printable(issuer)})\n`);
  process.stderr.write(`Where do you log in?\n${lines.join('')}`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = (await prompt.question('> ')).trim();
  prompt.close();
  return providers.find(({ id }, at) => answer === String(at + 1) || answer === id);
}
