// SPDX-License-Identifier: Apache-2.0
// `scs-gateway member list|drain|resume`: maintenance of a cloud or cluster, written where every replica looks: the durable
// store. Whoever may do it has the configuration, the key folder and the store, as the gateway has; no user has.
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { Drained } from '../federation/maintenance.ts';
import type { DurableStore } from '../model/durable-store.ts';
import type { Notice } from '../model/maintenance.ts';
import {
  CommandError,
  configOf,
  configOption,
  examples,
  type Output,
  type WithConfig,
  withPlainErrors,
} from './command.ts';
import { checkId } from './member-entry.ts';
import { openConfig } from './member-file.ts';

interface DrainOptions extends WithConfig {
  readonly reason?: string;
  readonly until?: string;
  readonly refuseCreates?: boolean;
  readonly cluster?: boolean;
}

const ONLY_CLUSTER = ['--cluster', 'the id is of a cluster, where a cloud has it too'] as const;

export function maintenanceCommands(member: Command, output: Output): void {
  drainCommand(member, output);
  resumeCommand(member, output);
  listCommand(member, output);
}

function drainCommand(member: Command, { out, err }: Output): void {
  member
    .command('drain')
    .argument('<id>', 'the id of a cloud, with its clusters, or of a cluster')
    .summary('announce maintenance of a member: nothing is placed there any more')
    .description(
      'Announce the maintenance of a cloud or cluster, on every replica within seconds and for as long as it is not taken back by member resume. Users see it in lists and answers; no new object is placed there unless its cloud is named. Reading, changing and what runs go on. Again for another reason or end.',
    )
    .option('--reason <text>', 'what is being done, for users (required)')
    .option('--until <moment>', 'when it will probably end: 2026-12-01T06:00:00Z, or from now: 90m, 4h, 2d')
    .option('--refuse-creates', 'answer what makes new objects there with 503 and Retry-After')
    .option(...ONLY_CLUSTER)
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        'scs-gateway member drain cloud-b --reason "The storage is being replaced." --until 4h --config gateway.yaml',
        'scs-gateway member drain prod-a --reason "Upgrade to 1.36." --refuse-creates --config gateway.yaml',
      ),
    )
    .action(async (id: string, options: DrainOptions, own: Command) => {
      checkId(own, id);
      const { LONGEST_REASON, momentOf, noticeWords, reasonFault } = await import('../model/maintenance.ts');
      const { reason } = options;
      if (reason === undefined)
        own.error(`error: member drain needs --reason: what users are told, in at most ${LONGEST_REASON} characters`);
      const fault = reasonFault(reason as string);
      if (fault !== undefined) own.error(`error: --reason ${fault}`);
      const now = Date.now();
      const until = options.until === undefined ? undefined : (fromNow(options.until, now) ?? momentOf(options.until));
      if (options.until !== undefined && until === undefined)
        own.error(
          'error: --until takes a moment with its offset, such as 2026-12-01T06:00:00Z, or a time from now: 90m, 4h, 2d',
        );
      if (until !== undefined && until <= now) own.error('error: --until is past');
      const { config, drained } = await meant(configOf(own, options), id, options.cluster);
      const notice = { reason: reason as string, since: now, refuseCreates: options.refuseCreates ?? false };
      const { drain } = await import('../federation/maintenance.ts');
      const kept = await inStore(config, (durable) =>
        drain(durable, drained, until === undefined ? notice : { ...notice, until }),
      );
      out(`${drained.part} ${id} is ${noticeWords(kept)}\n`);
      if (drained.part === 'cloud')
        for (const cluster of clustersOf(config, id)) err(`with it the cluster ${cluster}\n`);
      err(`every replica has it within seconds; it ends with: ${resumeOf(drained, options.cluster)}\n`);
    });
}

function resumeCommand(member: Command, { out, err }: Output): void {
  member
    .command('resume')
    .argument('<id>', 'the id of a cloud or of a cluster')
    .summary('end the maintenance of a member')
    .description('End what member drain has announced. What the configuration says of the member stays.')
    .option(...ONLY_CLUSTER)
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway member resume cloud-b --config gateway.yaml'))
    .action(async (id: string, options: DrainOptions, own: Command) => {
      checkId(own, id);
      const { config, drained } = await meant(configOf(own, options), id, options.cluster, true);
      const { resume } = await import('../federation/maintenance.ts');
      const was = await inStore(config, (durable) => resume(durable, drained));
      const { configuredNotices } = await import('../config/notices.ts');
      const still = configuredNotices(config).find((one) => one.part === drained.part && one.id === id);
      if (was) out(`${drained.part} ${id} is no longer in maintenance by member drain\n`);
      if (still !== undefined)
        err(`the configuration still says that ${id} is in maintenance: take out its section maintenance\n`);
      if (!was) throw new CommandError(`member drain has not announced any maintenance of the ${drained.part} ${id}`);
    });
}

function listCommand(member: Command, { out }: Output): void {
  member
    .command('list')
    .summary('list the members, and which are in maintenance')
    .description(
      'List the clouds and clusters of the configuration, and which of them are in maintenance, why and until when.',
    )
    .option('--json', 'as JSON')
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway member list --config gateway.yaml'))
    .action(async (options: WithConfig & { json?: boolean }, own: Command) => {
      const { config } = (await openConfig(configOf(own, options))).loaded;
      const [{ merged, readNotices }, { noticeWords, shownNotice }, { configuredNotices }] = await Promise.all([
        import('../federation/maintenance.ts'),
        import('../model/maintenance.ts'),
        import('../config/notices.ts'),
      ]);
      const kept = await inStore(config, readNotices);
      const inForce = merged(configuredNotices(config), kept);
      const rows = membersOf(config).map((row) => {
        const own = inForce.get(`${row.part}/${row.id}`)?.notice;
        return {
          ...row,
          notice: own ?? (row.part === 'cluster' ? inForce.get(`cloud/${row.cloud}`)?.notice : undefined),
        };
      });
      const gone = kept.filter(({ part, id }) => !rows.some((row) => row.part === part && row.id === id));
      if (options.json) {
        const shown = rows.map(({ notice, ...row }) => ({
          ...row,
          maintenance: notice === undefined ? null : shownNotice(notice),
        }));
        out(`${JSON.stringify(shown, null, 2)}\n`);
        return;
      }
      const width = Math.max(...rows.map(({ id }) => id.length));
      for (const { part, id, notice } of rows)
        out(
          `${part.padEnd(7)}  ${id.padEnd(width)}  ${notice === undefined ? 'in service' : sinceWords(notice, noticeWords)}\n`,
        );
      for (const { part, id } of gone)
        out(`${part} ${id} is drained, and not in the configuration: ${resumeOf({ part, id }, part === 'cluster')}\n`);
    });
}

/** `named`: by its id alone a cluster would be taken for a cloud. */
const resumeOf = ({ id }: Drained, named = false): string =>
  `scs-gateway member resume ${id}${named ? ' --cluster' : ''}`;

const sinceWords = (notice: Notice, words: (notice: Notice) => string): string => {
  const past = notice.until !== undefined && notice.until < Date.now() ? ' (its end has passed)' : '';
  const since = notice.since === undefined ? 'by the configuration' : `since ${new Date(notice.since).toISOString()}`;
  return `${words(notice)}${past} (${since})`;
};

const membersOf = ({ clouds }: Config) =>
  clouds.flatMap(({ id, name, clusters }) => [
    { part: 'cloud' as const, id, name, cloud: id },
    ...clusters.map((cluster) => ({ part: 'cluster' as const, id: cluster.id, name: cluster.name, cloud: id })),
  ]);

const clustersOf = ({ clouds }: Config, id: string): string[] =>
  clouds.flatMap((cloud) => (cloud.id === id ? cloud.clusters.map((cluster) => cluster.id) : []));

/** `90m` → epoch milliseconds. */
function fromNow(text: string, now: number): number | undefined {
  const [, figure, unit] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? [];
  const factor = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  return figure === undefined || factor === undefined ? undefined : now + Number(figure) * factor;
}

/** `gone`: also one that is no longer in the configuration. */
async function meant(
  file: string,
  id: string,
  onlyCluster = false,
  gone = false,
): Promise<{ readonly config: Config; readonly drained: Drained }> {
  const { config } = (await openConfig(file)).loaded;
  const rows = membersOf(config).filter((row) => row.id === id && (!onlyCluster || row.part === 'cluster'));
  const part = rows[0]?.part ?? (gone ? (onlyCluster ? 'cluster' : 'cloud') : undefined);
  if (part !== undefined) return { config, drained: { part, id } };
  const ids = [...new Set(membersOf(config).map((row) => row.id))];
  throw new CommandError(`there is no member ${id}; there are ${ids.join(', ')}`);
}

/** Sealed, as the gateway has it: what somebody else has written there drains nothing. */
async function inStore<T>(config: Config, work: (durable: DurableStore) => Promise<T>): Promise<T> {
  const [places, { openKeys }, { createSeal }, { createSealedDurable }, { existsSync }] = await Promise.all([
    import('./store-places.ts'),
    import('../federation/keys.ts'),
    import('../federation/seal.ts'),
    import('../federation/sealed-durable.ts'),
    import('node:fs'),
  ]);
  // Made by this account, it might be one that the gateway cannot read.
  if (!existsSync(config.gateway.keys))
    throw new CommandError(`there is no key folder ${config.gateway.keys} yet: start the gateway once`);
  const place = await places.openPlace(places.configured(config), config, false);
  try {
    await places.demandThere(place);
    const keys = await openKeys(config.gateway.keys, { now: Date.now });
    try {
      return await withPlainErrors(work(createSealedDurable({ store: place.store, seal: createSeal(keys) })));
    } finally {
      keys.close();
    }
  } finally {
    await place.close();
  }
}
