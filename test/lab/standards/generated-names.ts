// SPDX-License-Identifier: Apache-2.0
// Flavor names, right and wrong, the same for the same seed: what a parser of scs-0100 has to read or to refuse. Built by the
// grammar with parts that are a little out of it, written in the syntax of v1 or v3, and then one in four damaged.

import { choices } from './random.ts';

const DAMAGE = [...'-_:.0123456789xLVTCiuonhspzarGgNAIkmtlbfw \n', 'é', 'SCS-', '_ib', '-10', '_hwv'];
const GPU_GENERATIONS = [...'aagbufkm', '', '', '', '', '1', '2', '3', '4', '1', '0.4', '0.5', '1.1', '0.95', 'x', 'h'];

export function generatedNames(seed: number, count: number): readonly string[] {
  const { below, chance, one } = choices(seed);
  const maybe = (share: number, make: () => string): string => (chance(share) ? make() : '');
  const size = (): string => one([`${1 + below(64)}`, `${1 + below(9)}`, `${1 + below(200)}`]);
  const figure = (): string => (chance(0.9) ? size() : one([`${below(3)}`, `0${below(9)}`, '']));

  const ram = (): string =>
    chance(0.85) ? one([size(), `${below(20)}.5`]) : one(['.5', '1.', '2.50', '3.25', '0', '', '1.2.3', '4.0']);
  const disk = (): string =>
    `-${maybe(0.3, () => `${one(['', '1', '2', '3', '4', '2', '0', '03'])}x`)}${maybe(0.8, figure)}${one([...'nhspnhspnhspq', '', '', '', ''])}`;
  const cpu = (): string =>
    `_${one([...'izarizarizax'])}${one(['', '', `${below(4)}`, `${below(7)}`, '01', '12'])}${'h'.repeat(one([0, 0, 0, 0, 1, 1, 2, 2, 3, 4]))}`;
  const marks = (): string => 'h'.repeat(one([0, 0, 0, 0, 1, 1, 2, 2, 3]));
  const gpu = (): string => {
    const units = maybe(0.5, () => `-${figure()}`);
    const vram = maybe(0.5, () => `-${figure()}${marks()}`);
    return `_${one(['G', 'g'])}${one([...'NNAINNAIX'])}${one(GPU_GENERATIONS)}${maybe(0.2, marks)}${units}${marks()}${vram}`;
  };
  function regular(): string {
    const head = `SCS-${figure()}${one([...'LVTCLVTCLVTCv'])}${maybe(0.2, () => 'i')}`;
    const memory = `-${ram()}${maybe(0.15, () => 'u')}${maybe(0.15, () => 'o')}`;
    const parts = [
      maybe(0.25, () => `_${one(['kvm', 'chy', 'xen', 'vmw', 'hyv', 'bms', 'kvm', 'bms', 'xen', 'qemu'])}`),
      maybe(0.2, () => '_hwv'),
      maybe(0.4, cpu),
      maybe(0.35, gpu),
      maybe(0.2, () => '_ib'),
    ];
    if (chance(0.05)) parts.reverse();
    return `${head}${memory}${maybe(0.5, disk)}${parts.join('')}`;
  }
  const asV1 = (name: string): string => `SCS-${name.slice(4).replaceAll('-', ':').replaceAll('_', '-')}`;
  function damaged(name: string): string {
    const at = below(name.length + 1);
    return one([
      () => name.slice(0, at) + name.slice(at + 1),
      () => name.slice(0, at) + one(DAMAGE) + name.slice(at),
      () => name.slice(0, at) + one(DAMAGE) + name.slice(at + 1),
      () => name.slice(0, at),
      () => name.toLowerCase(),
    ])();
  }

  const names = new Set<string>();
  // A seed that repeats itself for ever does not hang whoever asks.
  for (let tries = 0; names.size < count && tries < 20 * count; tries++) {
    const name = chance(0.3) ? asV1(regular()) : regular();
    names.add(chance(0.25) ? damaged(name) : name);
  }
  return [...names];
}
