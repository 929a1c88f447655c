// SPDX-License-Identifier: Apache-2.0
// Things, as a real cloud or the API reference shows them.
import { recorded } from '../scs-native-api.ts';
import type { AdapterFixture } from './index.ts';

const page = recorded('openstack/reference/things') as { readonly things: readonly { readonly id: string }[] };

export const THINGS: readonly AdapterFixture[] = [
  {
    plural: 'things',
    title: 'the API reference',
    member: {
      'GET compute /os-things': page,
      ...Object.fromEntries(page.things.map((thing) => [`GET compute /os-things/${thing.id}`, { thing }])),
    },
    lists: page.things.map(({ id }) => id),
    missing: '00000000-0000-0000-0000-000000000000',
    strange: (native: object, word) => ({ ...native, status: word }),
  },
];
