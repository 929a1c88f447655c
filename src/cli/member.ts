// SPDX-License-Identifier: Apache-2.0
// `scs-gateway member`: joins a cloud or a cluster, and says step by step whether the trust holds. What is sent to a member
// goes the same way as all that the gateway sends (src/joining).
import { type Command, Option } from 'commander';
import type { Config } from '../config/config.ts';
import type { Todo } from '../joining/instructions.ts';
import { checkMembers, demandTrust, type PartOf, partsOfCloud } from './check-members.ts';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  type Output,
  several,
  timeoutOf,
  type WithConfig,
} from './command.ts';
import { followReference } from './follow-reference.ts';
import { checkId, type EntryOptions, MEMBER_STRATEGIES, type NewMember, newMember, terminal } from './member-entry.ts';
import { diffOf, judge, openConfig, replaceConfig } from './member-file.ts';
import { maintenanceCommands } from './member-maintenance.ts';
import { textOrJsonOption } from './output-option.ts';

interface Wishes {
  readonly grant: readonly string[];
  readonly memberDomain: string;
  readonly constrained?: boolean;
  readonly files?: string;
}

interface AddOptions extends WithConfig, EntryOptions, Wishes {
  readonly dryRun?: boolean;
}

interface CheckOptions extends WithConfig {
  readonly group: readonly string[];
  readonly domain?: string;
  readonly token?: string;
  readonly memberToken?: string;
  readonly project?: string;
  readonly namespace?: string;
  readonly cluster?: boolean;
  readonly output: 'text' | 'json';
  readonly timeout: string;
}

const wishesOf = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--grant <group=place:role>',
        'what a group gets there, for the commands: a role in a project (group=project:role) or namespace (group=namespace:role); again for each',
      )
        .argParser(several)
        .default([], 'none, and an OpenStack by hub-oidc needs one'),
    )
    .option('--member-domain <name>', 'the domain at the cloud for users, groups and projects', 'hub')
    .option('--constrained', 'impersonate: the constrained form, for Kubernetes 1.36 and later')
    .option('--files <folder>', "write what the member's operator needs into a new folder, a file each");

export const memberCommand: AddCommand = (program, output) => {
  const member = program
    .command('member')
    .summary('join a cloud or cluster, check the trust, drain it, end it')
    .description(
      'Join a cloud or a cluster, check the trust step by step, announce its maintenance, and take it out again.',
    );
  addCommand(member, output);
  checkCommand(member, output);
  commandsCommand(member, output);
  removeCommand(member, output);
  maintenanceCommands(member, output);
};

function addCommand(member: Command, output: Output): void {
  const command = member
    .command('add')
    .argument('<id>', 'its id: the region that users choose, or the name of the cluster; it never changes')
    .summary('add a member to the configuration, and write what its operator must run')
    .description(
      "Add an OpenStack cloud or a Kubernetes cluster to the configuration file, whose comments and style stay, and write what the member's operator must run. At a terminal it asks for what is missing.",
    )
    .option('--openstack <url>', 'an OpenStack: the URL of its Keystone')
    .option('--kubernetes <url>', 'a cluster: the URL of its apiserver')
    .option('--cloud <id>', 'the cloud that the cluster belongs to; made if there is none (default: its own id)')
    .option('--name <text>', 'the name that users see (default: the id)')
    .option('--region <name>', "the cloud's own name of its region")
    .addOption(new Option('--interface <name>', 'the endpoints that the gateway uses').choices(['public', 'internal']))
    .option('--ca-file <path>', 'PEM file of the authority that signed its certificate')
    .addOption(
      new Option('--strategy <kind>', 'how users are proven to it (default: hub-oidc)').choices(MEMBER_STRATEGIES),
    )
    .option('--identity-provider <id>', "the provider's id at its Keystone (hub-oidc: hub)")
    .option('--protocol <id>', "the protocol's id there (default: openid)")
    .option('--audience <text>', 'hub-oidc, passthrough: the audience of tokens for it')
    .option('--project <domain/name>', 'held credentials: the project, by its name at the gateway')
    .option('--groups <names>', 'held credentials: who may use it, as research,teaching')
    .option('--credential-id <reference>', 'application-credential: env:NAME or file:PATH')
    .option('--credential-secret <reference>', 'application-credential: env:NAME or file:PATH')
    .option('--username <name>', 'password: the technical user')
    .option('--user-domain <name>', "password: that user's domain")
    .option('--password <reference>', 'password: env:NAME or file:PATH')
    .option(
      '--token <reference>',
      "impersonate: the account's token, env:NAME or file:PATH; any word does until it is there",
    )
    .option('--prefix <text>', 'impersonate: what stands before names (default: scs:)')
    .option('--client-id <id>', 'passthrough of a cluster: the client that kubectl logs in with');
  wishesOf(command)
    .option('--dry-run', 'show what would change, and change nothing')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway member add cloud-b --openstack https://keystone.cloud-b.example/v3 --region RegionOne --grant research --files cloud-b --config gateway.yaml',
        'scs-gateway member add prod-a --kubernetes https://k8s.cloud-a.example:6443 --cloud cloud-a --grant research=research:edit --dry-run --config gateway.yaml',
      ),
    )
    .action(async (id: string, options: AddOptions, own) => {
      checkId(own, id);
      const file = configOf(own, options);
      const opened = await openConfig(file);
      const before = opened.loaded.config;
      // Before anything is asked.
      if (options.openstack !== undefined) refuseSecondId(before, id, 'openstack');
      if (options.kubernetes !== undefined) refuseSecondId(before, id, 'cluster');
      const there = await terminal();
      try {
        const made = await newMember(own, id, options, there.ask);
        refuseSecond(before, id, made);
        const { addToList } = await import('../config/edit.ts');
        const at = before.clouds.findIndex((cloud) => cloud.id === made.cloud);
        const entry =
          made.kind === 'openstack'
            ? { id: made.cloud, name: made.name, openstack: made.section }
            : { id: made.cloud, name: made.name, clusters: [made.section] };
        const text = addToList(
          opened.text,
          at === -1 ? ['clouds'] : ['clouds', at, 'clusters'],
          at === -1 ? entry : made.section,
        );
        const { config, warnings } = await judge(opened, text);
        const grants = options.grant.length === 0 ? await askGrants(config, id, there.ask) : options.grant;
        const todos = await todosOf(config, id, { ...options, grant: grants }, made.kind === 'cluster');
        if (options.dryRun) output.out(`${diffOf(file, opened.text, text)}\n`);
        await handOver(todos, id, options.dryRun ? {} : options, output);
        const groups = await groupsOf(grants);
        const { unheardGroups } = await import('./unheard-groups.ts');
        for (const group of unheardGroups(config, groups))
          output.err(`warning: nobody is in the group ${group}: no identityProviders[].groups lets it through\n`);
        if (options.dryRun) return output.err(`${file} is as it was\n`);
        await replaceConfig(opened, text);
        for (const { path, reason } of warnings) output.err(`warning: ${path}: ${reason}\n`);
        output.err(`${id} is in ${file}; a running gateway takes it up by itself\n`);
        const { shellWord } = await import('../joining/quote.ts');
        const group = groups[0] === undefined ? 'GROUP' : shellWord(groups[0]);
        output.err(`When the member's operator is done: scs-gateway member check ${id} --group ${group}\n`);
      } finally {
        there.close();
      }
    });
}

function commandsCommand(member: Command, output: Output): void {
  wishesOf(
    member
      .command('commands')
      .argument('<id>', 'the id of a cloud or a cluster of the configuration')
      .summary("write what a member's operator must run")
      .description('Write what the operator of a member that is in the configuration must run, as member add does.'),
  )
    .option('--cluster', 'the id is of a cluster, where a cloud has it too')
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway member commands cloud-b --grant research --config gateway.yaml'))
    .action(async (id: string, options: Wishes & WithConfig & { cluster?: boolean }, own) => {
      checkId(own, id);
      const { loaded } = await openConfig(configOf(own, options));
      await handOver(await todosOf(loaded.config, id, options, options.cluster), id, options, output);
    });
}

function checkCommand(member: Command, { out }: Output): void {
  member
    .command('check')
    .argument('<id>', 'the id of a cloud or a cluster of the configuration')
    .summary('check the trust end to end, step by step')
    .description(
      'Check the trust with a member end to end: its name, address rules, certificate, clock and version, the keys of the gateway, and the proof of a user down to each service. Each step is ok, failed or not tried, with the reason and what to do next. The user is scs-gateway-check, in the groups that are named, unless --token gives another.',
    )
    .addOption(
      new Option('--group <name>', 'a group of the user, as the gateway knows it; again for each')
        .argParser(several)
        .default([], 'none'),
    )
    .option('--domain <name>', "the user's domain (default: the first identity provider's)")
    .option('--token <reference>', 'prove the user of this token of an identity provider: env:NAME or file:PATH')
    .option(
      '--member-token <reference>',
      "a token of the cloud's administrator, to read its configuration: env:NAME or file:PATH",
    )
    .option('--project <domain/name>', 'the project to look into (default: the first)')
    .option('--namespace <name>', 'the namespace whose rights are asked for (default: default)')
    .option('--cluster', 'the id is of a cluster, where a cloud has it too')
    .addOption(textOrJsonOption())
    .option('--timeout <seconds>', 'for each cloud and cluster', '120')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway member check cloud-b --group research --config gateway.yaml',
        'scs-gateway member check cloud-b --token env:IDP_TOKEN --output json --config gateway.yaml',
      ),
    )
    .action(async (id: string, options: CheckOptions, own) => {
      checkId(own, id);
      const timeout = timeoutOf(own, options);
      const { loaded } = await openConfig(configOf(own, options));
      const parts = partsOf(loaded.config, id, options.cluster);
      const [token, adminToken] = [await followReference(options.token), await followReference(options.memberToken)];
      const asked = {
        ...{ token, adminToken, groups: options.group, domain: options.domain },
        ...{ project: options.project, namespace: options.namespace, timeout },
      };
      const quiet = { out: () => undefined };
      const members = await checkMembers(loaded.config, parts, asked, options.output === 'text' ? { out } : quiet);
      const ok = members.every((one) => one.ok);
      if (options.output === 'json') out(`${JSON.stringify({ ok, members }, null, 2)}\n`);
      demandTrust(members);
    });
}

function removeCommand(member: Command, output: Output): void {
  member
    .command('remove')
    .argument('<id>', 'the id of a cloud or a cluster of the configuration')
    .summary('take a member out of the configuration')
    .description(
      'Take a cloud or a cluster out of the configuration file, and say what goes with it and what its operator may take away. It asks first.',
    )
    .option('--cluster', 'the id is of a cluster, where a cloud has it too')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--yes', 'do not ask')
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway member remove cloud-b --config gateway.yaml'))
    .action(async (id: string, options: WithConfig & { cluster?: boolean; dryRun?: boolean; yes?: boolean }, own) => {
      checkId(own, id);
      const file = configOf(own, options);
      const opened = await openConfig(file);
      const { removal } = await import('./member-removal.ts');
      const { text, told } = await removal(opened, id, options.cluster);
      output.out(`${diffOf(file, opened.text, text)}\n${told}`);
      if (options.dryRun) return output.err(`${file} is as it was\n`);
      if (!options.yes) await confirm(own, id);
      await replaceConfig(opened, text);
      output.err(`${id} is no longer in ${file}; a running gateway takes it up by itself\n`);
    });
}

async function confirm(command: Command, id: string): Promise<void> {
  const { ask, close } = await terminal();
  try {
    if (ask === undefined) command.error('error: nobody can be asked here: member remove needs --yes');
    const answer = await ask(`Remove ${id}? Type its id`, 'no');
    if (answer !== id) throw new CommandError('nothing was changed');
  } finally {
    close();
  }
}

function refuseSecondId({ clouds }: Config, id: string, kind: NewMember['kind']): void {
  if (kind === 'openstack' && clouds.some((cloud) => cloud.id === id))
    throw new CommandError(`there is a cloud ${id} already: nothing was changed`);
  if (kind === 'cluster' && clouds.some(({ clusters }) => clusters.some((cluster) => cluster.id === id)))
    throw new CommandError(`there is a cluster ${id} already: nothing was changed`);
}

/** Two with one id, or one name, are mixed up by users; an id of old must not come to mean another. */
function refuseSecond(config: Config, id: string, made: Pick<NewMember, 'kind' | 'name'>): void {
  refuseSecondId(config, id, made.kind);
  const { clouds } = config;
  const clusters = clouds.flatMap((cloud) => cloud.clusters);
  const named = made.kind === 'cluster' ? clusters : clouds;
  const other = named.find(({ name }) => name.toLowerCase() === made.name.toLowerCase());
  if (other !== undefined)
    throw new CommandError(`${other.id} is called ${other.name} already: choose another --name; nothing was changed`);
}

function partsOf({ clouds }: Config, id: string, onlyCluster = false): PartOf[] {
  const whole = onlyCluster ? undefined : clouds.find((cloud) => cloud.id === id);
  const found = clouds.flatMap((cloud) =>
    partsOfCloud(cloud).filter(({ part }) => cloud === whole || (part.kind === 'cluster' && part.id === id)),
  );
  if (found.length > 0) return found;
  const ids = clouds.flatMap((cloud) => [cloud.id, ...cloud.clusters.map((cluster) => cluster.id)]);
  if (whole !== undefined)
    throw new CommandError(`${id} is of a kind that cannot be checked: it has neither OpenStack nor clusters`);
  throw new CommandError(`there is no member ${id}; there are ${[...new Set(ids)].join(', ')}`);
}

async function todosOf(config: Config, id: string, wishes: Wishes, onlyCluster?: boolean): Promise<readonly Todo[]> {
  const [{ cloudTodos, clusterTodos }, { readGrant }] = await Promise.all([
    import('../joining/instructions.ts'),
    import('../joining/openstack-commands.ts'),
  ]);
  const [first] = partsOf(config, id, onlyCluster);
  const cloud = config.clouds.find((one) => one.id === first?.cloud);
  try {
    const rest = { domain: wishes.memberDomain, constrained: wishes.constrained ?? false };
    const grants = (role: string) => wishes.grant.map((text) => readGrant(text, role));
    if (first?.part.kind === 'openstack' && cloud?.openstack !== undefined)
      return cloudTodos(cloud.openstack, config.gateway, { ...rest, grants: grants('member') });
    const cluster = cloud?.clusters.find((one) => first?.part.kind === 'cluster' && one.id === first.part.id);
    if (cluster === undefined) throw new CommandError(`there is no member ${id}`);
    return await clusterTodos(cluster, config.gateway, { ...rest, grants: grants('edit') });
  } catch (error) {
    if ((error as Error).name !== 'UnwritableError') throw error;
    throw new CommandError(`nothing was written: ${(error as Error).message}`, { cause: error });
  }
}

async function groupsOf(grants: readonly string[]): Promise<readonly string[]> {
  const { readGrant } = await import('../joining/openstack-commands.ts');
  return [...new Set(grants.map((text) => readGrant(text, 'any').group))];
}

/** Without them, a cloud that trusts the gateway would give nobody anything. */
async function askGrants(
  { clouds }: Config,
  id: string,
  ask: Awaited<ReturnType<typeof terminal>>['ask'],
): Promise<readonly string[]> {
  if (clouds.find((cloud) => cloud.id === id)?.openstack?.strategy.kind !== 'hub-oidc') return [];
  const answer = await ask?.('What groups get there, as group=project:role, with blanks between');
  return answer?.split(/\s+/) ?? [];
}

/** To standard output, and into files where they are asked for. */
async function handOver(
  todos: readonly Todo[],
  id: string,
  { files }: Pick<Wishes, 'files'>,
  { out, err }: Output,
): Promise<void> {
  const { written } = await import('../joining/instructions.ts');
  const text = `# For the operator of ${id}\n\n${written(todos)}`;
  out(text);
  if (files === undefined) return;
  const { mkdir, writeFile } = await import('node:fs/promises');
  const { join } = await import('node:path');
  await mkdir(files).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CommandError(`${files} is there already: nothing was changed`);
    throw error;
  });
  for (const { file, block } of [{ file: 'README.md', block: text }, ...todos])
    if (file !== undefined && block !== undefined) await writeFile(join(files, file), block, { flag: 'wx' });
  err(`what ${id}'s operator needs is in ${files}\n`);
}
