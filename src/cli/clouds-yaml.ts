// SPDX-License-Identifier: Apache-2.0
// `scs-gateway clouds-yaml`: an entry for clouds.yaml, written out or merged into the file that is there. It has a token, since
// no client of OpenStack can ask another program for one.
import { Option } from 'commander';
import { type AddCommand, CommandError, environment, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, projectOption, type WithProject, withGateway } from './gateway-options.ts';
import type { CloudEntry } from './merge-clouds.ts';

interface Options extends GatewayOptions, WithProject {
  readonly name: string;
  readonly region?: string;
  readonly merge?: true;
  readonly file?: string;
}

export const cloudsYamlCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('clouds-yaml'))
    .summary('write an entry for clouds.yaml')
    .description(
      'Write an entry for clouds.yaml with a token for a project. The token lives for a while only: run the command again then.',
    )
    .addOption(projectOption())
    .option('--name <name>', 'of the entry, as in --os-cloud and OS_CLOUD', 'scs')
    .option('--region <name>', 'the region of the entry, for clients that take one only; without it, all of them')
    .option('--merge', 'put it into the file instead of writing it out; everything else in it stays')
    .addOption(new Option('--file <path>', 'with --merge: the file; without it, the one that OpenStack clients read'))
    .addHelpText(
      'after',
      environment({
        OS_CLIENT_CONFIG_FILE: 'with --merge: the file, where --file is not given',
        XDG_CONFIG_HOME: 'with --merge: where openstack/clouds.yaml is, if not in ~/.config',
      }),
    )
    .addHelpText(
      'after',
      examples('scs-gateway clouds-yaml --merge', 'scs-gateway clouds-yaml --project acme/research'),
    )
    .action(async ({ project: wanted, name, region, merge, file: given, ...options }: Options, command) => {
      if (given !== undefined && !merge) command.error('error: --file is for --merge');
      const { nameOf, openSession } = await import('./session.ts');
      const session = await openSession(command, options, { tell: (text) => err(`${text}\n`) });
      const project = await withPlainErrors(session.project(wanted));
      const { token, expiresAt } = await withPlainErrors(session.scoped(project));
      const regions = await withPlainErrors(session.api.regions());
      if (region !== undefined && !regions.includes(region))
        throw new CommandError(`there is no region ${region}; there are: ${regions.join(', ')}`);
      const { gateway, ca } = session.record;
      const cacert = options.ca ?? ca;
      const entry: CloudEntry = {
        auth_type: 'v3token',
        auth: {
          auth_url: `${gateway}/identity/v3`,
          token,
          project_name: project.name,
          project_domain_name: project.domain.name,
        },
        ...(region === undefined ? { regions } : { region_name: region }),
        identity_api_version: '3',
        ...(cacert === undefined ? {} : { cacert }),
      };
      const until = `until ${new Date(expiresAt).toISOString()}`;
      const note = `The token lives ${until}; then run: scs-gateway clouds-yaml --merge`;
      const { cloudsFile, mergeCloud } = await import('./merge-clouds.ts');
      if (!merge) return out(mergeCloud('', name, entry, 'clouds.yaml', note).text);
      const { replaceFile } = await import('./replace-file.ts');
      const file = given ?? cloudsFile(process.env);
      const change = (before: string): { text: string } => mergeCloud(before, name, entry, file, note);
      await replaceFile(file, change, { backup: '.before-scs-gateway', secret: true });
      out(`${file}: ${name}, project ${nameOf(project)}, ${until}\n`);
    });
};
