#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The process and its command line: `scs-gateway [serve|check|keys list|keys rotate] --config FILE`.
import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import { startGateway, VERSION } from './app.ts';
import { ConfigError } from './config/faults.ts';
import { loadConfig } from './config/load.ts';
import { watchConfig } from './config/watch.ts';
import { listKeys, rotateKeys } from './federation/keys.ts';

const USAGE = `scs-gateway ${VERSION}: one login, one endpoint, every cloud

Usage:
  scs-gateway [serve] --config FILE      run the gateway
  scs-gateway check --config FILE        say whether the configuration is right, and every fault if not
  scs-gateway keys list --config FILE    show the keys, newest first
  scs-gateway keys rotate --config FILE  publish new keys and drop those that are no longer needed

Options:
  -c, --config FILE   the configuration (YAML); default: $SCS_GATEWAY_CONFIG
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
    },
  });
  if (values.version) return say(VERSION);
  if (values.help) return say(USAGE);
  const file = values.config ?? process.env.SCS_GATEWAY_CONFIG;
  const command = positionals.join(' ') || 'serve';
  if (!['serve', 'check', 'keys list', 'keys rotate'].includes(command))
    return fail(`unknown command "${command}"\n\n${USAGE}`, 2);
  if (file === undefined) return fail(`which configuration? Give --config FILE\n\n${USAGE}`, 2);

  const loaded = await loadConfig(file, { env: process.env });
  const { config } = loaded;
  const folder = config.gateway.keys;
  switch (command) {
    case 'check':
      return say(
        `${file} is right: ${config.clouds.length} clouds, ${config.identityProviders.length} identity providers, public URL ${config.gateway.publicUrl}`,
      );
    case 'keys list':
      for (const key of await listKeys(folder, Date.now()))
        console.log(`${key.kid}  ${key.kind}  ${key.created}  ${key.active ? 'active' : ''}`.trimEnd());
      return 0;
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

  const gateway = await startGateway({ config });
  const watcher = watchConfig(file, {
    env: process.env,
    loaded,
    onChange: (next) => gateway.reconfigure(next),
    onInvalid: (error) => gateway.refused(error),
  });
  gateway.log.info({ publicUrl: gateway.publicUrl, operations: gateway.operationsUrl, version: VERSION }, 'ready');
  closeWithGrace({ delay: config.gateway.drainTimeout + 2_000, logger: false }, async ({ signal, err }) => {
    if (err) gateway.log.error({ err }, 'stopping after an unexpected error');
    else gateway.log.info({ signal }, 'draining');
    watcher.close();
    await gateway.close();
  });
  return undefined;
}

function say(text: string): number {
  console.log(text.trimEnd());
  return 0;
}

function fail(text: string, code: number): number {
  console.error(`scs-gateway: ${text.trimEnd()}`);
  return code;
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    const plain = error instanceof ConfigError || usage || (error as NodeJS.ErrnoException).code !== undefined;
    process.exitCode = fail(
      plain ? (error as Error).message : ((error as Error).stack ?? String(error)),
      usage ? 2 : 1,
    );
  },
);
