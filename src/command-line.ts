// SPDX-License-Identifier: Apache-2.0
// The command line: `scs-gateway [serve|check|keys list|keys rotate|revoke] --config FILE`, and what users run.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import { Agent, fetch as undiciFetch } from 'undici';
import { startGateway } from './app.ts';
import { credential } from './cli/credential.ts';
import { fetchKubeconfig } from './cli/kubeconfig.ts';
import { faultOf, type RevokeOptions, revoke } from './cli/revoke.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/faults.ts';
import { loadConfig } from './config/load.ts';
import { watchConfig } from './config/watch.ts';
import { KeyFolderError, listKeys, rotateKeys } from './federation/keys.ts';
import { createRevocations, LONGEST_TOKEN_LIFE } from './federation/revocations.ts';
import { createRedisStore } from './store/redis.ts';
import { VERSION } from './version.ts';
import { startWorkers } from './workers/primary.ts';

const USAGE = `scs-gateway ${VERSION}: one login, one endpoint, every cloud

Usage:
  scs-gateway [serve] --config FILE      run the gateway
  scs-gateway check --config FILE        say whether the configuration is right, and every fault if not
  scs-gateway keys list --config FILE    show the keys, newest first
  scs-gateway keys rotate --config FILE  publish new keys and drop those that are no longer needed
  scs-gateway revoke --user ID | --token-id ID --config FILE
                                         end all tokens of a user, or one, on every replica (needs state.redis)
  scs-gateway kubeconfig --gateway URL   your kubeconfig, one context for each cluster ($SCS_TOKEN: your token)
  scs-gateway credential --issuer URL --client-id ID
                                         log kubectl in (its exec credential plugin)

Options:
  -c, --config FILE   the configuration (YAML); default: $SCS_GATEWAY_CONFIG
      --ca FILE       PEM of an authority to trust (kubeconfig, credential); default: $SCS_CA, then the system's
      --auth KIND     kubeconfig: exec (log in by the plugin) or token (write the token in); default: exec
      --provider ID   kubeconfig: the identity provider to log in at
      --scope TEXT    credential: scopes to ask for; $SCS_CLIENT_SECRET: log in as a program
  -h, --help          this text
  -v, --version       the version
`;

async function main(args: string[]): Promise<number | undefined> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      config: { type: 'string', short: 'c' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      gateway: { type: 'string' },
      ca: { type: 'string' },
      auth: { type: 'string', default: 'exec' },
      provider: { type: 'string' },
      user: { type: 'string' },
      'token-id': { type: 'string' },
      issuer: { type: 'string' },
      'client-id': { type: 'string' },
      scope: { type: 'string', default: 'openid profile email' },
    },
  });
  if (values.version) return say(VERSION);
  if (values.help) return say(USAGE);
  const file = values.config ?? process.env.SCS_GATEWAY_CONFIG;
  const command = positionals.join(' ') || 'serve';
  if (command === 'kubeconfig') {
    const { gateway = process.env.SCS_GATEWAY_URL, auth, provider } = values;
    const token = process.env.SCS_TOKEN;
    if (gateway === undefined || token === undefined) return fail('kubeconfig needs --gateway URL and $SCS_TOKEN', 2);
    const options = { gateway, token, auth, ...(provider === undefined ? {} : { provider }) };
    return plainly(fetchKubeconfig(options, { fetch: trusting(values.ca) }));
  }
  if (command === 'credential') {
    const { issuer, 'client-id': clientId, scope } = values;
    if (issuer === undefined || clientId === undefined)
      return fail('credential needs --issuer URL and --client-id ID', 2);
    const clientSecret = process.env.SCS_CLIENT_SECRET;
    return plainly(
      credential(
        { issuer, clientId, scope, ...(clientSecret === undefined ? {} : { clientSecret }) },
        {
          fetch: trusting(values.ca),
          now: Date.now,
          tell: (text) => console.error(text),
          interactive: isInteractive(),
        },
      ),
    );
  }
  if (!['serve', 'check', 'keys list', 'keys rotate', 'revoke'].includes(command))
    return fail(`unknown command "${command}"\n\n${USAGE}`, 2);
  if (file === undefined) return fail(`which configuration? Give --config FILE\n\n${USAGE}`, 2);

  const toRevoke = { user: values.user, tokenId: values['token-id'] };
  const fault = command === 'revoke' ? faultOf(toRevoke) : undefined;
  if (fault !== undefined) return fail(fault, 2);

  const loaded = await loadConfig(file, { env: process.env });
  const { config } = loaded;
  const folder = config.gateway.keys;
  switch (command) {
    case 'check':
      return say(
        `${file} is right: ${count(config.clouds, 'cloud')}, ${count(config.identityProviders, 'identity provider')}, public URL ${config.gateway.publicUrl}`,
      );
    case 'keys list': {
      const keys = await listKeys(folder, Date.now());
      if (keys.length === 0) return say(`no keys in ${folder} yet: the first start makes them, or keys rotate`);
      for (const key of keys)
        console.log(`${key.kid}  ${key.kind}  ${key.created}  ${key.active ? 'active' : ''}`.trimEnd());
      return 0;
    }
    case 'revoke':
      return endTokens(toRevoke, config);
    case 'keys rotate': {
      const { made, removed } = await rotateKeys(folder, {
        now: Date.now(),
        tokenLifetime: config.gateway.tokenLifetime,
      });
      for (const kid of made) console.log(`made ${kid}`);
      for (const kid of removed) console.log(`removed ${kid}`);
      return 0;
    }
  }

  let { drainDelay } = config.gateway;
  const { workers, drainTimeout } = config.gateway;
  const gateway = workers > 1 ? await startWorkers(file, loaded) : await startGateway({ config });
  const watcher = watchConfig(file, {
    env: process.env,
    loaded,
    async onChange(next, { sources }) {
      await gateway.reconfigure(next, sources);
      drainDelay = next.gateway.drainDelay;
    },
    onInvalid: (error) => gateway.refused(error),
  });
  const { publicUrl, operationsUrl: operations } = gateway;
  gateway.log.info({ publicUrl, operations, version: VERSION, ...(workers > 1 ? { workers } : {}) }, 'ready');
  closeWithGrace({ delay: drainDelay + drainTimeout + 2_000, logger: false }, async ({ signal, err }) => {
    if (err) gateway.log.error({ err }, 'stopping after an unexpected error');
    else gateway.log.info({ signal }, 'draining');
    watcher.close();
    // A person at a terminal has no load balancer to wait for, and an error no time.
    await gateway.close(signal === 'SIGTERM' ? { delay: drainDelay } : {});
  });
  return undefined;
}

/** By the shared state: what is revoked without one is in the memory of the running process, where nobody else gets at it. */
async function endTokens(what: RevokeOptions, { state }: Config): Promise<number> {
  const url = state.redis?.reveal();
  if (url === undefined)
    return fail(
      'nothing is revoked: without state.redis, only the running process knows what is revoked. Users can revoke their own tokens there; deleting the signing key ends every token',
      1,
    );
  // Nobody waits but a person.
  const store = createRedisStore({ url, commandTimeout: 2_000 });
  await store.opened;
  const deps = {
    revocations: createRevocations({ store, now: Date.now }),
    store,
    now: Date.now,
    longestLife: LONGEST_TOKEN_LIFE,
  };
  return plainly(revoke(what, deps)).finally(() => store.close());
}

/** What users run tells them in a sentence what went wrong; `fetch failed` has its reason in the cause. */
async function plainly(work: Promise<string>): Promise<number> {
  try {
    return say(await work);
  } catch (error) {
    const { message, cause } = error as Error;
    return fail(cause instanceof Error ? `${message}: ${cause.message}` : message, 1);
  }
}

/** kubectl tells its plugin whether somebody is there (client.authentication.k8s.io/v1 ExecCredential `spec.interactive`). */
function isInteractive(): boolean {
  const info = process.env.KUBERNETES_EXEC_INFO;
  if (info === undefined) return process.stderr.isTTY === true;
  return (JSON.parse(info) as { spec?: { interactive?: boolean } }).spec?.interactive === true;
}

function trusting(file = process.env.SCS_CA): typeof fetch {
  if (file === undefined) return fetch;
  const dispatcher = new Agent({ connect: { ca: readFileSync(file, 'utf8') } });
  return ((url: string, options: object) => undiciFetch(url, { ...options, dispatcher })) as unknown as typeof fetch;
}

const count = (list: readonly unknown[], what: string): string =>
  `${list.length} ${what}${list.length === 1 ? '' : 's'}`;

function say(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

function fail(text: string, code: number): number {
  console.error(`scs-gateway: ${text.trimEnd()}`);
  return code;
}

/** Sets the exit code, or leaves a server running. */
export async function runCommandLine(args: string[]): Promise<void> {
  try {
    const code = await main(args);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function explain(error: unknown): number {
  const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const told = error instanceof ConfigError || error instanceof KeyFolderError;
  const plain = told || usage || (error as NodeJS.ErrnoException).code !== undefined;
  return fail(plain ? (error as Error).message : ((error as Error).stack ?? String(error)), usage ? 2 : 1);
}
