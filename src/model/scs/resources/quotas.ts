// SPDX-License-Identifier: Apache-2.0
// Quotas: how much a project may have in a region, and how much of it is used.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const known = (service: string) =>
  oneOf(['known', 'refused', 'not-offered'], from(service, 'Known, refused by the member, or not offered there.'));

export const quotas = defineResource({
  plural: 'quotas',
  singular: 'quota',
  about:
    "A project's limits in a region and what is used of them. Id and name are the project's; `quota` stands for the one of your token's project.",
  item: Type.Object({
    ...common,
    status: status(['available'], 'unknown where no service tells anything'),
    limits: Type.Array(
      Type.Object({
        resource: Type.String(from('the name below', 'What is limited, in the words of this API.')),
        service: oneOf(
          ['compute', 'block-storage', 'network'],
          from('the service that limits it', 'Which service keeps it.'),
        ),
        native: Type.String(from('Nova, Cinder, Neutron: key of the quota', "The member's own word.")),
        limit: nullable(
          Type.Integer(),
          from('Nova, Neutron: limit (-1 is null); Cinder: limit', 'The most there may be; null: no limit.'),
        ),
        used: nullable(
          Type.Integer(),
          from('Nova, Cinder: in_use; Neutron: used', 'What is used now; null where the member does not tell.'),
        ),
        reserved: nullable(
          Type.Integer(),
          from(
            'Nova, Cinder, Neutron: reserved',
            'What requests under way will use; null where the member does not tell.',
          ),
        ),
        unit: oneOf(['count', 'MiB', 'GiB', 'bytes'], from('this API', 'What the figures count.')),
      }),
      from('Nova, Cinder: os-quota-sets; Neutron: quotas', 'Every limit that the member tells.'),
    ),
    services: Type.Object(
      {
        compute: known('Nova: os-quota-sets, else limits'),
        blockStorage: known('Cinder: os-quota-sets'),
        network: known('Neutron: quotas'),
      },
      from('which services answered', 'Of a service that is not known, `limits` says nothing.'),
    ),
  }),
});
