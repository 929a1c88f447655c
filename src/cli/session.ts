// SPDX-License-Identifier: Apache-2.0
// A user's session at a gateway, as every command but `login` uses it: the saved login gives a token without a scope, that
// one those of projects. Tokens are used again while they live long enough, and obtained by one process at a time.
import type { Command } from 'commander';
import type { Clock } from '../model/clock.ts';
import { AWAY, CommandError, LOGIN_NEEDED, required } from './command.ts';
import { printable } from './error-causes.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import { createGatewayApi, type GatewayApi, type GatewayToken, type Project } from './gateway-api.ts';
import type { GatewayOptions } from './gateway-options.ts';
import {
  currentGateway,
  type GatewayRecord,
  type HeldToken,
  readRecord,
  recordFile,
  writeRecord,
} from './gateway-record.ts';
import { oneAtATime } from './login-lock.ts';
import { ensurePrivateFolder, stateFolder } from './private-files.ts';
import { savedLogin } from './saved-login.ts';

export interface Session {
  readonly record: GatewayRecord;
  readonly api: GatewayApi;
  readonly folder: string;
  /** Without a scope. */
  token(): Promise<HeldToken>;
  project(wanted: string | undefined): Promise<Project>;
  scoped(project: Project): Promise<HeldToken>;
}

export interface SessionDeps {
  readonly tell: (text: string) => void;
  readonly now?: Clock;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export async function gatewayOf(command: Command, { gateway }: GatewayOptions, folder: string): Promise<string> {
  const found = required(command, gateway ?? (await currentGateway(folder)), '--gateway URL or $SCS_GATEWAY_URL');
  // "localhost:8443" is a URL too, of the scheme "localhost".
  if (!/^https?:\/\//i.test(found) || !URL.canParse(found))
    command.error(`error: --gateway or $SCS_GATEWAY_URL must begin with https://: ${found}`);
  return found;
}

/** Throws `LOGIN_NEEDED` where there is no login. */
export async function openSession(command: Command, options: GatewayOptions, deps: SessionDeps): Promise<Session> {
  const folder = stateFolder(deps.env ?? process.env);
  // Nobody has ever logged in here: a usage error would hide what to do.
  if ((options.gateway ?? (await currentGateway(folder))) === undefined)
    throw new CommandError(`there is no login on this machine: ${REMEDY_AT}`, { exitCode: LOGIN_NEEDED });
  const gateway = await gatewayOf(command, options, folder);
  const record = await readRecord(folder, gateway);
  if (record === undefined)
    throw new CommandError(`there is no login at ${gateway}: ${REMEDY}`, { exitCode: LOGIN_NEEDED });
  const ca = options.ca ?? record.ca;
  return createSession(record, folder, { ...deps, fetch: fetchWithCa(ca) });
}

const REMEDY = 'run `scs-gateway login`';
const REMEDY_AT = 'run `scs-gateway login --gateway URL`';
/** Milliseconds: a token that ends sooner is replaced where that is possible. */
const MARGIN = 10 * 60_000;
/** What is needed at least, where it cannot be replaced. */
const LEAST = 5_000;
/** Projects whose tokens are kept. */
const MOST = 50;

function createSession(
  first: GatewayRecord,
  folder: string,
  { tell, fetch, now = Date.now }: SessionDeps & { readonly fetch: typeof globalThis.fetch },
): Session {
  const api = createGatewayApi(first.gateway, fetch, now);
  const file = recordFile(folder, first.gateway);
  const latest = async (): Promise<GatewayRecord> => (await readRecord(folder, first.gateway)) ?? first;
  const left = ({ obtainedAt, expiresAt }: HeldToken): number => (obtainedAt > now() + LEAST ? 0 : expiresAt - now());
  const isGood = (held: HeldToken | undefined): held is HeldToken =>
    held !== undefined && left(held) > Math.min(MARGIN, (held.expiresAt - held.obtainedAt) / 2);
  const held = ({ token, life }: GatewayToken): HeldToken => ({ token, obtainedAt: now(), expiresAt: now() + life });

  /** What is saved and good; else what comes of `work`, saved. While the gateway or the provider is away, what still lives. */
  async function obtain<T extends HeldToken, Fresh extends T>(
    find: (record: GatewayRecord) => T | undefined,
    work: () => Promise<Fresh>,
    keep: (record: GatewayRecord, token: Fresh) => GatewayRecord,
  ): Promise<T> {
    const good = async (): Promise<T | undefined> => {
      const found = find(await latest());
      return isGood(found) ? found : undefined;
    };
    const saved = await good();
    if (saved !== undefined) return saved;
    await ensurePrivateFolder(folder);
    const onWait = (): void => tell('Another process is getting a token; waiting for it.');
    return oneAtATime({ lock: `${file}.lock`, meanwhile: good, onWait }, async () => {
      try {
        const fresh = await work();
        // A token that is not saved is as good; the next command gets another one.
        await writeRecord(folder, keep(await latest(), fresh)).catch((error) => tell(`Not saved: ${error.message}`));
        return fresh;
      } catch (error) {
        const old = find(await latest());
        if (!(error instanceof CommandError) || error.exitCode !== AWAY || old === undefined || left(old) < LEAST)
          throw error;
        tell(`${error.message}; the token that is used ends at ${new Date(old.expiresAt).toISOString()}`);
        return old;
      }
    });
  }

  async function logIn(): Promise<HeldToken> {
    const { issuer, cli } = first.provider;
    const deps = { fetch, now, tell, interactive: false, remedy: REMEDY };
    const { accessToken } = await savedLogin({ issuer, ...cli, folder }, deps);
    return held(await api.login(first.provider, accessToken));
  }

  const loginOf = async (): Promise<HeldToken> => {
    const { login } = await latest();
    return isGood(login) ? login : logIn();
  };

  return {
    record: first,
    api,
    folder,
    token: () =>
      obtain(
        ({ login }) => login,
        logIn,
        (record, login) => ({ ...record, login }),
      ),
    async project(wanted) {
      const record = await latest();
      if (wanted === undefined && record.project !== undefined) return record.project;
      const known = [...record.scoped.map(({ project }) => project), ...(record.project ? [record.project] : [])];
      const exact = known.find(({ id, name, domain }) => id === wanted || `${domain.name}/${name}` === wanted);
      if (exact !== undefined) return exact;
      return pickProject(await api.projects((await this.token()).token), wanted);
    },
    scoped: (project) =>
      obtain(
        ({ scoped }) => scoped.find((one) => one.project.id === project.id),
        async () => {
          const login = await loginOf();
          const own = (token: GatewayToken) => ({ ...held(token), project, of: login });
          try {
            return own(await api.scoped(login.token, project));
          } catch (error) {
            // Revoked meanwhile, or signed with a key that is gone: the login itself may be good.
            if (!(error instanceof CommandError) || error.exitCode !== LOGIN_NEEDED) throw error;
            const anew = await logIn();
            return { ...held(await api.scoped(anew.token, project)), project, of: anew };
          }
        },
        (record, { of, ...token }) => ({
          ...record,
          login: of,
          scoped: [token, ...record.scoped.filter((one) => one.project.id !== project.id)].slice(0, MOST),
        }),
      ),
  };
}

export const nameOf = ({ name, domain }: Project): string => printable(`${domain.name}/${name}`);

/** Throws with the list of projects where it is not clear which is meant. */
export function pickProject(projects: readonly Project[], wanted: string | undefined): Project {
  const all = projects.map(nameOf).join(', ');
  if (projects.length === 0) throw new CommandError('you have no project: `scs-gateway whoami` says why');
  const found =
    wanted === undefined
      ? projects
      : projects.filter(
          ({ id, name, domain }) => id === wanted || name === wanted || `${domain.name}/${name}` === wanted,
        );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) throw new CommandError(`you have no project ${printable(wanted ?? '')}; yours are: ${all}`);
  throw new CommandError(`which project? Choose one with --project: ${found.map(nameOf).join(', ')}`);
}
