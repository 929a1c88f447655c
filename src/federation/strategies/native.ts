// SPDX-License-Identifier: Apache-2.0
// Accounts that live at the member: its own tokens and credentials pass unchanged through /clouds/{region}/identity/v3.
// The credential is the member's token itself; the member is asked about it once, for its expiry and catalog.
import { createHash } from 'node:crypto';
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import type { Subject } from '../../model/strategy.ts';
import { group } from '../../schema/fields.ts';
import { defineStrategy } from '../strategy-definition.ts';

const tokenOf = (subject: Subject): string => {
  if (subject.kind === 'native') return subject.token;
  throw new GatewayError('unauthorized', { detail: 'this member knows only its own accounts' });
};

export const native = defineStrategy({
  kind: 'native',
  ownAccounts: true,
  schema: group(
    { description: "Users have accounts at the cloud and log in there, through the gateway's URL." },
    { kind: Type.Literal('native') },
  ),

  resolve: (written) => written,

  create: (_options, { authUrl }) => ({
    kind: 'native',
    holder: (subject) => createHash('sha256').update(tokenOf(subject)).digest('base64url'),
    async login(subject) {
      const token = tokenOf(subject);
      return {
        method: 'GET',
        url: `${authUrl}/auth/tokens`,
        headers: { 'x-auth-token': token, 'x-subject-token': token, accept: 'application/json' },
      };
    },
  }),
});
