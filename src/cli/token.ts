// SPDX-License-Identifier: Apache-2.0
// `scs-gateway token`: a token of the gateway for scripts.
import { type AddCommand, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, projectOption, type WithProject, withGateway } from './gateway-options.ts';

interface Options extends GatewayOptions, WithProject {
  readonly unscoped?: true;
}

export const tokenCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('token'))
    .summary('write a token of the gateway')
    .description(
      'Write a token of the gateway for a project, for X-Auth-Token or as a Bearer token. It is written to standard output, and lives for a while only: get one for each use.',
    )
    .addOption(projectOption())
    .option('--unscoped', 'a token without a project')
    .addHelpText('after', examples('scs-gateway token', 'scs-gateway token --project acme/research'))
    .action(async ({ project, unscoped, ...options }: Options, command) => {
      if (unscoped && project !== undefined) command.error('error: --unscoped means no project: leave --project out');
      const { openSession } = await import('./session.ts');
      const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
      const work = unscoped ? session.token() : session.project(project).then(session.scoped);
      out(`${(await withPlainErrors(work)).token}\n`);
    });
};
