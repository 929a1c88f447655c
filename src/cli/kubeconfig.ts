// SPDX-License-Identifier: Apache-2.0
// `scs-gateway kubeconfig`: the caller's kubeconfig from a gateway, for a file of its own, or merged into the one that is there.
import { Option } from 'commander';
import { type AddCommand, caOption, environment, examples, required, withPlainErrors } from './command.ts';
import { fetchWithCa } from './fetch-with-ca.ts';

interface Options {
  readonly gateway?: string;
  readonly auth: string;
  readonly provider?: string;
  readonly namespace?: string;
  readonly execVersion?: string;
  readonly merge?: true;
  readonly ca?: string;
}

export const kubeconfigCommand: AddCommand = (program, { out, err }) => {
  program
    .command('kubeconfig')
    .summary('write your kubeconfig, with one context for each cluster')
    .description(
      'Fetch your kubeconfig from a gateway and write it to standard output, with one context for each cluster.',
    )
    .addOption(new Option('--gateway <url>', 'the public URL of the gateway (required)').env('SCS_GATEWAY_URL'))
    .addOption(
      new Option('--auth <kind>', 'exec: kubectl logs in by "scs-gateway credential"; token: the file holds $SCS_TOKEN')
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
    .addOption(caOption())
    .addHelpText(
      'after',
      environment({
        SCS_TOKEN: 'a token of the gateway or of the identity provider (required)',
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
    .action(async ({ ca, merge, ...options }: Options, command) => {
      const gateway = required(command, options.gateway, '--gateway URL or $SCS_GATEWAY_URL');
      // "localhost:8443" is a URL too, of the scheme "localhost".
      if (!/^https?:\/\//i.test(gateway))
        command.error(`error: --gateway or $SCS_GATEWAY_URL must begin with https://: ${gateway}`);
      const token = required(command, process.env.SCS_TOKEN, '$SCS_TOKEN');
      const text = await withPlainErrors(fetchKubeconfig({ ...options, gateway, token }, { fetch: fetchWithCa(ca) }));
      if (!merge) return out(`${text.trimEnd()}\n`);
      const { kubeconfigFile, mergeInto } = await import('./merge-kubeconfig.ts');
      const file = kubeconfigFile(process.env);
      const contexts = await mergeInto(file, text);
      for (const line of text.split('\n')) if (line.startsWith('#')) err(`${line.slice(1).trim()}\n`);
      out(`${file}: ${contexts.length === 0 ? 'no contexts' : contexts.join(', ')}\n`);
    });
};

interface KubeconfigOptions {
  /** The gateway's public URL. */
  readonly gateway: string;
  /** A gateway token, or one of the identity provider. */
  readonly token: string;
  readonly auth: string;
  readonly provider?: string;
  readonly namespace?: string;
  readonly execVersion?: string;
}

/** Throws an `Error` whose message is for the user. */
async function fetchKubeconfig(options: KubeconfigOptions, deps: { readonly fetch: typeof fetch }): Promise<string> {
  const url = new URL(`${options.gateway.replace(/\/$/, '')}/scs/v1/kubeconfig`);
  url.searchParams.set('auth', options.auth);
  const { provider, namespace, execVersion: exec } = options;
  for (const [name, value] of Object.entries({ provider, namespace, exec }))
    if (value !== undefined) url.searchParams.set(name, value);
  const answer = await deps.fetch(url, { headers: { authorization: `Bearer ${options.token}` } });
  const text = await answer.text();
  if (answer.ok) return text;
  const problem = answer.headers.get('content-type')?.includes('problem+json')
    ? (JSON.parse(text) as { detail?: string }).detail?.replace('?auth=token', '--auth token') // in words of this program
    : undefined;
  throw new Error(`${options.gateway} answered ${answer.status}${problem === undefined ? '' : `: ${problem}`}`);
}
