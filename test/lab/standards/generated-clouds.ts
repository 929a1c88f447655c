// SPDX-License-Identifier: Apache-2.0
// Clouds that keep to the SCS standards more or less, the same for the same seed, described in the words of openstacksdk as the
// tests of the scope read them, and as the facts that the gateway judges.
import type { CloudFacts } from '../../../src/standards/facts.ts';
import { STANDARD_FLAVORS } from '../../../src/standards/scs-0103/standard-flavors.ts';
import { generatedNames } from './generated-names.ts';
import { type Choices, choices } from './random.ts';

/** When they are judged. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

type Properties = Readonly<Record<string, string>>;
interface Described {
  readonly flavors: readonly {
    readonly name: string;
    readonly vcpus: number;
    readonly ram: number;
    readonly disk: number;
    readonly extra_specs: Properties;
  }[];
  /** In the order of Glance's list: the latest first. Fields that the SDK knows are its attributes, the others are properties. */
  readonly images: readonly (Record<string, unknown> & {
    readonly name: string;
    readonly visibility: string;
    readonly is_hidden: boolean;
    readonly min_disk: number;
    readonly min_ram: number;
    readonly size: number;
    readonly created_at: string;
    readonly properties: Properties;
  })[];
  readonly volumeTypes: readonly { readonly name: string; readonly description: string | null }[];
  readonly rules: readonly {
    readonly direction: string;
    readonly ethertype: string;
    readonly remote_group_id: string | null;
    readonly remote_ip_prefix: string | null;
    readonly used_in_default_sg: boolean;
    readonly used_in_non_default_sg: boolean;
  }[];
  readonly services: readonly string[];
}

/** Of each: values that are right, and ones that are a little wrong. */
const VALUES: Readonly<Record<string, readonly [right: readonly string[], wrong: readonly string[]]>> = {
  architecture: [
    ['x86_64', 'aarch64'],
    ['risc-v', 'x86', ''],
  ],
  os_version: [
    ['24.04', '22.04', '12'],
    ['noble', ' ', ''],
  ],
  os_distro: [
    ['ubuntu', 'debian'],
    ['Ubuntu', 'red hat', ''],
  ],
  os_purpose: [
    ['generic', 'minimal', 'oldgeneric', 'generic'],
    ['general', ''],
  ],
  hw_disk_bus: [
    ['scsi', 'virtio'],
    ['ide', ''],
  ],
  hypervisor_type: [
    ['qemu', 'kvm'],
    ['hyperv', ''],
  ],
  hw_rng_model: [['virtio'], ['pci', '']],
  os_hash_algo: [
    ['sha512', 'sha256'],
    ['md5', ''],
  ],
  image_build_date: [
    ['2026-10-30', '2026-09-01', '2025-11-01 04:05', '2026-10-30 04:05:06', '2026-10-30T04:05:06Z'],
    [
      '2027-01-01',
      '2026-11-22',
      '2026-02-30',
      '20261030',
      'October',
      '2026-1-5',
      ' 2026-10-30',
      '2026-10-30T04:05:06.5Z',
      '',
    ],
  ],
  image_original_user: [['ubuntu', 'debian'], ['']],
  image_source: [
    [
      'https://cloud-images.ubuntu.com/noble/x.img',
      'https://cloud.debian.org/images/cloud/bookworm/x',
      'https://nbg1.your-objectstorage.com/osism/openstack-k8s-capi-images/x',
      'private',
    ],
    ['internal', 'private file', 'gopher://x', 'http://', 'HTTPS://x', 'ftp://a b', ''],
  ],
  image_description: [['Ubuntu'], ['']],
  replace_frequency: [
    ['monthly', 'weekly', 'yearly', 'never', 'daily', 'quarterly'],
    ['sometimes', 'Monthly', ''],
  ],
  provided_until: [
    ['none', 'notice', '2029-04-30', '2026-01-01'],
    ['someday', '2026-02-30', '2029-04-30 12:00', ''],
  ],
  uuid_validity: [
    ['none', 'last-3', 'forever', '2027-01-01', 'notice'],
    ['last-', 'LAST-3', '2027-13-01', '2027-01-01 04:05', ''],
  ],
  hotfix_hours: [
    ['48', '0'],
    ['1.5', 'two', '-1', ''],
  ],
};
/** What openstacksdk has as an attribute of an image, and under which name. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  architecture: 'architecture',
  os_version: 'os_version',
  os_distro: 'os_distro',
  hw_disk_bus: 'hw_disk_bus',
  hypervisor_type: 'hypervisor_type',
  hw_rng_model: 'hw_rng_model',
  os_hash_algo: 'hash_algo',
};
const NAMES = [
  'Ubuntu 24.04',
  'Ubuntu 24.04 old',
  'Ubuntu 24.04 20261001',
  'Ubuntu 24.04  prev',
  'Ubuntu 22.04',
  'Ubuntu 20.04',
  'Debian 11',
  'Debian 12',
  'Debian 13',
  'ubuntu-capi-image v1.34.2',
  'ubuntu-capi-image-v1.33',
  'mine',
];
const DESCRIPTIONS = [
  null,
  '',
  'fast',
  '[scs:encrypted]',
  '[scs:encrypted, replicated] both',
  '[scs:replicated, encrypted]',
  '[scs:encrypted,encrypted]',
  '[scs:ssd]',
  '[scs:]',
  '[scs: ]',
  '[scs:encrypted,]',
  '[scs:enc[rypted]',
  ' [scs:encrypted]',
  '[SCS:encrypted]',
];
const SERVICES =
  'compute identity image network load-balancer placement volume volumev2 volumev3 block-storage object-store-s3 s3 key-manager'.split(
    ' ',
  );

export function generatedClouds(seed: number, count: number): readonly Described[] {
  const chosen = choices(seed);
  const names = generatedNames(seed, 40 * count);
  return Array.from({ length: count }, (_, index) => oneCloud(chosen, names.slice(40 * index, 40 * index + 40)));
}

function oneCloud(chosen: Choices, names: readonly string[]): Described {
  const { below, chance, one } = chosen;
  // How much is wrong here: most faults of a cloud would hide each other.
  const wrong = one([0, 0.02, 0.02, 0.1, 0.4]);
  const absent = one([0, 0, 0.05, 0.3]);
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most) }, make);
  const images = some(6, () => image(chosen, wrong, absent)).sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  const standard = STANDARD_FLAVORS.filter(() => chance(0.7)).map(({ name, vcpus, ramMiB, diskGB, extraSpecs }) => ({
    name: chance(0.1) ? one(['m1.small', `SCS-${name}`, name.toLowerCase(), 'SCS-1V-4']) : name,
    vcpus: vcpus + (chance(wrong) ? one([1, -1]) : 0),
    ram: ramMiB + (chance(wrong) ? one([1, -1, -40, -60, 1024]) : 0),
    disk: diskGB + (chance(wrong) ? one([1, 10]) : 0),
    extra_specs: Object.fromEntries(
      Object.entries(extraSpecs)
        .filter(() => !chance(absent))
        .map(([key, value]) => [key, chance(wrong) ? `${value}x` : value]),
    ),
  }));
  const own = some(5, () => ({
    name: one(names),
    vcpus: 1 + below(64),
    ram: 512 * (1 + below(64)),
    disk: one([0, 10, 20, 100]),
    extra_specs: chance(0.2) ? { 'scs:name-v2': one(STANDARD_FLAVORS).name } : {},
  }));
  return {
    flavors: chance(0.5) ? [...standard, ...own] : [...own, ...standard],
    images,
    volumeTypes: some(3, () => ({ name: one(['__default__', 'luks', 'ssd']), description: one(DESCRIPTIONS) })),
    rules: [
      ...(['IPv4', 'IPv6'] as const)
        .filter(() => !chance(wrong))
        .map((ethertype) => rule({ ethertype, remote_ip_prefix: chance(wrong) ? '10.0.0.0/8' : null })),
      ...some(3, () =>
        rule({
          direction: one(['ingress', 'egress']),
          ethertype: one(['IPv4', 'IPv6']),
          remote_group_id: one([null, 'PARENT', 'PARENT', 'PARENT']),
          used_in_default_sg: chance(0.7),
          used_in_non_default_sg: chance(0.3),
        }),
      ),
    ],
    services: SERVICES.filter(() => chance(0.7)),
  };
}

const rule = (changes: Partial<Described['rules'][number]>): Described['rules'][number] => ({
  direction: 'egress',
  ethertype: 'IPv4',
  remote_group_id: null,
  remote_ip_prefix: null,
  used_in_default_sg: true,
  used_in_non_default_sg: true,
  ...changes,
});

function image({ below, chance, one }: Choices, wrong: number, absent: number): Described['images'][number] {
  const told = Object.entries(VALUES)
    .filter(([name]) => !chance(name === 'provided_until' ? 0 : absent))
    .map(([name, [right, others]]) => [name, one(chance(wrong) ? others : right)] as const);
  const day = 1 + below(28);
  return {
    name: one(NAMES),
    visibility: one(['public', 'public', 'public', 'community', 'private', 'shared']),
    // Glance lists no hidden ones.
    is_hidden: false,
    min_disk: chance(wrong) ? one([0, 1]) : 10,
    min_ram: chance(wrong) ? one([0, 32]) : 512,
    size: one([2 ** 30, 2 ** 30 + 1, 5 * 2 ** 30]),
    created_at: `2026-11-${String(Math.min(day, 21)).padStart(2, '0')}T0${below(9)}:00:0${below(9)}Z`,
    ...Object.fromEntries(Object.values(ATTRIBUTES).map((name) => [name, null])),
    ...Object.fromEntries(told.flatMap(([name, value]) => (ATTRIBUTES[name] ? [[ATTRIBUTES[name], value]] : []))),
    properties: Object.fromEntries(told.filter(([name]) => ATTRIBUTES[name] === undefined)),
  };
}

export function factsOf({ flavors, images, volumeTypes, rules, services }: Described): CloudFacts {
  const cloud = 'cloud-a';
  return {
    cloud,
    flavors: flavors.map(({ name, vcpus, ram, disk, extra_specs }, id) => ({
      cloud,
      id: String(id),
      name,
      vcpus,
      ramMiB: ram,
      diskGiB: disk,
      extraSpecs: extra_specs,
    })),
    images: images.map((one, id) => ({
      cloud,
      id: String(id),
      name: one.name,
      status: 'active',
      visibility: one.visibility,
      hidden: one.is_hidden,
      architecture: one.architecture as string | null,
      minDiskGiB: one.min_disk,
      minRamMiB: one.min_ram,
      sizeBytes: one.size,
      createdAt: one.created_at,
      properties: {
        ...one.properties,
        ...Object.fromEntries(
          Object.entries(ATTRIBUTES).flatMap(([name, at]) => (one[at] === null ? [] : [[name, one[at] as string]])),
        ),
      },
    })),
    volumeTypes: volumeTypes.map((one, id) => ({ cloud, id: String(id), ...one })),
    services,
    securityGroupDefaults: rules.map((one) => ({
      direction: one.direction,
      ethertype: one.ethertype,
      remoteGroupId: one.remote_group_id,
      remoteIpPrefix: one.remote_ip_prefix,
      usedInDefaultGroup: one.used_in_default_sg,
      usedInOtherGroups: one.used_in_non_default_sg,
    })),
  };
}
