// SPDX-License-Identifier: Apache-2.0
// `scs-gateway explain`: why a user has what they have, or has nothing: for operators, whom the gateway tells all.
import { Option } from 'commander';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  several,
  timeoutOf,
  type WithConfig,
} from './command.ts';
import type { Explanation } from './explain-user.ts';
import { textOrJsonOption } from './output-option.ts';

interface Options extends WithConfig {
  readonly user?: string;
  readonly provider?: string;
  readonly claims?: string;
  readonly token?: string;
  readonly group: readonly string[];
  readonly log?: string;
  readonly offline?: true;
  readonly timeout: string;
  readonly output: 'text' | 'json';
}

export const explainCommand: AddCommand = (program, { out }) => {
  program
    .command('explain')
    .summary('say why a user has these groups and projects, or none')
    .description(
      'Tell which claims became the user and the groups, which groups were dropped and why, what every cloud and cluster answers, and which projects and rights come of it. From a token (which is verified, and whose user is proven to the members), from claims in a file, or from groups that are named; for these two the members are asked about scs-gateway-check in the same groups, so that nobody is impersonated. With --log also from what the log has of the user. It ends with 1 if such a user could not log in.',
    )
    .option('--user <name>', "the user: a name, domain/name, or the user's id at the gateway")
    .option(
      '--claims <file>',
      'the claims of a token as JSON, or - for standard input; signature and times are not asked for',
    )
    .option('--token <reference>', 'a token of an identity provider: env:NAME or file:PATH')
    .addOption(
      new Option('--group <name>', 'as if a token named this group; again for each')
        .argParser(several)
        .default([], 'none'),
    )
    .option('--provider <id>', 'the identity provider, where it is not clear which')
    .option('--log <file>', "the gateway's log: what it has of --user")
    .option('--offline', 'ask no cloud and no cluster')
    .option('--timeout <seconds>', 'for each cloud and cluster', '60')
    .addOption(textOrJsonOption())
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway explain --token env:IDP_TOKEN --config gateway.yaml',
        'scs-gateway explain --claims claims.json --offline --config gateway.yaml',
        'scs-gateway explain --user alice --group research --log gateway.log --config gateway.yaml',
      ),
    )
    .action(async ({ output, ...options }: Options, command) => {
      const timeout = timeoutOf(command, options);
      const { user, claims: from, token: reference, group: groups, log, provider } = options;
      if ([from, reference, groups[0]].filter((one) => one !== undefined).length > 1)
        command.error('error: --token, --claims and --group exclude each other');
      const claimed = (from ?? reference ?? groups[0]) !== undefined;
      if (!claimed && (user ?? log) === undefined)
        command.error('error: explain needs --token, --claims or --group, or --user and --log');
      if (!claimed && (user === undefined || log === undefined))
        command.error('error: --user and --log go together, where there is no --token, --claims or --group');
      const file = configOf(command, options);
      const [{ loadConfig }, { explainUser }, { followReference }] = await Promise.all([
        import('../config/load.ts'),
        import('./explain-user.ts'),
        import('./follow-reference.ts'),
      ]);
      const { config } = await loadConfig(file, { env: process.env });
      const asked = {
        ...{ user, provider, groups, log, timeout: options.offline ? undefined : timeout },
        token: await followReference(reference),
        claims: from === undefined ? undefined : await claimsIn(from),
      };
      const explanation = await explainUser(config, asked, Date.now);
      out(
        output === 'json'
          ? `${JSON.stringify(explanation, null, 2)}\n`
          : (await import('./explain-text.ts')).explainText(explanation),
      );
      if (claimed && explanation.principal === undefined)
        throw new CommandError(`nobody logs in so: ${reasonOf(explanation)}`);
    });
};

const reasonOf = ({ refused, explained }: Explanation): string =>
  refused ?? explained?.steps.find(({ ok }) => !ok)?.reason ?? 'the claims of this token are not to be seen';

/** Bytes. A token has a few KiB. */
const MOST = 1024 * 1024;

async function claimsIn(path: string): Promise<Readonly<Record<string, unknown>>> {
  const [{ readRegular, readFailure }, { jsonObject }] = await Promise.all([
    import('../files/regular.ts'),
    import('../model/json-object.ts'),
  ]);
  const text =
    path === '-'
      ? await standardInput()
      : await readRegular(path, MOST).catch((error: unknown) => {
          throw new CommandError(`${path} cannot be read: ${readFailure(error)}`, { cause: error });
        });
  const claims = jsonObject(text);
  if (claims === undefined)
    throw new CommandError(`${path} has no claims: they are a JSON object, the middle part of a token decoded`);
  return claims;
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > MOST) throw new CommandError('standard input has more than claims of a token');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
