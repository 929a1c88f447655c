// SPDX-License-Identifier: Apache-2.0
// `scs-gateway health`: whether the gateway of this configuration is ready, for checks of containers and services. Asks the operations
// listener, and so needs no curl in an image; of the configuration it reads nothing but where that is.
import { readFile } from 'node:fs/promises';
import { type AddCommand, CommandError, configOf, configOption, examples, type WithConfig } from './command.ts';

export const healthCommand: AddCommand = (program, { out }) => {
  program
    .command('health')
    .summary('ask the running gateway whether it is ready')
    .description(
      'Ask the operations listener of the gateway that runs on this machine with this configuration. Ends with 0 if it is ready, and with 1 if not, or if nobody answers.',
    )
    .addOption(configOption())
    .option('--timeout <seconds>', 'how long to wait for its answer', '3')
    .addHelpText('after', examples('scs-gateway health --config gateway.yaml'))
    .action(async (options: WithConfig & { readonly timeout: string }, command) => {
      const timeout = Number(options.timeout);
      if (!(timeout > 0 && timeout <= 60)) command.error('error: --timeout takes seconds, up to 60');
      const url = await readyUrl(configOf(command, options));
      out(`${await ask(url, timeout * 1_000)}\n`);
    });
};

async function readyUrl(file: string): Promise<string> {
  const { parse } = await import('yaml');
  // A file that is changed at this moment is the gateway's to refuse: it goes on with the one of before.
  const { host = '127.0.0.1', port = 9464 } = Object(parse(await readFile(file, 'utf8'))?.gateway?.operations);
  const here =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[String(host)] ?? (String(host).includes(':') ? `[${host}]` : host);
  return `http://${here}:${port}/readyz`;
}

async function ask(url: string, timeout: number): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeout) }).catch((error: Error) => {
    throw new CommandError(`nobody answers at ${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  const body: unknown = await answer.json().catch(() => undefined);
  const { status = `status ${answer.status}`, parts = {} } = Object(body) as {
    readonly status?: string;
    readonly parts?: Readonly<
      Record<string, { readonly ok?: boolean; readonly needed?: boolean; readonly detail?: string }>
    >;
  };
  if (answer.ok) return status;
  const why = Object.entries(parts).filter(([, { ok, needed }]) => ok === false && needed !== false);
  throw new CommandError([status, ...why.map(([part, { detail }]) => `${part}: ${detail ?? 'not ok'}`)].join('; '));
}
