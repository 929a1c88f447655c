// SPDX-License-Identifier: Apache-2.0
// `scs-gateway conformance`: how far clouds hold to the SCS standards, as a report for people, programs and CI systems. The
// gateway reads and judges, with the rights of whoever asks.
import { type Command, Option } from 'commander';
import type { Report, ReportPart } from '../report/report.ts';
import { type AddCommand, CommandError, examples, type Output, withPlainErrors } from './command.ts';
import type { GatewayApi } from './gateway-api.ts';
import { type GatewayOptions, withGateway } from './gateway-options.ts';
import { type OutputForm, outputOption } from './output-option.ts';

interface Wishes extends GatewayOptions {
  readonly cloud: readonly string[];
  readonly scope?: 'iaas' | 'kaas';
  readonly project?: string;
  readonly token?: string;
  readonly next?: boolean;
}

interface Options extends Wishes {
  readonly output: OutputForm;
}

export const conformanceCommand: AddCommand = (program, output) => {
  withGateway(program.command('conformance'))
    .summary('report how far clouds hold to the SCS standards')
    .description(
      'Have the gateway read flavors, images, volume types, the service catalogue, rules of security groups and clusters with your rights, and judge them by the checks of the SCS scopes. It ends with 1 if a check that counts fails, or if nothing of a cloud could be read. It only reads, so it is no certificate: what cannot be decided by reading is "not tried".',
    )
    .addOption(
      new Option('--cloud <id>', 'this cloud; again for each')
        .argParser((id: string, before: readonly string[]) => [...before, id])
        .default([], 'all'),
    )
    .addOption(new Option('--scope <name>', 'this scope alone').choices(['iaas', 'kaas']))
    .option('--project <name>', 'the project whose view is used: its id, its name, or domain/name')
    .option('--next', 'let checks count that only the next version of a scope has')
    .option(
      '--token <reference>',
      'a token of the gateway, or of an identity provider that it trusts, instead of the saved login: env:NAME or file:PATH',
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway conformance',
        'scs-gateway conformance --cloud cloud-a --scope iaas --output html > cloud-a.html',
        'scs-gateway conformance --gateway https://gateway.example.org --token env:CI_TOKEN --output junit > conformance.xml',
      ),
    )
    .action(async ({ output: form, ...options }: Options, command) => {
      const { api, gateway, token } = await withPlainErrors(opened(options, command, output));
      const parts = await withPlainErrors(partsOf(api, token, options));
      const { VERSION } = await import('../version.ts');
      const report: Report = {
        report: 'conformance',
        checkedAt: new Date().toISOString(),
        gateway,
        version: VERSION,
        ok: parts.every(({ ok }) => ok),
        parts,
      };
      output.out(form === 'text' ? textOf(parts) : (await import('../report/forms.ts')).FORMS[form](report));
      const wrong = parts.filter(({ ok }) => !ok).map(({ name }) => name);
      if (wrong.length > 0) throw new CommandError(`not as the standards want it: ${wrong.join(', ')}`);
    });
};

interface Opened {
  readonly api: GatewayApi;
  readonly gateway: string;
  /** A secret. */
  readonly token: string;
}

async function opened(options: Wishes, command: Command, { err }: Output): Promise<Opened> {
  const { openSession, gatewayOf } = await import('./session.ts');
  if (options.token === undefined) {
    const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
    return { api: session.api, gateway: session.record.gateway, token: (await session.token()).token };
  }
  const [{ followReference }, { createGatewayApi }, { fetchWithCa }, { stateFolder }] = await Promise.all([
    import('./follow-reference.ts'),
    import('./gateway-api.ts'),
    import('./fetch-with-ca.ts'),
    import('./private-files.ts'),
  ]);
  const gateway = await gatewayOf(command, options, stateFolder(process.env));
  const token = (await followReference(options.token)) ?? '';
  return { api: createGatewayApi(gateway, fetchWithCa(options.ca)), gateway, token };
}

/** One after the other: each makes the gateway ask a whole cloud. */
async function partsOf(
  api: GatewayApi,
  token: string,
  { cloud, scope, project, next = false }: Wishes,
): Promise<ReportPart[]> {
  const { conformanceParts, unreadable } = await import('./conformance-report.ts');
  const clouds = cloud.length > 0 ? cloud : await api.clouds(token);
  if (clouds.length === 0) throw new CommandError('the gateway has no cloud');
  const query = { ...(scope && { scope }), ...(project !== undefined && { project }) };
  const parts: ReportPart[] = [];
  for (const id of clouds) {
    const answer = await api.conformance(token, id, query).catch((error: unknown) => {
      // Of a cloud where one has no project nothing is said; that the login is not good is no verdict on any cloud.
      if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
      return error;
    });
    parts.push(
      ...(answer instanceof Error ? [unreadable(id, answer.message)] : conformanceParts(id, answer, { next })),
    );
  }
  return parts;
}

const textOf = (parts: readonly ReportPart[]): string =>
  parts
    .map(({ name, kind, ok, steps }) => {
      const lines = steps.map(
        ({ step, verdict, title, reason }) => `  ${verdict.padEnd(9)}  ${title ?? step}: ${reason}\n`,
      );
      return `${name} (${kind}): ${ok ? 'ok' : 'failed'}\n${lines.join('')}`;
    })
    .join('');
