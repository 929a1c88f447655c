// SPDX-License-Identifier: Apache-2.0
// What every stand-in cloud has from the start: SCS standard flavors (two of them in one cloud only) and images
// with SCS properties.

const flavor = (name: string, vcpus: number, ram: number, disk: number, only?: string) => ({
  name,
  vcpus,
  ram,
  disk,
  only,
});

export const SEED_FLAVORS = [
  flavor('SCS-1L-1', 1, 1024, 0),
  flavor('SCS-1V-2', 1, 2048, 0),
  flavor('SCS-1V-4', 1, 4096, 0),
  flavor('SCS-1V-4-10', 1, 4096, 10),
  flavor('SCS-2V-4', 2, 4096, 0),
  flavor('SCS-2V-8', 2, 8192, 0),
  flavor('SCS-2V-4-20s', 2, 4096, 20),
  flavor('SCS-4V-16', 4, 16384, 0),
  flavor('SCS-4V-16-100s', 4, 16384, 100),
  flavor('SCS-8V-32', 8, 32768, 0, 'cloud-a'),
  flavor('SCS-16V-64', 16, 65536, 0, 'cloud-b'),
];

const image = (name: string, distro: string, version: string, purpose: string, built: string) => ({
  architecture: 'x86_64',
  hypervisor_type: 'qemu',
  hw_disk_bus: 'virtio',
  hw_rng_model: 'virtio',
  hw_scsi_model: 'virtio-scsi',
  image_source: 'https://example.org/images',
  image_description: `${name} for the demo`,
  replace_frequency: 'monthly',
  uuid_validity: 'last-3',
  provided_until: 'none',
  os_distro: distro,
  os_version: version,
  os_purpose: purpose,
  image_build_date: built,
  image_original_user: distro,
  name,
  disk_format: 'raw',
  container_format: 'bare',
  visibility: 'public',
  min_ram: 64,
});

export const SEED_IMAGES = [
  image('Debian 12', 'debian', '12', 'generic', '2026-10-01'),
  image('Ubuntu 24.04', 'ubuntu', '24.04', 'generic', '2026-10-07'),
  image('CirrOS 0.6.2', 'cirros', '0.6.2', 'minimal', '2023-05-30'),
];
