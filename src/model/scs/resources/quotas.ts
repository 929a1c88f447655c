// SPDX-License-Identifier: Apache-2.0
// Quotas: the limits of a project in a region and their current use.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const known = (service: string) =>
  oneOf(
    ['known', 'refused', 'not-offered'],
    from(
      service,
      'Whether the limits are known, the member refuses to show them, or the service is not offered there.',
    ),
  );

export const quotas = defineResource({
  plural: 'quotas',
  singular: 'quota',
  about:
    'The limits of a project in a region and their current use. The id and name are those of the project; `quota` stands for the project of your token.',
  item: Type.Object({
    ...common,
    status: status(['available'], '`unknown` if no service reports any limit'),
    limits: Type.Array(
      Type.Object({
        resource: Type.String(from('the name below', 'The limited resource, as this API names it.')),
        service: oneOf(
          ['compute', 'block-storage', 'network'],
          from('the service that limits it', 'The service that enforces the limit.'),
        ),
        native: Type.String(from('Nova, Cinder, Neutron: key of the quota', 'The name of the limit at the member.')),
        limit: nullable(
          Type.Integer(),
          from('Nova, Neutron: limit (-1 is null); Cinder: limit', 'The limit; null means unlimited.'),
        ),
        used: nullable(
          Type.Integer(),
          from('Nova, Cinder: in_use; Neutron: used', 'The amount in use; null if the member does not report it.'),
        ),
        reserved: nullable(
          Type.Integer(),
          from(
            'Nova, Cinder, Neutron: reserved',
            'The amount reserved by requests in progress; null if the member does not report it.',
          ),
        ),
        unit: oneOf(['count', 'MiB', 'GiB', 'bytes'], from('this API', 'The unit of the figures.')),
      }),
      from('Nova, Cinder: os-quota-sets; Neutron: quotas', 'Every limit that the member reports.'),
    ),
    services: Type.Object(
      {
        compute: known('Nova: os-quota-sets, else limits'),
        'block-storage': known('Cinder: os-quota-sets'),
        network: known('Neutron: quotas'),
      },
      from(
        'which services answered',
        'The state of each service; `limits` has no entries of a service that is not `known`.',
      ),
    ),
  }),
  unlisted: ['createdAt'],
});
