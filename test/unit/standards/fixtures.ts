// SPDX-License-Identifier: Apache-2.0
// The facts of the standards as JSON, each file with its origin in `_meta`, and small makers of facts about a cloud.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlavorFacts, ImageFacts } from '../../../src/standards/facts.ts';

export const vectors = <T>(file: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/standards', `${file}.json`), 'utf8')) as T;

export const flavor = (name: string, facts: Partial<FlavorFacts> = {}): FlavorFacts => ({
  cloud: 'cloud-a',
  id: `id-of-${name}`,
  name,
  vcpus: 2,
  ramMiB: 8192,
  diskGiB: 0,
  extraSpecs: {},
  ...facts,
});

export const image = (name: string, facts: Partial<ImageFacts> = {}): ImageFacts => ({
  cloud: 'cloud-a',
  id: `id-of-${name}`,
  name,
  status: 'active',
  visibility: 'public',
  hidden: false,
  architecture: 'x86_64',
  minDiskGiB: 8,
  minRamMiB: 512,
  sizeBytes: 2 ** 30,
  createdAt: '2026-11-01T00:00:00Z',
  properties: {},
  ...facts,
});
