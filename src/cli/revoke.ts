// SPDX-License-Identifier: Apache-2.0
// `scs-gateway revoke`: an operator ends one token, or all of a user's, on every replica. Goes by the shared state, so
// that it needs no replica to be reachable; each of them hears of it at once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Clock } from '../model/clock.ts';
import type { DurableStore } from '../model/durable-store.ts';
import {
  type AddCommand,
  CommandError,
  configOf,
  configOption,
  examples,
  type WithConfig,
  withPlainErrors,
} from './command.ts';

export const revokeCommand: AddCommand = (program, { out }) => {
  program
    .command('revoke')
    .summary('end what a user has, one application credential, or one token')
    .description(
      'End all tokens and application credentials of a user, one application credential with its tokens, or one token and those that descend from it, on every replica. For tokens the configuration must have state.redis.',
    )
    .option('--user <id>', "the user's id at the gateway: 64 hex digits")
    .option('--credential <id>', 'the id of the application credential: 32 hex digits')
    .option('--token-id <id>', 'the audit id of the token: 22 characters, never the token itself')
    .addOption(configOption())
    .addHelpText(
      'after',
      examples(
        `scs-gateway revoke --user ${'9f86d081884c7d65'.repeat(4)} --config gateway.yaml`,
        'scs-gateway revoke --credential 21dced0fd20347869b93710d2b98aae0 --config gateway.yaml',
        'scs-gateway revoke --token-id 6PwQvZk1TNmWb0sY3xRj9A --config gateway.yaml',
      ),
    )
    .action(async ({ user, tokenId, credential, ...options }: WithConfig & Partial<RevokeOptions>, command) => {
      const what = { user, tokenId, credential };
      const fault = faultOf(what);
      if (fault !== undefined) command.error(`error: ${fault}`);
      const file = configOf(command, options);
      const { loadConfig } = await import('../config/load.ts');
      out(`${await endTokens(what, (await loadConfig(file, { env: process.env })).config)}\n`);
    });
};

const NO_REDIS =
  'without state.redis, only the running process knows what is revoked. Users can revoke their own tokens there; deleting the signing key ends every token';

/** By the shared state: what is revoked without one is in the memory of the running process, where nobody else gets at it. */
async function endTokens(what: RevokeOptions, { state, gateway }: Config): Promise<string> {
  const url = state.redis?.reveal();
  if (url === undefined && what.tokenId === undefined) return endInFile(what, gateway.data);
  if (url === undefined) throw new CommandError(`nothing is revoked: ${NO_REDIS}`);
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
  const deps = { revocations, store, durable, now, longestLife: LONGEST_TOKEN_LIFE };
  return withPlainErrors(revoke(what, deps)).finally(() => store.close());
}

/** Without a shared state, the running process finds within a minute that they are gone, and ends their tokens. */
async function endInFile({ user, credential }: RevokeOptions, folder: string): Promise<string> {
  const [{ createFileStore }, { FILE_NAME }] = await Promise.all([
    import('../store/file.ts'),
    import('../store/file-open.ts'),
  ]);
  // No gateway has run here yet.
  const durable = existsSync(join(folder, FILE_NAME)) ? createFileStore({ folder, create: false }) : undefined;
  try {
    const ended = durable === undefined ? [] : await withPlainErrors(removeCredentials({ user, credential }, durable));
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

/** Of a user all, with the record of whom they were for. Which are gone. */
async function removeCredentials(
  { user, credential }: Pick<RevokeOptions, 'user' | 'credential'>,
  durable: Pick<DurableStore, 'list' | 'remove'>,
): Promise<string[]> {
  const { KINDS } = await import('../federation/credentials/records.ts');
  const ids = user === undefined ? [] : (await durable.list(KINDS.credential, user)).map(({ id }) => id);
  if (credential !== undefined) ids.push(credential);
  const gone: string[] = [];
  for (const id of ids) if (await durable.remove(KINDS.credential, id)) gone.push(id);
  if (user !== undefined) await durable.remove(KINDS.owner, user);
  return gone;
}

/** The part of the revocations that it needs. */
interface RevocationsInStore {
  add(auditId: string, expiresAt: number): Promise<void>;
  addUser(userId: string): Promise<void>;
  /** How many have not reached the store. */
  unsent(): number;
}

export interface RevokeDeps {
  readonly revocations: RevocationsInStore;
  readonly store: { health(): { readonly ok: boolean; readonly detail: string } };
  readonly durable: Pick<DurableStore, 'list' | 'remove'>;
  readonly now: Clock;
  /** Milliseconds: how long a token may live whose end is not known here. */
  readonly longestLife: number;
}

export interface RevokeOptions {
  readonly user: string | undefined;
  readonly tokenId: string | undefined;
  readonly credential?: string | undefined;
}

/** A sentence that says what is wrong with the options; undefined where they are right. */
export function faultOf({ user, tokenId, credential }: RevokeOptions): string | undefined {
  if ([user, tokenId, credential].filter((one) => one !== undefined).length !== 1)
    return 'revoke needs --user ID, --credential ID or --token-id ID';
  if (credential !== undefined && !/^[\da-f]{32}$/.test(credential))
    return '--credential takes the id of an application credential: 32 hex digits, never its secret';
  if (user !== undefined && !/^[\da-f]{64}$/.test(user))
    return "--user takes the user's id at the gateway: 64 hex digits, as `openstack token issue` shows as user_id";
  if (tokenId !== undefined && !/^[\w-]{22}$/.test(tokenId))
    return "--token-id takes a token's audit id: 22 characters, as the log and the token's audit_ids show it; never the token itself";
  return undefined;
}

export async function revoke({ user, tokenId, credential }: RevokeOptions, deps: RevokeDeps): Promise<string> {
  const { revocations, store, durable, now, longestLife } = deps;
  if (!store.health().ok) throw new Error(`nothing is revoked: ${store.health().detail}`);
  if (user !== undefined) await revocations.addUser(user);
  const gone = tokenId === undefined ? await removeCredentials({ user, credential }, durable) : [];
  const { credentialAuditId } = await import('../model/application-credential.ts');
  if (credential !== undefined) gone.push(credential);
  for (const id of new Set(gone)) await revocations.add(credentialAuditId(id), now() + longestLife);
  if (tokenId !== undefined) await revocations.add(tokenId, now() + longestLife);
  if (revocations.unsent() > 0) throw new Error(`it may not be revoked, try again: ${store.health().detail}`);
  if (credential !== undefined) return `revoked: the application credential ${credential} and all of its tokens`;
  return user === undefined
    ? `revoked: the token ${tokenId}, and where it is a login's, all that descend from it`
    : `revoked: every application credential and token of the user ${user} that was issued until ${new Date(now()).toISOString()}; to keep the user out, block the account at the identity provider`;
}
