// SPDX-License-Identifier: Apache-2.0
// What is wrong although the gateway goes on, in one table: `scs-gateway check`, the log and /readyz say it in the same words,
// and the label of the metric is the same name.

/** What it is about, besides a member or provider. Labels of metrics: a closed set. */
export type Subject =
  | 'keys'
  | 'clients'
  | 'listener'
  | 'caFile'
  | 'clientCertificate'
  | 'served'
  | 'region'
  | 'configuration';

export interface Condition {
  readonly name: ConditionName;
  readonly subject: Subject;
  /** The id of the cloud or identity provider that it is about; empty: the gateway itself. */
  readonly peer: string;
  readonly level: 'error' | 'warn';
  /** The next start fails. */
  readonly stopsStart: boolean;
  readonly words: string;
}

interface Row {
  readonly level: Condition['level'];
  readonly stopsStart?: true;
  /** `what` is a clause, `how` what else there is to say, `then` what comes of it. */
  words(what: string, how: string, then: string): string;
}

/** Of a certificate that is not good. */
const THEN: Readonly<Partial<Record<Subject, string>>> = {
  listener: 'clients refuse it',
  caFile: 'what is signed by it is refused',
  clientCertificate: 'the cluster refuses it',
  served: 'the gateway refuses it',
};

const TABLE = {
  keysUnreadable: {
    level: 'error',
    stopsStart: true,
    words: (what) => `${what}; a running gateway goes on with the keys that it has read, and its next start fails`,
  },
  keysGone: {
    level: 'error',
    words: (what) => `${what}: the next start makes new ones, by which no token and no sealed value of before is good`,
  },
  oneAddress: {
    level: 'warn',
    words: (what, how) =>
      `${what}: limits for addresses take everybody for one client, and the log does not know who it was; ${how} (docs/load-balancers.md)`,
  },
  certificateExpired: { level: 'error', words: (what, how, then) => `${what} has expired${how}: ${then}` },
  certificateEnds: { level: 'warn', words: (what, how) => `${what} ends soon${how}` },
  certificateNotYetValid: {
    level: 'error',
    words: (what, how, then) => `${what} is not valid yet${how}: ${then}; is the clock of this machine right?`,
  },
  certificateOtherName: {
    level: 'error',
    words: (what, how, then) => `${what} does not name ${how}: ${then}`,
  },
  regionUnknown: {
    level: 'error',
    words: (what, how) => `the catalogue has no region ${what}: it has ${how}; correct region or regions of the entry`,
  },
  configurationRefused: {
    level: 'error',
    words: (what) => `a changed configuration was refused, and the one before it stays in force: ${what}`,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type ConditionName = keyof typeof TABLE;

export function condition(
  name: ConditionName,
  { subject, peer = '' }: { readonly subject: Subject; readonly peer?: string },
  what: string,
  how = '',
): Condition {
  const row: Row = TABLE[name];
  const { level, stopsStart = false } = row;
  return { name, subject, peer, level, stopsStart, words: row.words(what, how, THEN[subject] ?? '') };
}

/** The reload has a line in the log of its own. */
export const refusalOf = (reason: string): Condition =>
  condition('configurationRefused', { subject: 'configuration' }, reason.slice(0, 1_000));
