// SPDX-License-Identifier: Apache-2.0
// Keystone's `password` method: a user, by id or by name and domain, and what only that user knows. Offered where a user
// domain has somebody who judges passwords. In Keystone's order and words (keystone/auth/plugins/core.py).
import Type from 'typebox';
import { defined } from '../../../../model/defined.ts';
import { GatewayError } from '../../../../model/errors.ts';
import type { NamedUser } from '../../../../model/passwords.ts';
import { expecting } from '../error.ts';
import { defineMethod } from '../identity-method.ts';

const text = Type.Optional(Type.String());
const user = Type.Object(
  {
    id: text,
    name: text,
    password: Type.Optional(Type.String({ secret: true })),
    domain: Type.Optional(Type.Object({ id: text, name: text })),
  },
  { secret: true },
);

export const password = defineMethod({
  name: 'password',
  schema: Type.Object({ user: Type.Optional(user) }, { secret: true }),

  offered: ({ passwords }) => passwords?.offered() ?? false,

  parse({ user: given }) {
    if (given === undefined) throw expecting('user', 'None');
    const { id, name, domain, password: shown } = given;
    if (id === undefined && name === undefined) throw noName('user');
    if (domain !== undefined && domain.id === undefined && domain.name === undefined) throw noName('user/domain');
    if (!id && !name) throw expecting('id or name', 'user');
    // If there is a name, it wins over an id and needs its domain.
    if (!name) return { user: { id: id ?? '' } satisfies NamedUser as NamedUser, password: shown };
    if (domain === undefined) throw expecting('domain', 'user');
    if (!domain.id && !domain.name) throw expecting('id or name', 'domain');
    const where = domain.name ? { name: domain.name } : { id: domain.id ?? '' };
    return { user: { name, domain: where } satisfies NamedUser as NamedUser, password: shown };
  },

  async authenticate(given, { passwords }, from) {
    if (passwords === undefined) throw new GatewayError('methodNotOffered', { detail: 'no passwords here' });
    const { principal, notAfter, login } = await passwords.check(given.user, given.password ?? '', from);
    return { principal, methods: ['password'], ...defined({ notAfter, login }) };
  },

  known: (given, { passwords }, from) => passwords?.knows(given.user, from) ?? false,
});

const noName = (where: string): GatewayError =>
  new GatewayError('badRequest', {
    message: `Invalid input for field identity/password/${where}: id or name must be present.`,
  });
