// SPDX-License-Identifier: Apache-2.0
// What `scs-gateway revoke` writes to the audit stream: an event for what was to be revoked, one for each application credential
// that is gone. A chain of its own, since that of the running gateway is in another process; in a file of its own, for the same
// reason that each worker has one. What is revoked stays revoked where no sink takes events: that is told, not undone.
import { hostname, userInfo } from 'node:os';
import type { AuditOutcome } from '../audit/event.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../model/clock.ts';

const COMMAND = 'revoke';

/** Told as it happens: a command that is killed has told what it has done. */
export interface Told {
  /** That which was asked for. `unknown`: it may be in force, or in part. */
  asked(outcome: AuditOutcome): void;
  /** An application credential is gone. */
  credential(id: string): void;
}

interface RevocationTrail extends Told {
  /** Where nothing was told by then, nobody knows how far it went. False: some sink has not got all of it. */
  close(): Promise<boolean>;
}

/** What is revoked: one of them, by the option that names it; `name` comes with `domain`. */
interface Asked {
  readonly user?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly credential?: string | undefined;
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
  readonly group?: string | undefined;
  readonly provider?: string | undefined;
}

const SILENT: RevocationTrail = {
  asked: () => undefined,
  credential: () => undefined,
  close: async () => true,
};

interface TrailDeps {
  readonly version: string;
  readonly now: Clock;
  /** A warning, for standard error. */
  readonly warn: (text: string) => void;
}

export async function openRevocationTrail(
  what: Asked,
  { audit: options, publicUrl }: Pick<Config['gateway'], 'audit' | 'publicUrl'>,
  { version, now, warn }: TrailDeps,
): Promise<RevocationTrail> {
  if (options === undefined) return SILENT;
  const [{ openAudit, openAuditFile }, { bounded }] = await Promise.all([
    import('../audit/index.ts'),
    import('../audit/event.ts'),
  ]);
  const reasons = new Map<string, string>();
  const audit = openAudit({
    ...{ options, publicUrl, version, worker: undefined, command: COMMAND, now },
    file: await openAuditFile(options, { of: COMMAND, now }),
    onEvent: () => undefined,
    onLost: () => undefined,
    log: () => ({
      // What is left at the end says it in one sentence, with the reason.
      warn: ({ sink, reason }: { readonly sink?: string; readonly reason?: string }) =>
        sink !== undefined && reason !== undefined && reasons.set(sink, reason),
      info: () => undefined,
    }),
  });
  const username = accountOf();
  const initiator = `{"typeURI":"service/security/account/user"${bounded('id', username)}${bounded('name', process.env.SUDO_USER ?? username)}${bounded('domain', hostname())},"host":{"address":"local"${bounded('agent', `scs-gateway/${version} ${COMMAND}`)}}}`;
  const record = (kind: string, action: string, outcome: AuditOutcome, target: string): void =>
    audit.record({ kind, action, outcome, target, initiator, at: now(), reason: { ending: 'operator' } });
  let isTold = false;
  const asked = (outcome: AuditOutcome): void => {
    isTold = true;
    const [of, id] = targetOf(what);
    const type = of === 'credential' ? 'data/security/credential' : 'data/security/token';
    record('revocation', 'revoke', outcome, `{"typeURI":"${type}"${bounded('id', id)}${bounded('of', of)}}`);
  };
  return {
    asked,
    credential: (id) =>
      record('credential', 'delete', 'success', `{"typeURI":"data/security/credential"${bounded('id', id)}}`),
    async close() {
      if (!isTold) asked('unknown');
      const left = await audit.close();
      const sinks = left.map(({ sink }) => `${sink} (${reasons.get(sink) ?? 'no answer'})`);
      if (left.length > 0) warn(`the audit stream has not got all of this: ${sinks.join(', ')}`);
      return left.length === 0;
    },
  };
}

/** Of the operating system. In a container there may be none of this number. */
function accountOf(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function targetOf({
  user,
  tokenId,
  credential,
  name,
  domain,
  group,
  provider,
}: Asked): readonly [of: string, id: string] {
  if (user !== undefined) return ['user', user];
  if (tokenId !== undefined) return ['token', tokenId];
  if (credential !== undefined) return ['credential', credential];
  if (group !== undefined) return ['group', group];
  if (provider !== undefined) return ['provider', provider];
  return name === undefined ? ['domain', domain ?? ''] : ['name', `${domain}/${name}`];
}
