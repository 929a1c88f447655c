// SPDX-License-Identifier: Apache-2.0
// `scs-gateway clouds-yaml`: an entry for clouds.yaml, written out or merged into the file that is there. It has a token, since
// no client of OpenStack can ask another program for one, or an application credential, which lasts.
import { Option } from 'commander';
import { type AddCommand, CommandError, environment, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, projectOption, type WithProject, withGateway } from './gateway-options.ts';
import type { CloudEntry } from './merge-clouds.ts';
import type { MadeCredential } from './new-credential.ts';

interface Options extends GatewayOptions, WithProject {
  readonly name: string;
  readonly region?: string;
  readonly merge?: true;
  readonly file?: string;
  readonly applicationCredential?: string;
  readonly expires?: string;
  readonly roles?: string;
}

export const cloudsYamlCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('clouds-yaml'))
    .summary('write an entry for clouds.yaml')
    .description(
      'Write an entry for clouds.yaml with a token for a project. The token lives for a while only: run the command again then. With --application-credential the entry has one of these, for programs that run for long.',
    )
    .addOption(projectOption())
    .option('--name <name>', 'of the entry, as in --os-cloud and OS_CLOUD', 'scs')
    .option('--region <name>', 'the region of the entry, for clients that take one only; without it, all of them')
    .option('--merge', 'put it into the file instead of writing it out; everything else in it stays')
    .addOption(new Option('--file <path>', 'with --merge: the file; without it, the one that OpenStack clients read'))
    .option(
      '--application-credential <name>',
      'make an application credential of this name for the project, instead of a token',
    )
    .option('--expires <when>', 'with --application-credential: its end, as 90d, 2027-01-01, or 2027-01-01T12:00 (UTC)')
    .option('--roles <names>', 'with --application-credential: no roles but these, as reader,member')
    .addHelpText(
      'after',
      environment({
        OS_CLIENT_CONFIG_FILE: 'with --merge: the file, where --file is not given',
        XDG_CONFIG_HOME: 'with --merge: where openstack/clouds.yaml is, if not in ~/.config',
      }),
    )
    .addHelpText(
      'after',
      examples(
        'scs-gateway clouds-yaml --merge',
        'scs-gateway clouds-yaml --project acme/research',
        'scs-gateway clouds-yaml --merge --name terraform --application-credential terraform --expires 90d',
      ),
    )
    .action(async ({ project: wanted, name, region, merge, file: given, ...rest }: Options, command) => {
      const { applicationCredential, expires, roles, ...options } = rest;
      if (given !== undefined && !merge) command.error('error: --file is for --merge');
      if (applicationCredential === undefined && (expires ?? roles) !== undefined)
        command.error('error: --expires and --roles are for --application-credential');
      const { expiryOf, makeCredential } = await import('./new-credential.ts');
      const end = expires === undefined ? undefined : expiryOf(expires, Date.now());
      if (expires !== undefined && end === undefined)
        command.error('error: --expires takes days (90d) or a date to come (2027-01-01, 2027-01-01T12:00, in UTC)');
      const { nameOf, openSession } = await import('./session.ts');
      const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
      const project = await withPlainErrors(session.project(wanted));
      const regions = await withPlainErrors(session.api.regions());
      if (region !== undefined && !regions.includes(region))
        throw new CommandError(`there is no region ${region}; there are: ${regions.join(', ')}`);

      const byToken = async (): Promise<Login> => {
        const { token, expiresAt } = await withPlainErrors(session.scoped(project));
        const until = `until ${new Date(expiresAt).toISOString()}`;
        return {
          auth: {
            auth_type: 'v3token',
            auth: { token, project_name: project.name, project_domain_name: project.domain.name },
          },
          note: `The token lives ${until}; then run: scs-gateway clouds-yaml --merge`,
          said: `project ${nameOf(project)}, ${until}`,
        };
      };
      const login: Login =
        applicationCredential === undefined
          ? await byToken()
          : await makeCredential(session, project, {
              name: applicationCredential,
              ...(end === undefined ? {} : { expires: end }),
              ...(roles === undefined ? {} : { roles: roles.split(',').map((role) => role.trim()) }),
            });
      const { gateway, ca } = session.record;
      const cacert = options.ca ?? ca;
      const { auth_type, auth } = login.auth;
      const entry: CloudEntry = {
        auth_type,
        auth: { auth_url: `${gateway}/identity/v3`, ...auth },
        ...(region === undefined ? { regions } : { region_name: region }),
        identity_api_version: '3',
        ...(cacert === undefined ? {} : { cacert }),
      };
      const { cloudsFile, mergeCloud } = await import('./merge-clouds.ts');
      if (!merge) return out(mergeCloud('', name, entry, 'clouds.yaml', login.note).text);
      const { replaceFile } = await import('./replace-file.ts');
      const file = given ?? cloudsFile(process.env);
      const change = (before: string): { text: string } => mergeCloud(before, name, entry, file, login.note);
      try {
        await replaceFile(file, change, { backup: '.before-scs-gateway', secret: true });
      } catch (error) {
        await login.discard?.();
        throw error;
      }
      out(`${file}: ${name}, ${login.said}\n`);
    });
};

type Login = Omit<MadeCredential, 'discard'> & Partial<Pick<MadeCredential, 'discard'>>;
