// SPDX-License-Identifier: Apache-2.0
// `scs-gateway credential`: kubectl's exec credential plugin (client.authentication.k8s.io/v1). Logs in at the identity
// provider by the device authorization grant (RFC 8628), or as a program by client credentials; keeps what it got in the
// user's cache folder and renews it quietly.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';
import { type AddCommand, caOption, environment, examples, needed, plainly, Told } from './command.ts';
import { trusting } from './trusting.ts';

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
      "Log in at an identity provider and write an ExecCredential for kubectl. A person confirms a code in the browser (device login, RFC 8628); a program shows its client's secret. The login is kept in the user's cache folder.",
    )
    .option('--issuer <url>', 'the issuer URL of the identity provider (required)')
    .option('--client-id <id>', 'the client to log in as (required)')
    .option('--scope <text>', 'the scopes to ask for', 'openid profile email')
    .addOption(caOption())
    .addHelpText(
      'after',
      environment({
        SCS_CLIENT_SECRET: "log in as a program: the client's secret",
        KUBERNETES_EXEC_INFO: 'set by kubectl: whether a person is there to confirm a code',
        XDG_CACHE_HOME: 'the cache folder, where it is not ~/.cache',
      }),
    )
    .addHelpText('after', examples('scs-gateway credential --issuer https://idp.example.org --client-id kubectl'))
    .action(async ({ ca, scope, ...options }: Options, command) => {
      const issuer = needed(command, options.issuer, '--issuer URL');
      const clientId = needed(command, options.clientId, '--client-id ID');
      const clientSecret = process.env.SCS_CLIENT_SECRET;
      const login = { issuer, clientId, scope, ...(clientSecret === undefined ? {} : { clientSecret }) };
      const tell = (text: string): void => err(`${text}\n`);
      const deps = { fetch: trusting(ca), now: Date.now, tell, interactive: isInteractive() };
      out(`${await plainly(credential(login, deps))}\n`);
    });
};

/** kubectl tells its plugin whether somebody is there (client.authentication.k8s.io/v1 ExecCredential `spec.interactive`). */
function isInteractive(): boolean {
  const info = process.env.KUBERNETES_EXEC_INFO;
  if (info === undefined) return process.stderr.isTTY === true;
  try {
    return (JSON.parse(info) as { spec?: { interactive?: boolean } } | null)?.spec?.interactive === true;
  } catch (cause) {
    throw new Told('$KUBERNETES_EXEC_INFO is not JSON', { cause });
  }
}

export interface CredentialOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** A confidential client acts for itself (client credentials). */
  readonly clientSecret?: string;
  readonly scope: string;
  /** Folder of kept logins; the user's cache folder where absent. */
  readonly cache?: string;
}

export interface CredentialDeps {
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** For people: standard error, since standard output belongs to kubectl. */
  readonly tell: (text: string) => void;
  /** kubectl says so in KUBERNETES_EXEC_INFO. */
  readonly interactive: boolean;
}

interface Kept {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly error?: string;
  readonly error_description?: string;
}

interface Metadata {
  readonly token_endpoint: string;
  readonly device_authorization_endpoint?: string;
}

/** A token with less than this left is renewed. */
const MARGIN = 60_000;
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** The ExecCredential document, as text. Throws an `Error` whose message is for the user. */
export async function credential(options: CredentialOptions, deps: CredentialDeps): Promise<string> {
  const file = join(
    options.cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'scs-gateway'),
    `${createHash('sha256').update(`${options.issuer}\0${options.clientId}\0${options.scope}`).digest('hex').slice(0, 32)}.json`,
  );
  const kept = await read(file);
  if (kept && kept.expiresAt - deps.now() > MARGIN) return render(kept);
  const fresh = await login(options, deps, kept?.refreshToken);
  await write(file, fresh);
  return render(fresh);
}

async function login(
  options: CredentialOptions,
  deps: CredentialDeps,
  refreshToken: string | undefined,
): Promise<Kept> {
  const { issuer, clientId, clientSecret, scope } = options;
  const found = await deps.fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!found.ok) throw new Error(`${issuer} does not describe itself (${found.status})`);
  const metadata = (await found.json()) as Metadata;
  const post = (url: string, form: Record<string, string>): Promise<TokenAnswer> =>
    postForm(deps, url, clientSecret === undefined ? { client_id: clientId, ...form } : form, options);

  if (clientSecret !== undefined) {
    const answer = await post(metadata.token_endpoint, { grant_type: 'client_credentials', scope });
    return keep(answer, deps.now());
  }
  if (refreshToken !== undefined) {
    const answer = await post(metadata.token_endpoint, { grant_type: 'refresh_token', refresh_token: refreshToken });
    if (answer.access_token !== undefined) return keep({ refresh_token: refreshToken, ...answer }, deps.now());
  }
  return device(metadata, post, scope, deps);
}

async function device(
  { device_authorization_endpoint: endpoint, token_endpoint }: Metadata,
  post: (url: string, form: Record<string, string>) => Promise<TokenAnswer>,
  scope: string,
  deps: CredentialDeps,
): Promise<Kept> {
  if (endpoint === undefined) throw new Error('the identity provider offers no device login (RFC 8628)');
  if (!deps.interactive) throw new Error('a login is needed: run `kubectl get --raw /version` in a terminal once');
  const begun = (await post(endpoint, { scope })) as TokenAnswer & {
    device_code?: string;
    user_code?: string;
    verification_uri?: string;
    verification_uri_complete?: string;
    interval?: number;
  };
  if (begun.device_code === undefined) throw refusal(begun);
  const where = begun.verification_uri_complete ?? begun.verification_uri;
  deps.tell(`To log in, open ${where} and confirm the code ${begun.user_code}`);
  const end = deps.now() + (begun.expires_in ?? 600) * 1000;
  let interval = (begun.interval ?? 5) * 1000;
  while (deps.now() < end) {
    await delay(interval);
    const answer = await post(token_endpoint, { grant_type: DEVICE_CODE, device_code: begun.device_code });
    if (answer.error === 'slow_down') interval += 5000;
    else if (answer.error !== 'authorization_pending') return keep(answer, deps.now());
  }
  throw new Error('nobody confirmed the login in time');
}

async function postForm(
  deps: CredentialDeps,
  url: string,
  form: Record<string, string>,
  { clientId, clientSecret }: CredentialOptions,
): Promise<TokenAnswer> {
  const encode = encodeURIComponent;
  const answer = await deps.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(clientSecret === undefined
        ? {}
        : // RFC 6749 §2.3.1: each half is form-encoded first.
          { authorization: `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}` }),
    },
    body: new URLSearchParams(form).toString(),
  });
  return (await answer.json().catch(() => ({ error: `HTTP ${answer.status}` }))) as TokenAnswer;
}

function keep(answer: TokenAnswer, now: number): Kept {
  if (answer.access_token === undefined) throw refusal(answer);
  return {
    accessToken: answer.access_token,
    expiresAt: now + (answer.expires_in ?? 300) * 1000,
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
  };
}

const refusal = ({ error, error_description }: TokenAnswer): Error =>
  new Error(`the identity provider refused: ${error_description ?? error ?? 'no reason given'}`);

const render = ({ accessToken, expiresAt }: Kept): string =>
  JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: accessToken, expirationTimestamp: new Date(expiresAt).toISOString() },
  });

async function read(file: string): Promise<Kept | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

/** kubectl runs several plugins at once: each sees either the old file or the new one. */
async function write(file: string, kept: Kept): Promise<void> {
  const folder = join(file, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
  await rename(draft, file);
}
