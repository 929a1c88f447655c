// SPDX-License-Identifier: Apache-2.0
// `scs-gateway revoke`: an operator ends one token, or all of a user's, on every replica. Goes by the shared state, so
// that it needs no replica to be reachable; each of them hears of it at once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Clock } from '../model/clock.ts';
import type { DurableStore } from '../model/durable-store.ts';
import type { Principal } from '../model/identity.ts';
import type { Store } from '../model/store.ts';
import { VERSION } from '../version.ts';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  type WithConfig,
  withPlainErrors,
} from './command.ts';
import { openRevocationTrail, type Told } from './revoke-audit.ts';

export const revokeCommand: AddCommand = (program, { out, err }) => {
  program
    .command('revoke')
    .summary('end what users have, one application credential, or one token')
    .description(
      'End all tokens and application credentials of a user (by id, or by name and domain), of all users of a domain, group or identity provider, one application credential with its tokens, or one token and those that descend from it, on every replica. For tokens the configuration must have state.redis.',
    )
    .option('--user <id>', "the user's id at the gateway: 64 hex digits")
    .option('--name <user>', "the user's name at the gateway, with --domain")
    .option('--domain <domain>', "the name of the users' domain; without --name all users of it")
    .option('--group <group>', 'all users who logged in with this group')
    .option('--provider <id>', "all users of this identity provider: an entry's id")
    .option('--credential <id>', 'the id of the application credential: 32 hex digits')
    .option('--token-id <id>', 'the audit id of the token: 22 characters, never the token itself')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        `scs-gateway revoke --user ${'9f86d081884c7d65'.repeat(4)} --config gateway.yaml`,
        'scs-gateway revoke --name alice --domain acme --config gateway.yaml',
        'scs-gateway revoke --provider keycloak --config gateway.yaml',
        'scs-gateway revoke --credential 21dced0fd20347869b93710d2b98aae0 --config gateway.yaml',
        'scs-gateway revoke --token-id 6PwQvZk1TNmWb0sY3xRj9A --config gateway.yaml',
      ),
    )
    .action(async (given: WithConfig & Partial<RevokeOptions>, command) => {
      const { user, tokenId, credential, name, domain, group, provider, ...options } = given;
      const what = { user, tokenId, credential, name, domain, group, provider };
      const fault = faultOf(what);
      if (fault !== undefined) command.error(`error: ${fault}`);
      const file = configOf(command, options);
      const { loadConfig } = await import('../config/load.ts');
      const { config } = await loadConfig(file, { env: process.env });
      const warn = (text: string): void => err(`warning: ${text}\n`);
      const trail = await openRevocationTrail(what, config.gateway, { version: VERSION, now: Date.now, warn });
      let isTold = false;
      try {
        out(`${await endTokens(what, config, trail)}\n`);
      } finally {
        isTold = await trail.close();
      }
      // It is done, as is said above; a program must not take it for all that was to be done.
      if (!isTold) throw new CommandError('revoked, but not told to all of the audit stream');
    });
};

const NO_REDIS =
  'without state.redis, only the running process knows what is revoked. Users can revoke their own tokens there; deleting the signing key ends every token';

/** By the shared state: what is revoked without one is in the memory of the running process, where nobody else gets at it. */
async function endTokens(
  what: RevokeOptions,
  { state, gateway, identityProviders }: Config,
  told: Told,
): Promise<string> {
  const url = state.redis?.reveal();
  if (url === undefined && (what.user ?? what.credential) !== undefined) return endInFile(what, gateway.data, told);
  if (url === undefined) {
    told.asked('failure');
    throw new CommandError(`nothing is revoked: ${NO_REDIS}`);
  }
  const [{ createRevocations, LONGEST_TOKEN_LIFE }, { createRedisStore }, { createDurableRedis }] = await Promise.all([
    import('../federation/revocations.ts'),
    import('../store/redis.ts'),
    import('../store/durable-redis.ts'),
  ]);
  // Nobody waits but a person.
  const store = createRedisStore({ url, commandTimeout: 2_000 });
  await store.opened;
  const now = Date.now;
  const revocations = createRevocations({ store, now, streamAge: () => gateway.limits.streamAge });
  const durable = createDurableRedis({ link: store.link, now });
  const deps: RevokeDeps = {
    revocations,
    store,
    durable,
    now,
    longestLife: LONGEST_TOKEN_LIFE,
    owners: () => ownersIn(durable, gateway.keys),
    providers: identityProviders.map(({ id }) => id),
    told,
  };
  return withPlainErrors(revoke(what, deps)).finally(() => store.close());
}

/** Without a shared state, the running process finds within a minute that they are gone, and ends their tokens. */
async function endInFile({ user, credential }: RevokeOptions, folder: string, told: Told): Promise<string> {
  const [{ createFileStore }, { FILE_NAME }] = await Promise.all([
    import('../store/file.ts'),
    import('../store/file-open.ts'),
  ]);
  // No gateway has run here yet.
  const durable = existsSync(join(folder, FILE_NAME)) ? createFileStore({ folder, create: false }) : undefined;
  try {
    const ended =
      durable === undefined ? [] : await withPlainErrors(removeCredentials({ user, credential }, { durable, told }));
    told.asked(credential !== undefined && ended.length > 0 ? 'success' : 'failure');
    if (credential !== undefined) {
      if (ended.length === 0) throw new CommandError(`there is no application credential ${credential}`);
      return `revoked: the application credential ${credential}; its tokens end within a minute`;
    }
    throw new CommandError(
      ended.length === 0
        ? `nothing is revoked: ${NO_REDIS}`
        : `${ended.length} application credentials of the user are revoked, but no other token is: ${NO_REDIS}`,
    );
  } finally {
    await durable?.close();
  }
}

/**
 * Whom application credentials are for: that is sealed. Fails where some cannot be read: at another machine than the gateway's
 * there are no keys, or others, and to find nobody would read as done.
 */
export async function* ownersIn(durable: DurableStore, folder: string): AsyncIterable<Principal> {
  const [{ lookAtKeys, openKeys }, { createSeal }, { createSealedDurable }, { KINDS, readOwner }] = await Promise.all([
    import('../federation/keys.ts'),
    import('../federation/seal.ts'),
    import('../federation/sealed-durable.ts'),
    import('../federation/credentials/records.ts'),
  ]);
  // Opening would make new ones.
  if ((await lookAtKeys(folder)) !== undefined) throw new Error(`${folder} does not have the keys of the gateway`);
  const keys = await openKeys(folder, { now: Date.now });
  let unread = 0;
  const onUnreadable = (kind: string): void => {
    if (kind === KINDS.owner) unread += 1;
  };
  try {
    for await (const item of createSealedDurable({ store: durable, seal: createSeal(keys), onUnreadable }).all()) {
      const owner = item.kind === KINDS.owner ? readOwner(item) : undefined;
      if (owner !== undefined) yield owner.principal;
    }
    if (unread > 0) throw new Error(`the keys in ${folder} do not open what is kept of ${unread} of their owners`);
  } finally {
    keys.close();
  }
}

/** Of a user all, with the record of whom they were for. Which are gone. */
async function removeCredentials(
  { user, credential }: Pick<RevokeOptions, 'user' | 'credential'>,
  { durable, told }: Pick<RevokeDeps, 'durable' | 'told'>,
): Promise<string[]> {
  const { KINDS } = await import('../federation/credentials/records.ts');
  const ids = user === undefined ? [] : (await durable.list(KINDS.credential, user)).map(({ id }) => id);
  if (credential !== undefined) ids.push(credential);
  const gone: string[] = [];
  for (const id of ids) {
    if (!(await durable.remove(KINDS.credential, id))) continue;
    gone.push(id);
    told?.credential(id);
  }
  if (user !== undefined) for (const kind of [KINDS.refreshToken, KINDS.owner]) await durable.remove(kind, user);
  return gone;
}

/** The part of the revocations that it needs. */
interface RevocationsInStore {
  add(auditId: string, expiresAt: number): Promise<unknown>;
  addUser(userId: string, until?: number): Promise<unknown>;
  /** How many have not reached the store. */
  unsent(): number;
}

export interface RevokeDeps {
  readonly revocations: RevocationsInStore;
  readonly store: Pick<Store, 'health' | 'get'>;
  readonly durable: Pick<DurableStore, 'list' | 'remove'>;
  readonly now: Clock;
  /** Milliseconds: how long a token may live whose end is not known here. */
  readonly longestLife: number;
  /** All that have application credentials. */
  readonly owners?: () => AsyncIterable<Principal>;
  /** The ids of the configuration. */
  readonly providers?: readonly string[];
  /** Whom the audit stream hears it from. */
  readonly told?: Told;
}

export interface RevokeOptions {
  readonly user: string | undefined;
  readonly tokenId: string | undefined;
  readonly credential?: string | undefined;
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
  readonly group?: string | undefined;
  readonly provider?: string | undefined;
}

/** A sentence that says what is wrong with the options; undefined where they are right. */
export function faultOf(options: RevokeOptions): string | undefined {
  const { user, tokenId, credential, name, domain, group, provider } = options;
  if (name !== undefined && domain === undefined)
    return '--name needs --domain: users of several domains may have one name; --user takes an id alone';
  if ([user, tokenId, credential, domain, group, provider].filter((one) => one !== undefined).length !== 1)
    return 'revoke needs one of --user ID, --name NAME with --domain DOMAIN, --domain DOMAIN, --group GROUP, --provider ID, --credential ID or --token-id ID';
  if (credential !== undefined && !/^[\da-f]{32}$/.test(credential))
    return '--credential takes the id of an application credential: 32 hex digits, never its secret';
  if (user !== undefined && !/^[\da-f]{64}$/.test(user))
    return "--user takes the user's id at the gateway: 64 hex digits, as `openstack token issue` shows as user_id";
  if (tokenId !== undefined && !/^[\w-]{22}$/.test(tokenId))
    return "--token-id takes a token's audit id: 22 characters, as the log and the token's audit_ids show it; never the token itself";
  return undefined;
}

export async function revoke(options: RevokeOptions, deps: RevokeDeps): Promise<string> {
  const { user, tokenId, credential } = options;
  const { revocations, store, now, longestLife, told } = deps;
  if (!store.health().ok) {
    told?.asked('failure');
    throw new Error(`nothing is revoked: ${store.health().detail}`);
  }
  if (user === undefined && tokenId === undefined && credential === undefined) return revokeMany(options, deps);
  // Asked before: what it ends may be all that is known of it.
  const isKnown = user === undefined || (await known(user, deps));
  if (user !== undefined) await revocations.addUser(user);
  const ended = tokenId === undefined ? await removeCredentials({ user, credential }, deps) : [];
  const gone = [...ended];
  const { credentialAuditId } = await import('../model/application-credential.ts');
  if (credential !== undefined) gone.push(credential);
  for (const id of new Set(gone)) await revocations.add(credentialAuditId(id), now() + longestLife);
  if (tokenId !== undefined) await revocations.add(tokenId, now() + longestLife);
  const isKept = revocations.unsent() === 0;
  told?.asked(isKept ? 'success' : 'unknown');
  if (!isKept) throw new Error(`it may not be revoked, try again: ${store.health().detail}`);
  if (credential !== undefined && !ended.includes(credential))
    throw new CommandError(
      `there is no application credential ${credential}; tokens of one of that id are revoked all the same`,
    );
  if (credential !== undefined) return `revoked: the application credential ${credential} and all of its tokens`;
  if (user === undefined)
    return `revoked: the token ${tokenId}, and where it is a login's, all that descend from it. No list of tokens is kept: whether there is one of this id is not known`;
  if (!isKnown && ended.length === 0)
    throw new CommandError(
      `${UNKNOWN(`a user ${user}`)} What was issued until ${new Date(now()).toISOString()} is revoked`,
    );
  return `revoked: every application credential and token of the user ${user} that was issued until ${new Date(now()).toISOString()}; to keep the user out, block the account at the identity provider`;
}

const UNKNOWN = (what: string): string =>
  `unknown: nobody is known to have logged in as ${what} within a day; look at how it is written (upper and lower case differ).`;

/** By the shared state, as logins have left it. */
async function known(mark: string, { store }: RevokeDeps): Promise<boolean> {
  const { knownKey } = await import('../federation/known-users.ts');
  return (await store.get(knownKey(mark))) !== undefined;
}

/** By what tokens say of their users: no list of users is needed, and none is kept. */
async function revokeMany(options: RevokeOptions, deps: RevokeDeps): Promise<string> {
  const { name, domain, group, provider } = options;
  const { revocations, store, now, longestLife, owners, providers = [], told } = deps;
  const { MARKS, marksOf, WIDE } = await import('../federation/marks.ts');
  const { credentialAuditId } = await import('../model/application-credential.ts');
  const [mark, who] =
    group !== undefined
      ? [MARKS.group(group), `a user with the group ${group}`]
      : provider !== undefined
        ? [MARKS.provider(provider), `a user of the provider ${provider}`]
        : name === undefined
          ? [MARKS.domain(domain ?? ''), `a user of the domain ${domain}`]
          : [MARKS.user(domain ?? '', name), `the user ${name} of the domain ${domain}`];
  const isKnown = (await known(mark, deps)) || (provider !== undefined && providers.includes(provider));
  const until = now();
  await revocations.addUser(mark, until);
  // Last, and at the same moment: whoever hears of it looks for the mark.
  await revocations.addUser(WIDE, until);
  const gone: string[] = [];
  let fault: string | undefined;
  try {
    for await (const principal of owners?.() ?? [])
      if (marksOf(principal).includes(mark))
        gone.push(...(await removeCredentials({ user: principal.id, credential: undefined }, deps)));
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  for (const id of gone) await revocations.add(credentialAuditId(id), now() + longestLife);
  const isKept = revocations.unsent() === 0;
  told?.asked(!isKept || fault !== undefined ? 'unknown' : 'success');
  if (!isKept) throw new Error(`it may not be revoked, try again: ${store.health().detail}`);
  const at = new Date(until).toISOString();
  if (fault !== undefined)
    throw new CommandError(
      `every token of ${who} that was issued until ${at} is revoked, and ${gone.length} application credentials; whether these were all is not known: ${fault}. Run it where the gateway runs`,
    );
  if (!isKnown && gone.length === 0)
    throw new CommandError(`${UNKNOWN(who)} What such a login was issued until ${at} is revoked`);
  return `revoked: every token of ${who} that was issued until ${at}, and ${gone.length} application credentials; to keep them out, block the accounts at the identity provider`;
}
