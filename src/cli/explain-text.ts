// SPDX-License-Identifier: Apache-2.0
// An explanation, for people. Names come from tokens, members and logs, and must not rewrite the terminal.
import { oneLine } from '../joining/ledger.ts';
import type { Explanation } from './explain-user.ts';

export function explainText({
  provider,
  explained,
  verified,
  refused,
  notes,
  principal,
  members,
  log,
}: Explanation): string {
  const proof = verified
    ? 'the identity provider confirms the token'
    : refused === undefined
      ? 'nothing was verified'
      : `the token is refused: ${refused}`;
  const lines = [
    `claims, by the entry ${provider} (${proof})`,
    ...(explained?.steps ?? []).map(
      ({ step, ok, reason }) => `  ${(ok ? 'ok' : 'failed').padEnd(9)}${step.padEnd(20)} ${reason}`,
    ),
    ...notes.map((note) => `  note     ${note}`),
    ...(principal === undefined ? [] : [`  user id  ${principal.id}`]),
    ...(explained === undefined || explained.groups.length === 0
      ? []
      : [
          'groups',
          ...explained.groups.map(
            ({ group, kept, reason }) => `  ${(kept ? 'kept' : 'dropped').padEnd(9)}${group}: ${reason}`,
          ),
        ]),
    ...members.flatMap(({ member, kind, steps }) => [
      `${member} (${kind === 'cluster' ? 'Kubernetes' : 'OpenStack'})`,
      ...steps.flatMap(({ step, verdict, reason, next }) => [
        `  ${verdict.padEnd(9)}  ${step.padEnd(20)} ${reason}`,
        ...(next === undefined ? [] : [`             → ${next}`]),
      ]),
    ]),
    ...(log.length === 0 ? [] : ['log']),
    ...log.map(({ of, time, what, fields }) => {
      const told = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
      return `  ${time} ${of === 'user' ? '' : '(of nobody in particular) '}${what}: ${told.join(' ')}`;
    }),
  ];
  return `${lines.map((line) => line.replace(/^( *)(.*)$/s, (_, indent: string, rest: string) => indent + plain(rest))).join('\n')}\n`;
}

/** Columns stay as they are: what `oneLine` makes of several blanks is for prose. */
const plain = (text: string): string =>
  text
    .split(/( {2,})/)
    .map((part) => (/^ +$/.test(part) ? part : oneLine(part, 600)))
    .join('');
