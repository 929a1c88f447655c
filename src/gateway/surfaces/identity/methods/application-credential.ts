// SPDX-License-Identifier: Apache-2.0
// Keystone's `application_credential` method: by id, or by name and user, with a secret (keystone/auth/core.py,
// keystone/auth/plugins/core.py). The token is of the credential's project and no other.
import Type from 'typebox';
import type { Presented } from '../../../../federation/credentials/index.ts';
import { GatewayError } from '../../../../model/errors.ts';
import { expecting } from '../error.ts';
import { defineMethod } from '../identity-method.ts';

/** Programs that write out every field send `null` for what they leave out, and Keystone takes it so. */
const text = Type.Optional(Type.Union([Type.String(), Type.Null()]));

export const applicationCredential = defineMethod({
  name: 'application_credential',
  schema: Type.Object(
    {
      id: text,
      name: text,
      secret: Type.Optional(Type.Union([Type.String(), Type.Null()], { secret: true })),
      user: Type.Optional(
        Type.Object({ id: text, name: text, domain: Type.Optional(Type.Object({ id: text, name: text })) }),
      ),
    },
    { secret: true },
  ),

  parse({ id, name, secret: given, user }, scope): Presented {
    const secret = given ?? '';
    if (scope !== undefined)
      throw new GatewayError('unauthorized', {
        message: 'Error authenticating with application credential: Application credentials cannot request a scope.',
        detail: 'a scope beside an application credential',
      });
    if (id) return { secret, by: { id } };
    if (!name) throw expecting('name or ID', 'application credential');
    if (user === undefined || Object.keys(user).length === 0) throw expecting('user', 'application credential');
    if (user.id) return { secret, by: { name, user: { id: user.id } } };
    if (user.domain === undefined) throw expecting('domain', 'user');
    if (!user.name) throw expecting('id or name', 'user');
    const { id: domainId, name: domainName } = user.domain;
    return {
      secret,
      by: { name, user: { name: user.name, domain: domainName ? { name: domainName } : { id: domainId ?? '' } } },
    };
  },

  authenticate: (given, { applicationCredentials }, from = '') =>
    applicationCredentials.credentials.authenticate(given, from),

  known: (given, { applicationCredentials }) => applicationCredentials.credentials.knows(given),
});
