// SPDX-License-Identifier: Apache-2.0
// The properties that scs-0102 requires of public images: which ones in which version, and their valid values. Where the
// standard's text asks for more than its test does (`os_distro` in lower case, a date in `provided_until`), the test decides.
import type { ImageFacts } from '../facts.ts';
import { readDate, uploadDate } from './build-date.ts';

type Level = 'mandatory' | 'recommended' | 'optional';

export interface ImageProperty {
  readonly property: string;
  readonly v1: Level;
  readonly v2: Level;
  /** The upstream test accepts its absence, mandatory or not. */
  readonly testAllowsAbsent?: true;
  /** Why a value that is present is not valid. */
  readonly fault: (value: string, image: ImageFacts, now: number) => string | undefined;
}

type Check = ImageProperty['fault'];

const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `is none of ${values.join(', ')}`;

const matches =
  (form: RegExp, what: string): Check =>
  (value) =>
    form.test(value) ? undefined : `is not ${what}`;

const dateOr =
  (form: RegExp, what: string): Check =>
  (value) =>
    form.test(value) || readDate(value) !== undefined ? undefined : `is not ${what}`;

const minDisk: Check = (value, { sizeBytes }) => {
  if (!/^[1-9]\d*$/.test(value)) return 'is not a number of GiB above 0';
  return sizeBytes !== null && sizeBytes > Number(value) * 2 ** 30 ? 'is smaller than the image' : undefined;
};

const buildDate: Check = (value, { createdAt }, now) => {
  const date = readDate(value);
  if (date === undefined) return 'is not of the form YYYY-MM-DD [hh:mm[:ss]]';
  if (date > now) return 'lies in the future';
  const uploaded = uploadDate(createdAt);
  return uploaded !== undefined && date > uploaded ? 'is later than the upload' : undefined;
};

const PURPOSES = ['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric'];
export const FREQUENCIES = ['yearly', 'quarterly', 'monthly', 'weekly', 'daily', 'critical_bug', 'never'] as const;

const something = matches(/./s, 'filled');
const mandatory = { v1: 'mandatory', v2: 'mandatory' } as const;
const recommended = { v1: 'recommended', v2: 'recommended' } as const;
const optional = { v1: 'optional', v2: 'optional' } as const;

export const IMAGE_PROPERTIES: readonly ImageProperty[] = [
  { property: 'architecture', ...mandatory, fault: oneOf('x86_64', 'aarch64', 'risc-v') },
  { property: 'min_disk', ...mandatory, fault: minDisk },
  { property: 'min_ram', ...mandatory, fault: matches(/^[1-9]\d*$/, 'a number of MiB above 0') },
  { property: 'os_version', ...mandatory, fault: something },
  { property: 'os_distro', ...mandatory, fault: something },
  { property: 'os_purpose', v1: 'recommended', v2: 'mandatory', fault: oneOf(...PURPOSES) },
  { property: 'hw_disk_bus', ...mandatory, testAllowsAbsent: true, fault: oneOf('virtio', 'scsi') },
  { property: 'hypervisor_type', ...recommended, fault: oneOf('qemu', 'kvm', 'xen', 'hyper-v', 'esxi') },
  { property: 'hw_rng_model', ...recommended, fault: oneOf('virtio') },
  { property: 'image_build_date', ...mandatory, fault: buildDate },
  { property: 'image_original_user', ...mandatory, fault: something },
  {
    property: 'image_source',
    ...mandatory,
    fault: matches(/^(private$|(https?|ftps?):\/\/)/, 'a URL or "private"'),
  },
  { property: 'image_description', ...mandatory, fault: something },
  { property: 'replace_frequency', ...mandatory, fault: oneOf(...FREQUENCIES) },
  { property: 'provided_until', ...mandatory, fault: something },
  {
    property: 'uuid_validity',
    ...mandatory,
    testAllowsAbsent: true,
    fault: dateOr(/^(none|notice|forever|last-\d+)$/, 'none, notice, forever, last-N or a date'),
  },
  { property: 'hotfix_hours', ...optional, fault: matches(/^\d+$/, 'a whole number') },
  { property: 'os_hash_algo', ...recommended, fault: oneOf('sha256', 'sha512') },
];

/** Undefined if the image does not have it. Three of the properties are fields of their own in Glance. */
export function propertyOf(image: ImageFacts, property: string): string | undefined {
  if (property === 'min_disk' && image.minDiskGiB !== null) return String(image.minDiskGiB);
  if (property === 'min_ram' && image.minRamMiB !== null) return String(image.minRamMiB);
  if (property === 'architecture' && image.architecture !== null) return image.architecture;
  return Object.hasOwn(image.properties, property) ? image.properties[property] : undefined;
}
