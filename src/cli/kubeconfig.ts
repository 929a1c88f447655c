// SPDX-License-Identifier: Apache-2.0
// `scs-gateway kubeconfig`: the caller's kubeconfig from a gateway, for a file of its own, or merged into the one that is there.
import { type Command, Option } from 'commander';
import { type AddCommand, CommandError, environment, examples, withPlainErrors } from './command.ts';
import { type GatewayOptions, withGateway } from './gateway-options.ts';

interface Options extends GatewayOptions {
  readonly auth: string;
  readonly provider?: string;
  readonly namespace?: string;
  readonly execVersion?: string;
  readonly merge?: true;
}

export const kubeconfigCommand: AddCommand = (program, { out, err }) => {
  withGateway(program.command('kubeconfig'))
    .summary('write your kubeconfig, with one context for each cluster')
    .description(
      'Fetch your kubeconfig from a gateway and write it to standard output, with one context for each cluster. It is fetched with your login, which kubectl uses as well.',
    )
    .addOption(
      new Option('--auth <kind>', 'exec: kubectl logs in by "scs-gateway credential"; token: the file holds a token')
        .choices(['exec', 'token'])
        .default('exec'),
    )
    .option('--provider <id>', 'with --auth exec: the identity provider to log in at')
    .option('--namespace <name>', 'the namespace of the contexts, for commands without -n')
    .addOption(
      new Option(
        '--exec-version <version>',
        'of client.authentication.k8s.io in the file; some clients take v1beta1 only',
      ).choices(['v1', 'v1beta1']),
    )
    .option('--merge', 'put it into the first file of $KUBECONFIG, else ~/.kube/config, instead of writing it out')
    .addHelpText(
      'after',
      environment({
        SCS_TOKEN: 'a token of the gateway or of the identity provider, to be used instead of the login',
        KUBECONFIG: 'with --merge: the files that kubectl reads',
      }),
    )
    .addHelpText(
      'after',
      examples(
        'scs-gateway kubeconfig --gateway https://gateway.example.org > ~/.kube/scs',
        'scs-gateway kubeconfig --gateway https://gateway.example.org --merge',
      ),
    )
    .action(async ({ merge, auth, provider, namespace, execVersion, ...options }: Options, command) => {
      const wanted = { auth, provider, namespace, exec: execVersion };
      const query = Object.fromEntries(
        Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
      const { api, token } = await access(options, command, (text) => err(`${text}\n`));
      const text = await withPlainErrors(token().then((bearer) => api.kubeconfig(bearer, query))).catch((error) => {
        // In words of this program.
        if (error instanceof CommandError) error.message = error.message.replace('?auth=token', '--auth token');
        throw error;
      });
      if (!merge) return out(`${text.trimEnd()}\n`);
      const { kubeconfigFile, mergeInto } = await import('./merge-kubeconfig.ts');
      const file = kubeconfigFile(process.env);
      const contexts = await mergeInto(file, text);
      for (const line of text.split('\n')) if (line.startsWith('#')) err(`${line.slice(1).trim()}\n`);
      out(`${file}: ${contexts.length === 0 ? 'no contexts' : contexts.join(', ')}\n`);
    });
};

async function access(options: GatewayOptions, command: Command, tell: (text: string) => void) {
  const [{ gatewayOf, openSession }, { createGatewayApi }, { fetchWithCa }, { stateFolder }] = await Promise.all([
    import('./session.ts'),
    import('./gateway-api.ts'),
    import('./fetch-with-ca.ts'),
    import('./private-files.ts'),
  ]);
  const given = process.env.SCS_TOKEN;
  if (given === undefined) {
    const { api, token } = await openSession(command, options, { tell });
    return { api, token: async () => (await token()).token };
  }
  const gateway = await gatewayOf(command, options, stateFolder(process.env));
  return { api: createGatewayApi(gateway, fetchWithCa(options.ca)), token: async () => given };
}
