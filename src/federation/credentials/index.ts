// SPDX-License-Identifier: Apache-2.0
// Application credentials of the gateway: made by their owners, kept until they are deleted or end, good for logins into one
// project. What a credential may do is what its owner may do at that moment, and no more than what was asked for.
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import { createSingleFlight } from '../../cache/single-flight.ts';
import type { AccessRule } from '../../model/access-rules.ts';
import { type ApplicationCredential, credentialAuditId } from '../../model/application-credential.ts';
import type { Clock } from '../../model/clock.ts';
import type { DurableStore } from '../../model/durable-store.ts';
import { GatewayError } from '../../model/errors.ts';
import type { CredentialClaims, Principal } from '../../model/identity.ts';
import type { Authenticated } from '../../model/identity-service.ts';
import { domainRef } from '../../model/ids.ts';
import type { Store } from '../../model/store.ts';
import { LONGEST_TOKEN_LIFE, type Revocations } from '../revocations.ts';
import { createGuesses } from './guesses.ts';
import { createOwnerRefresh, type OwnerQuestions, type Untold } from './owner-refresh.ts';
import { createOwners } from './owners.ts';
import {
  type KeptCredential,
  KINDS,
  nameKey,
  ownerKey,
  readCredential,
  readRule,
  ruleKey,
  writeCredential,
  writeRule,
} from './records.ts';
import { createSecrets, generateSecret, isGenerated, type Secrets } from './secrets.ts';
import { asOfToday, type PrincipalSource } from './sources.ts';
import { createVault } from './vault.ts';

/** How long an expired credential is still listed. */
const SHOWN_AFTER_END = 30 * 24 * 60 * 60_000;
/** A right secret need not be derived again for as long, and is taken from an address with too many failures. */
const REMEMBERED = 10 * 60_000;
/** For how long a credential is taken to be there. */
const LOOK_AGAIN = 20_000;
const KEPT = 10_000;
/** Access rules that a user may have, in all credentials and in none. */
const MOST_RULES = 1_000;

export interface NewCredential {
  readonly principal: Principal;
  /** When the owner logged in; absent where another credential makes this one, which is no sign of the owner. */
  readonly loggedInAt?: number;
  /** The audit id of that login. */
  readonly login?: string;
  readonly name: string;
  readonly description: string | null;
  readonly project: ApplicationCredential['project'];
  readonly roles: readonly string[];
  readonly limited: boolean;
  readonly unrestricted: boolean;
  /** One with an id is another's: of this user, made before. */
  readonly accessRules?: readonly NewRule[];
  readonly expiresAt?: number;
  /** Absent: one is generated. */
  readonly secret?: string;
}

export type NewRule = Omit<AccessRule, 'id'> | { readonly id: string };

export type Created =
  | { readonly outcome: 'done'; readonly credential: ApplicationCredential; readonly secret: string }
  | { readonly outcome: 'exists' | 'full' | 'rulesFull' }
  | { readonly outcome: 'noRule'; readonly id: string };

/** As a client presents it: by id, or by name and user. */
export interface Presented {
  readonly secret: string;
  readonly by:
    | { readonly id: string }
    | {
        readonly name: string;
        readonly user:
          | { readonly id: string }
          | { readonly name: string; readonly domain: { id?: string; name?: string } };
      };
}

export interface ApplicationCredentials {
  create(request: NewCredential): Promise<Created>;
  list(owner: string): Promise<readonly ApplicationCredential[]>;
  get(owner: string, id: string): Promise<ApplicationCredential | undefined>;
  /** Ends its tokens too, and what they have opened, on every replica. False: there is none of this owner. */
  remove(owner: string, id: string): Promise<boolean>;
  rules(owner: string): Promise<readonly AccessRule[]>;
  rule(owner: string, id: string): Promise<AccessRule | undefined>;
  removeRule(owner: string, id: string): Promise<'done' | 'none' | 'inUse'>;
  /** One `unauthorized` for all that is wrong, in the same time. `from`: the client's address. */
  authenticate(presented: Presented, from: string): Promise<Authenticated>;
  /** Whether exactly this was right a moment ago. */
  knows(presented: Presented): boolean;
  /** What a token of this credential may do; undefined once it is gone. */
  claimsOf(id: string, owner: string): Promise<CredentialClaims | undefined>;
  /** Undefined: what is known of this owner is as fresh as usual, or the store does not tell. */
  untold(owner: string): Promise<Untold | undefined>;
  /** Somebody has logged in, by whatever way. Never rejects. */
  seen(principal: Principal, at: number): Promise<void>;
  close(): void;
}

export interface ApplicationCredentialsDeps {
  readonly durable: DurableStore;
  readonly store: Store;
  readonly revocations: Pick<Revocations, 'has' | 'revokedUntil'> & {
    add(...revoked: Parameters<Revocations['add']>): Promise<unknown>;
    addUser(userId: string): Promise<unknown>;
  };
  readonly now: Clock;
  readonly options: () => CredentialOptions;
  readonly log: CredentialLog;
  readonly secrets?: Secrets;
  /** Where principals come from, by the configuration of now. Absent: from anywhere. */
  readonly sources?: () => readonly PrincipalSource[];
  /** Absent: owners are known by their logins alone. */
  readonly questions?: OwnerQuestions;
}

interface CredentialOptions {
  /** Of one user. */
  readonly perUser: number;
  /** Milliseconds without a login of the owner, after which no credential of that owner is good. */
  readonly ownerUnseen: number;
}

interface CredentialLog {
  /** A login of an owner could not be noted. */
  notNoted(error: unknown): void;
}

export function createApplicationCredentials(deps: ApplicationCredentialsDeps): ApplicationCredentials {
  const { revocations, now, options, log, secrets = createSecrets() } = deps;
  const vault = createVault(deps.durable);
  const { questions } = deps;
  const owners = createOwners({ vault, now, every: (principal) => questions?.about(principal)?.every });
  const refresh = questions && createOwnerRefresh({ ...deps, questions, owners, addUser: revocations.addUser });
  const guesses = createGuesses({ store: deps.store, now });
  /** What was right, by a digest of this process. */
  const right = createBoundedCache<{ readonly hash: string }>({ max: KEPT, now });
  const pepper = randomBytes(32).toString('hex');
  const rightKey = (presented: Presented): string =>
    hash('sha256', `${pepper}${JSON.stringify(presented)}`, 'base64url');
  const once = createSingleFlight();
  const claims = createBoundedCache<CredentialClaims>({ max: KEPT, now });

  async function credentialOf(id: string): Promise<KeptCredential | undefined> {
    const kept = await vault.get(KINDS.credential, id);
    return kept === undefined ? undefined : readCredential(kept);
  }

  /** The same questions, whether or not there is such a user. */
  async function find({ by }: Presented): Promise<Found> {
    if ('id' in by) return { kept: await credentialOf(by.id), what: by.id };
    const { user, name } = by;
    const unique = 'id' in user ? '' : ownerKey(domainIdOf(user.domain), user.name);
    const owner = 'id' in user ? user.id : await owners.idOf(unique);
    const item = await vault.find(KINDS.credential, nameKey(owner ?? '', name));
    const kept = item === undefined || item.owner !== owner ? undefined : readCredential(item);
    return { kept, what: kept?.id ?? JSON.stringify([owner ?? unique, name]) };
  }

  async function resolveRules(owner: string, asked: readonly NewRule[]): Promise<readonly AccessRule[] | Created> {
    const rules: AccessRule[] = [];
    for (const rule of asked) {
      if ('id' in rule) {
        const kept = await vault.get(KINDS.rule, rule.id);
        const there = kept?.owner === owner ? readRule(kept) : undefined;
        if (there === undefined) return { outcome: 'noRule', id: rule.id };
        rules.push(there);
        continue;
      }
      const unique = ruleKey(owner, rule);
      const known = await vault.find(KINDS.rule, unique);
      if (known !== undefined) {
        const there = readRule(known);
        if (there !== undefined) rules.push(there);
        continue;
      }
      const made: AccessRule = { id: newId(), ...rule };
      const item = { id: made.id, owner, unique, value: writeRule(made) };
      const outcome = await vault.put(KINDS.rule, item, 0, MOST_RULES);
      if (outcome === 'full') return { outcome: 'rulesFull' };
      const other = outcome === 'exists' ? await vault.find(KINDS.rule, unique) : undefined;
      rules.push((other && readRule(other)) ?? made);
    }
    return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
  }

  const refusal = (detail: string): GatewayError => new GatewayError('unauthorized', { detail });

  async function check(presented: Presented, from: string): Promise<Authenticated> {
    const { secret } = presented;
    const guessable = !isGenerated(secret);
    const key = rightKey(presented);
    const { kept, what } = await find(presented);
    if (guessable && right.get(key) === undefined) await guesses.check(what, from);
    const remembered = kept !== undefined && right.get(key)?.hash === kept.secretHash;
    const known = guessable && !remembered && (await guesses.isTrusted(what, from));
    // Programs that start many at once show the same one.
    const isRight = () => once(key, () => secrets.isRight(secret, kept?.secretHash, { what, from, known }));
    if (!remembered && !(await isRight())) {
      if (guessable) guesses.wrong(what);
      throw refusal(
        kept === undefined ? 'no such application credential' : `application credential ${kept.id}: wrong secret`,
      );
    }
    if (kept === undefined) throw refusal('no such application credential');
    const { id, owner: ownerId, expiresAt, project } = kept;
    // Before the groups are read: a loss that is recorded from now on ends this login.
    const revokedUntil = revocations.revokedUntil(ownerId);
    const asKept = await owners.get(ownerId);
    if (revocations.has(credentialAuditId(id))) throw refusal(`application credential ${id}: revoked`);
    if (expiresAt !== undefined && expiresAt <= now()) throw refusal(`application credential ${id}: expired`);
    if (asKept === undefined) throw refusal(`application credential ${id}: its owner is not known`);
    const { owner, good = options().ownerUnseen } = (await refresh?.current(asKept)) ?? { owner: asKept };
    if (owner.gone !== undefined)
      throw refusal(`application credential ${id}: its owner is gone or disabled at the identity provider`);
    if (now() - owner.seenAt > good)
      throw refusal(
        `application credential ${id}: nobody has told of its owner since ${new Date(owner.seenAt).toISOString()}`,
      );
    const principal = deps.sources === undefined ? owner.principal : asOfToday(owner.principal, deps.sources());
    if (principal === undefined)
      throw refusal(`application credential ${id}: its owner is of no identity provider or home domain of today`);
    right.set(key, { hash: kept.secretHash }, { until: now() + REMEMBERED });
    if (guessable) guesses.right(what, from);
    return {
      principal,
      methods: ['application_credential'],
      scope: { kind: 'project', id: project.id },
      credential: claimsIn(kept),
      revokedUntil,
      ...(expiresAt === undefined ? {} : { notAfter: expiresAt }),
    };
  }

  return {
    async create(request) {
      const { principal, loggedInAt, login, accessRules, secret = generateSecret(), ...rest } = request;
      const owner = principal.id;
      const rules = accessRules === undefined ? undefined : await resolveRules(owner, accessRules);
      if (rules !== undefined && 'outcome' in rules) return rules;
      const secretHash = await secrets.hashed(secret, owner);
      if (loggedInAt !== undefined) await owners.make(principal, loggedInAt);
      const kept: KeptCredential = {
        ...rest,
        id: newId(),
        owner,
        ...(rules === undefined ? {} : { accessRules: rules }),
        secretHash,
      };
      const item = {
        id: kept.id,
        owner,
        unique: nameKey(owner, kept.name),
        value: writeCredential(kept),
        ...(kept.expiresAt === undefined ? {} : { expiresAt: kept.expiresAt + SHOWN_AFTER_END }),
      };
      const outcome = await vault.put(KINDS.credential, item, 0, options().perUser);
      if (outcome !== 'done') return { outcome: outcome === 'full' ? 'full' : 'exists' };
      // Deleting the last one deletes the owner's record, which may have been just now.
      if (loggedInAt !== undefined && (await owners.get(owner)) === undefined) await owners.make(principal, loggedInAt);
      // The secret is told once, and the credential is there: without the token its owner is known by logins alone.
      if (login !== undefined) await questions?.adopt(owner, login).catch(log.notNoted);
      return { outcome: 'done', credential: withoutHash(kept), secret };
    },

    async list(owner) {
      const items = await vault.list(KINDS.credential, owner);
      return items.flatMap((item) => withoutHash(readCredential(item)) ?? []);
    },

    async get(owner, id) {
      const kept = await credentialOf(id);
      return kept?.owner === owner ? withoutHash(kept) : undefined;
    },

    async remove(owner, id) {
      if ((await credentialOf(id))?.owner !== owner) return false;
      // First: where the store fails half-way, what the credential has opened ends all the same, and it opens nothing more.
      await revocations.add(credentialAuditId(id), now() + LONGEST_TOKEN_LIFE);
      claims.delete(id);
      const was = await vault.remove(KINDS.credential, id);
      if ((await vault.list(KINDS.credential, owner)).length > 0) return was;
      await questions?.drop(owner);
      await owners.remove(owner);
      return was;
    },

    async rules(owner) {
      return (await vault.list(KINDS.rule, owner)).flatMap((item) => readRule(item) ?? []);
    },

    async rule(owner, id) {
      const kept = await vault.get(KINDS.rule, id);
      return kept?.owner === owner ? readRule(kept) : undefined;
    },

    async removeRule(owner, id) {
      if ((await vault.get(KINDS.rule, id))?.owner !== owner) return 'none';
      const credentials = await vault.list(KINDS.credential, owner);
      const used = credentials.some((item) => readCredential(item)?.accessRules?.some((rule) => rule.id === id));
      if (used) return 'inUse';
      return (await vault.remove(KINDS.rule, id)) ? 'done' : 'none';
    },

    authenticate: check,
    knows: (presented) => right.get(rightKey(presented)) !== undefined,

    async claimsOf(id, owner) {
      const known = claims.get(id);
      if (known !== undefined) return known;
      const kept = await credentialOf(id);
      if (kept === undefined || kept.owner !== owner) {
        // Removed by somebody who could not tell us: what it has opened ends too.
        await revocations.add(credentialAuditId(id), now() + LONGEST_TOKEN_LIFE);
        return undefined;
      }
      if (revocations.has(credentialAuditId(id))) return undefined;
      const found = claimsIn(kept);
      claims.set(id, found, { until: now() + LOOK_AGAIN });
      return found;
    },

    async untold(owner) {
      const kept = await owners.get(owner).catch(() => undefined);
      return kept && refresh?.untold(kept).catch(() => undefined);
    },

    seen: (principal, at) => owners.seen(principal, at).catch(log.notNoted),
    close: () => refresh?.close(),
  };
}

interface Found {
  readonly kept: KeptCredential | undefined;
  /** One for each credential, by whichever spelling it is named. */
  readonly what: string;
}

const newId = (): string => randomUUID().replaceAll('-', '');

const domainIdOf = ({ id, name }: { readonly id?: string; readonly name?: string }): string =>
  name === undefined ? (id ?? '') : domainRef(name).id;

function withoutHash(kept: KeptCredential): ApplicationCredential;
function withoutHash(kept: KeptCredential | undefined): ApplicationCredential | undefined;
function withoutHash(kept: KeptCredential | undefined): ApplicationCredential | undefined {
  if (kept === undefined) return undefined;
  const { secretHash: _, ...credential } = kept;
  return credential;
}

const claimsIn = ({ id, name, unrestricted, limited, roles, accessRules }: KeptCredential): CredentialClaims => ({
  id,
  name,
  restricted: !unrestricted,
  ...(limited ? { roles } : {}),
  ...(accessRules === undefined ? {} : { accessRules }),
});
