// SPDX-License-Identifier: Apache-2.0
// Breeze as a member for the contract suite: a line for each resource.
import { readFileSync } from 'node:fs';
import { list, type Native, record } from '../../../src/adapters/values.ts';
import type { KindFixtures } from '../scs-fixtures/index.ts';
import type { Answers } from '../scs-native-api.ts';
import { breeze } from './index.ts';

/** An answer in fixtures/. */
export const answered = (name: string): { readonly status: number; readonly body: unknown } =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));

export const rowsOf = (name: string, key: string): readonly Native[] =>
  list(record(answered(name).body)[key]).map(record);

const machines = [...rowsOf('machines-page-1', 'machines'), ...rowsOf('machines-page-2', 'machines')];
const plans = rowsOf('plans', 'plans');
const diskImages = rowsOf('disk-images', 'disk_images');

const each = (path: string, key: string, id: string, rows: readonly Native[]): Answers =>
  Object.fromEntries(rows.map((row) => [`GET ${path}/${row[id]}`, { [key]: row }]));

const member: Answers = {
  'GET compute /machines?page=1': answered('machines-page-1').body,
  'GET compute /machines?page=2': answered('machines-page-2').body,
  ...each('compute /machines', 'machine', 'machine_no', machines),
  'GET compute /plans': answered('plans').body,
  ...each('compute /plans', 'plan', 'plan_code', plans),
  'GET image /disk_images': answered('disk-images').body,
  ...each('image /disk_images', 'disk_image', 'image_ref', diskImages),
};

const common = { title: 'Breeze 2', member, options: { project: false } } as const;
const inState = (native: object, state: string) => ({ ...native, state });

export const BREEZE: KindFixtures = {
  kind: breeze.kind,
  resources: breeze.resources,
  fixtures: [
    { ...common, plural: 'servers', lists: ['4711', '4712', '4720'], missing: '9', strange: inState },
    // A plan is for sale or it is not: there is no word that could be strange.
    { ...common, plural: 'flavors', lists: ['xs-1', 'm-2', 'm-8'], missing: 'xl-0' },
    { ...common, plural: 'images', lists: ['img-ub24', 'img-own'], missing: 'img-none', strange: inState },
  ],
};
