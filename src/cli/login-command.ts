// SPDX-License-Identifier: Apache-2.0
// `scs-gateway login`: one login for every other command and for kubectl (log-in.ts).
import { type AddCommand, environment, examples, withPlainErrors } from './command.ts';
import { projectOption, withGateway } from './gateway-options.ts';
import type { LoginCommandOptions } from './log-in.ts';

export const loginCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('login'))
    .summary('log in, for every other command and for kubectl')
    .description(
      'Log in at the identity provider of a gateway. Without --browser a code is shown, which you confirm in any browser, on any machine (RFC 8628). The login is saved in your state folder, for you alone.',
    )
    .option('--provider <id>', 'the identity provider, where the gateway has several')
    .option('--browser', 'log in with the browser of this machine (authorization code with PKCE)')
    .option(
      '--callback <url>',
      'with --browser: where the browser comes back to; a port only if the provider wants a certain one',
      'http://127.0.0.1/callback',
    )
    .option('--no-qr', 'do not show the page as a picture for phones')
    .option('--client-id <id>', 'the public client to log in as, where the gateway names none')
    .option('--scope <text>', 'the scopes to ask for, instead of those that the gateway names')
    .addOption(projectOption())
    .addHelpText(
      'after',
      environment({
        BROWSER: 'with --browser: the command that opens a page',
        XDG_STATE_HOME: 'where logins are saved, if not in ~/.local/state',
      }),
    )
    .addHelpText(
      'after',
      examples(
        'scs-gateway login --gateway https://gateway.example.org',
        'scs-gateway login --gateway https://gateway.example.org --browser --project acme/research',
        'scs-gateway login',
      ),
    )
    .action(async (options: LoginCommandOptions, command) => {
      const tell = (text: string): void => err(`${text}\n`);
      const { logIn } = await import('./log-in.ts');
      out(`${await withPlainErrors(logIn(options, command, tell))}\n`);
    });
};
