// SPDX-License-Identifier: Apache-2.0
// `scs-gateway whoami`: who the user is in the gateway's eyes, and why something is missing.
import { type AddCommand, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, withGateway } from './gateway-options.ts';

interface Options extends GatewayOptions {
  readonly json?: true;
}

export const whoamiCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('whoami'))
    .summary('show who you are at the gateway')
    .description(
      'Show your name, groups and projects as the gateway knows them, when the login ends, and why something is missing.',
    )
    .option('--json', 'write it as JSON')
    .addHelpText('after', examples('scs-gateway whoami', 'scs-gateway whoami --json'))
    .action(async (options: Options, command) => {
      const [{ openSession }, { describeMe }] = await Promise.all([import('./session.ts'), import('./describe-me.ts')]);
      const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
      const { api, record } = session;
      const { token } = await withPlainErrors(session.token());
      const [me, projects] = await withPlainErrors(Promise.all([api.me(token), api.projects(token)]));
      const { gateway, project } = record;
      if (options.json)
        return out(`${JSON.stringify({ gateway, ...me, projects, project: project ?? null }, null, 2)}\n`);
      out(`gateway   ${gateway}\n${describeMe(me, projects, project)}\n`);
    });
};
