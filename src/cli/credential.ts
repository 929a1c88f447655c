// SPDX-License-Identifier: Apache-2.0
// `scs-gateway credential`: kubectl's exec credential plugin (client.authentication.k8s.io). Logs in at the identity provider
// (login.ts), one process at a time (login-lock.ts), and caches the token in the user's cache folder until it is about to
// expire.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import {
  type AddCommand,
  CommandError,
  caOption,
  environment,
  examples,
  required,
  withPlainErrors,
} from './command.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import type { LoginDeps, LoginOptions, Tokens } from './login.ts';

interface Options {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope: string;
  readonly ca?: string;
}

export const credentialCommand: AddCommand = (program, { out, err }) => {
  program
    .command('credential')
    .summary('log kubectl in (its exec credential plugin)')
    .description(
      "Log in at an identity provider and write an ExecCredential for kubectl. A person confirms a code in the browser (device login, RFC 8628); a program shows its client's secret. The login is cached in the user's cache folder.",
    )
    .option('--issuer <url>', 'the issuer URL of the identity provider (required)')
    .option('--client-id <id>', 'the client to log in as (required)')
    .option('--scope <text>', 'the scopes to ask for', 'openid profile email')
    .addOption(caOption())
    .addHelpText(
      'after',
      environment({
        SCS_CLIENT_SECRET: "log in as a program: the client's secret",
        KUBERNETES_EXEC_INFO:
          'set by kubectl: whether a person is available to confirm a code, and the version of the answer',
        XDG_CACHE_HOME: 'the cache folder, where it is not ~/.cache',
      }),
    )
    .addHelpText('after', examples('scs-gateway credential --issuer https://idp.example.org --client-id kubectl'))
    .action(async ({ ca, scope, ...options }: Options, command) => {
      const issuer = required(command, options.issuer, '--issuer URL');
      const clientId = required(command, options.clientId, '--client-id ID');
      const clientSecret = process.env.SCS_CLIENT_SECRET;
      const login = { issuer, clientId, scope, ...(clientSecret === undefined ? {} : { clientSecret }) };
      const tell = (text: string): void => err(`${text}\n`);
      const deps = { fetch: fetchWithCa(ca), now: Date.now, tell, ...asked() };
      out(`${await withPlainErrors(credential(login, deps))}\n`);
    });
};

/** Both have the same fields in what is used here. Clients refuse an answer of another version than they asked for. */
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
type ExecVersion = (typeof VERSIONS)[number];

/** What kubectl tells its plugin: an ExecCredential with its `apiVersion`, and whether somebody is there (`spec.interactive`). */
function asked(): { readonly interactive: boolean; readonly apiVersion?: ExecVersion } {
  const text = process.env.KUBERNETES_EXEC_INFO;
  if (text === undefined) return { interactive: process.stderr.isTTY === true };
  let info: { readonly apiVersion?: unknown; readonly spec?: { readonly interactive?: unknown } } | null;
  try {
    info = JSON.parse(text);
  } catch (cause) {
    throw new CommandError('$KUBERNETES_EXEC_INFO is not JSON', { cause });
  }
  const interactive = info?.spec?.interactive === true;
  if (info?.apiVersion === undefined) return { interactive };
  const apiVersion = VERSIONS.find((version) => version === info.apiVersion);
  if (apiVersion !== undefined) return { interactive, apiVersion };
  throw new CommandError(
    `$KUBERNETES_EXEC_INFO asks for ${show(info.apiVersion)}: this plugin knows ${VERSIONS.join(', ')}`,
  );
}

const show = (value: unknown): string => JSON.stringify(value).slice(0, 100);

export interface CredentialOptions extends Omit<LoginOptions, 'refreshToken'> {
  /** Folder of cached logins; the user's cache folder where absent. */
  readonly cache?: string;
}

export interface CredentialDeps extends LoginDeps {
  readonly now: Clock;
  /** Of the answer; `v1` where nobody has asked for another. */
  readonly apiVersion?: ExecVersion;
}

interface CachedLogin {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** Milliseconds. A token that expires sooner is refreshed. */
const MARGIN = 60_000;
/** The same for a token that another process has obtained just now: some providers give no longer ones. */
const LEAST = 5_000;
/** Seconds that a token lives where the provider does not say (`expires_in` is optional: RFC 6749 section 5.1). */
const DEFAULT_LIFETIME = 300;
/** Seconds. What a provider says beyond that would not be a date any more. */
const MAX_LIFETIME = 366 * 86_400;

/** The ExecCredential document, as text. Throws an `Error` whose message is for the user. */
export async function credential(options: CredentialOptions, deps: CredentialDeps): Promise<string> {
  const file = join(
    options.cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'scs-gateway'),
    `${createHash('sha256').update(`${options.issuer}\0${options.clientId}\0${options.scope}`).digest('hex').slice(0, 32)}.json`,
  );
  const first = await read(file);
  const isGood = (login: CachedLogin | undefined): boolean => {
    const margin = login?.accessToken === first?.accessToken ? MARGIN : LEAST;
    return login !== undefined && login.expiresAt - deps.now() > margin;
  };
  const good = async (): Promise<CachedLogin | undefined> => {
    const login = await read(file);
    return isGood(login) ? login : undefined;
  };
  if (first && isGood(first)) return render(first, deps.apiVersion);
  const [{ login }, { oneAtATime }] = await Promise.all([import('./login.ts'), import('./login-lock.ts')]);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const onWait = (): void => deps.tell('Another process is logging in; waiting for it.');
  const held = await oneAtATime({ lock: `${file}.lock`, meanwhile: good, onWait }, async () => {
    // What the last holder has left: its refresh token is the only good one.
    const refreshToken = (await read(file))?.refreshToken;
    const answer = await login({ ...options, ...(refreshToken === undefined ? {} : { refreshToken }) }, deps);
    const fresh = cacheable(answer, deps.now());
    await write(file, fresh);
    return fresh;
  });
  return render(held, deps.apiVersion);
}

const cacheable = (
  { access_token, expires_in = DEFAULT_LIFETIME, refresh_token }: Tokens,
  now: number,
): CachedLogin => ({
  accessToken: access_token,
  expiresAt: now + Math.min(expires_in, MAX_LIFETIME) * 1000,
  ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
});

const render = ({ accessToken, expiresAt }: CachedLogin, apiVersion: ExecVersion = VERSIONS[0]): string =>
  JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    status: { token: accessToken, expirationTimestamp: new Date(expiresAt).toISOString() },
  });

async function read(file: string): Promise<CachedLogin | undefined> {
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as CachedLogin | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Others read it meanwhile: a rename lets each read either the old file or the new one. */
async function write(file: string, login: CachedLogin): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(login), { mode: 0o600 });
  await rename(draft, file);
}
