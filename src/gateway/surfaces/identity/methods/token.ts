// SPDX-License-Identifier: Apache-2.0
// Keystone's `token` method: exchanges a valid gateway token for one with another scope.
import Type from 'typebox';
import { defineMethod } from '../identity-method.ts';

export const token = defineMethod({
  name: 'token',
  proof: 'token',
  schema: Type.Object({ id: Type.String({ secret: true }) }, { secret: true }),
  parse: ({ id }) => ({ token: id }),

  async authenticate(given, { identityService }) {
    const parent = await identityService.verify(given.token);
    const { principal, methods } = parent;
    return { principal, methods: methods.includes('token') ? methods : [...methods, 'token'], parent };
  },
});
