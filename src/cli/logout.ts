// SPDX-License-Identifier: Apache-2.0
// `scs-gateway logout`: ends the login at the gateway and at the identity provider, and removes what is saved of it. What is
// here is removed even where one of them is away, and then that is told.
import { type AddCommand, examples } from './command.ts';
import { type GatewayOptions, withGateway } from './gateway-options.ts';

interface Options extends GatewayOptions {
  readonly everywhere?: true;
}

export const logoutCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('logout'))
    .summary('end the login')
    .description(
      'End the login: its tokens at the gateway, and the saved login at the identity provider (RFC 7009). Then remove both from this machine.',
    )
    .option('--everywhere', 'end every token that the gateway has given you, of other machines too')
    .addHelpText('after', examples('scs-gateway logout', 'scs-gateway logout --everywhere'))
    .action(async (options: Options, command) => {
      const [{ openSession }, { endLogin }] = await Promise.all([import('./session.ts'), import('./end-login.ts')]);
      const tell = (text: string): void => err(`${text}\n`);
      const session = await openSession(command, options, { tell });
      await endLogin(session, options, tell);
      out(`Logged out of ${session.record.gateway}\n`);
    });
};
