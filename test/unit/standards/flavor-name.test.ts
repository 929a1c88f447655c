// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildFlavorName,
  type FlavorName,
  parseFlavorName,
  shortFlavorName,
} from '../../../src/standards/scs-0100/flavor-name.ts';
import { overPromises, roundedRamGiB } from '../../../src/standards/scs-0100/over-promise.ts';
import {
  CPU_GENERATIONS,
  CPU_TYPES,
  type CpuVendor,
  DISK_TYPES,
  GPU_GENERATIONS,
  HYPERVISORS,
  type ParsedFlavorName,
} from '../../../src/standards/scs-0100/vocabulary.ts';
import { generatedNames } from '../../lab/standards/generated-names.ts';
import { vectors } from './fixtures.ts';

interface Vector {
  readonly name: string;
  readonly v3: 'valid' | 'invalid' | 'tolerated-v1-syntax' | 'not-scs';
  readonly asV3?: string;
  readonly parsed?: ParsedFlavorName;
  readonly [field: string]: unknown;
}

const { names } = vectors<{ names: readonly Vector[] }>('flavor-names');
const { cases } = vectors<{ cases: readonly Promise_[] }>('flavor-semantics');
const { gpus } = vectors<{ gpus: readonly { namePart: string; parsed: unknown }[] }>('gpu-name-parts');

interface Promise_ {
  readonly name: string;
  readonly vcpus: number;
  readonly ramMiB: number;
  readonly diskGB: number;
  readonly ramRoundedGiB: number;
  readonly overpromises: readonly string[];
}

function good(name: string): FlavorName {
  const read = parseFlavorName(name);
  if ('fault' in read) throw new Error(`${name}: ${read.fault}`);
  return read;
}

const faultOf = (name: string): string | undefined => {
  const read = parseFlavorName(name);
  return 'fault' in read ? read.fault : undefined;
};

describe('the reference names', () => {
  it('are there', () => {
    expect(names.length).toBeGreaterThan(170);
    expect(new Set(names.map(({ v3 }) => v3)).size).toBe(4);
  });

  it.each(names.filter(({ v3 }) => v3 === 'valid'))('$name is read in full', (vector) => {
    const { name, parsed, canonical, short, asV1, extraSpecs, imageArchitecture } = vector;
    const read = good(name);
    expect(read).toMatchObject({ name, syntax: 'v3', canonical, short, asV1, imageArchitecture });
    expect(read.parsed).toEqual(parsed);
    expect(read.extraSpecs).toEqual(extraSpecs);
  });

  it.each(names.filter(({ v3 }) => v3 === 'tolerated-v1-syntax'))('$name is read as v1', ({ name, parsed, asV3 }) => {
    const read = good(name);
    expect(read).toMatchObject({ name, syntax: 'v1', canonical: asV3, asV1: name });
    expect(read.parsed).toEqual(parsed);
    expect({ ...good(asV3 ?? ''), name, syntax: 'v1', remarks: read.remarks }).toEqual(read);
  });

  it.each(names.filter(({ v3 }) => v3 === 'invalid'))('$name is refused', ({ name }) => {
    expect(parseFlavorName(name)).toEqual({ fault: expect.any(String), claimsScs: true });
  });

  it.each(names.filter(({ v3 }) => v3 === 'not-scs'))('"$name" is not of the standard', ({ name }) => {
    expect(parseFlavorName(name)).toEqual({ fault: expect.stringContaining('SCS-'), claimsScs: false });
  });

  it.each(gpus)('$namePart is read (%#)', ({ namePart, parsed }) => {
    const read = good(`SCS-8V-32_${namePart}`);
    expect(read.parsed.gpu).toEqual(parsed);
    expect(read.canonical).toBe(`SCS-8V-32_${namePart}`);
  });
});

describe('a fault', () => {
  it.each([
    ['SCS-2C-4.2', 'RAM must be a positive multiple of 0.5 GiB'],
    ['SCS-2C-0', 'RAM must be a positive multiple of 0.5 GiB'],
    ['SCS-2C-4ou-10n', 'the RAM marks must stand in the order "uo"'],
    ['SCS-2-4-10n', 'the number of vCPUs must be followed by C, T, V or L in capitals'],
    ['SCS-1v-4', 'the number of vCPUs must be followed by C, T, V or L in capitals, not "v"'],
    ['SCS-2iT-4-10n', 'the number of vCPUs must be followed by C, T, V or L in capitals, not "i"'],
    ['SCS-0V-4', 'the number of vCPUs must be greater than 0'],
    ['SCS-V-4', 'after "SCS-" must come the number of vCPUs'],
    ['SCS-1V4', 'after "1V" may only come "i" or the RAM'],
    ['SCS-1V', 'after the vCPUs must come the RAM in GiB, as in "SCS-2V-8"'],
    ['SCS-1V-4-0', 'the size of the disk must be greater than 0'],
    ['SCS-2C-4-1.5n', 'the disk "1.5n" is not of the form [count x] size [n, h, s or p]'],
    ['SCS-2C-4-10q', 'the disk type must be n, h, s or p, not "q"'],
    ['SCS-2C-4-10-20', 'after the disk may come suffixes with "_", not "-20"'],
    ['SCS-2C-4-10_hwv_xen', '"_xen" stands in the wrong place: hypervisor, hwv, CPU, GPU, ib, each once'],
    ['SCS-2C-4_kvm_kvm', '"_kvm" stands in the wrong place: hypervisor, hwv, CPU, GPU, ib, each once'],
    ['SCS-2T-4_ic', '"_ic" is no hypervisor, hwv, CPU, GPU or ib'],
    ['SCS-2C-4_i7', 'there is no CPU generation 7 of "i"'],
    ['SCS-2C-4_z3hhhh', 'the frequency of a CPU is marked with at most "hhh"'],
    ['SCS-8V-32_GNx-10', 'there is no GPU generation "x" of "N"'],
    ['SCS-8V-32_GNa-0', 'the number of compute units must be greater than 0'],
    ['SCS-8V-32_GNa_ib', '"_ib" is not read after a GPU without compute units, which the name must then state'],
    ['SCS-2C:4_ib', 'the name mixes the delimiters of v1 (":" and "-") with those of v2 and v3 ("-" and "_")'],
    ['SCS-2C-4:10', 'the name mixes the delimiters of v1 (":" and "-") with those of v2 and v3 ("-" and "_")'],
    ['SCS-2C:4:10n-chy', '"chy" does not exist in the v1 syntax'],
    [`SCS-${'1'.repeat(20)}V-4`, 'the number of vCPUs is too large'],
    [`SCS-1V-4-${'1'.repeat(300)}`, 'the name is longer than 255 characters'],
  ])('of %s is told', (name, reason) => {
    expect(faultOf(name)).toBe(reason);
  });

  it('is found in what begins like a key of every object', () => {
    expect(faultOf('SCS-1V-4_constructor')).toMatch(/is no hypervisor/);
  });
});

describe('reading', () => {
  it("tells no disk, a disk of the cloud's choice and one of a known type apart", () => {
    expect(good('SCS-2C-4').parsed.disk).toBeNull();
    expect(good('SCS-2C-4-').parsed.disk).toEqual({ count: 1, sizeGB: null, type: null, typeKey: null });
    expect(good('SCS-2C-4-n').parsed.disk).toEqual({ count: 1, sizeGB: null, type: 'n', typeKey: 'network' });
  });

  it('tells Intel from InfiniBand', () => {
    expect(good('SCS-4V-16-50s_kvm_hwv_i').parsed).toMatchObject({ cpuBrand: { vendor: 'i' }, infiniband: false });
    expect(good('SCS-4V-16-50s_kvm_hwv_ib').parsed).toMatchObject({ cpuBrand: null, infiniband: true });
    expect(good('SCS-4V-16_i_ib').parsed).toMatchObject({ cpuBrand: { vendor: 'i' }, infiniband: true });
  });

  it.each([
    ['SCS-1V-4-x10', 'SCS-1V-4-10', ['the canonical form is SCS-1V-4-10']],
    ['SCS-01V-4', 'SCS-1V-4', ['the canonical form is SCS-1V-4']],
    ['SCS-1V-4-3x', 'SCS-1V-4-3x', ['a number of disks without a size was dropped from the text of v3']],
    ['SCS-8V-32_GNah', 'SCS-8V-32_GNah', ['a GPU frequency mark without compute units is outside the grammar']],
    ['SCS-8V-32_GNh-24h', 'SCS-8V-32_GNh-24h', ['a GPU frequency mark without compute units is outside the grammar']],
    ['SCS-4V-1.', 'SCS-4V-1', ['the canonical form is SCS-4V-1']],
    ['SCS-2V:4.0', 'SCS-2V-4', ['the canonical form is SCS-2V:4']],
    ['SCS-2V-8', 'SCS-2V-8', []],
  ])('of %s is lenient and says so', (name, canonical, remarks) => {
    expect(good(name)).toMatchObject({ canonical, remarks });
  });

  it('lists a bounded number of disks', () => {
    expect(Object.keys(good('SCS-1V-4-2000000000x10').extraSpecs)).toHaveLength(64 + 3);
  });
});

describe('generated names', () => {
  type Row = readonly [name: string, verdict: null | false] | readonly [string, 'v1' | 'v3', string, string];
  const { _meta, names } = vectors<{ _meta: { seed: number; count: number }; names: readonly Row[] }>(
    'generated-flavor-names',
  );

  it('are read and refused as the reference parser did when its verdicts were recorded', () => {
    expect(names.filter(([, verdict]) => verdict).length).toBeGreaterThan(400);
    expect(names.filter(([, verdict]) => verdict === null).length).toBeGreaterThan(400);
    const ours = names.map(([name]): Row => {
      const read = parseFlavorName(name);
      if ('fault' in read) return [name, read.claimsScs ? null : false];
      return [name, read.syntax, read.canonical, read.short];
    });
    expect(ours).toEqual(names);
  });

  it('are those of their seed', () => {
    expect(generatedNames(_meta.seed, _meta.count)).toEqual(names.map(([name]) => name));
  });
});

describe('the promise of a name', () => {
  it.each(cases)('$name with $vcpus vCPUs, $ramMiB MiB, $diskGB GB', ({ name, diskGB, overpromises, ...figures }) => {
    expect(overPromises(good(name).parsed, { ...figures, diskGiB: diskGB })).toEqual(overpromises);
    expect(roundedRamGiB(figures.ramMiB)).toBe(figures.ramRoundedGiB);
  });

  it('about a disk is not judged where the size of the disk is unknown', () => {
    expect(overPromises(good('SCS-2V-4-10').parsed, { vcpus: 2, ramMiB: 4096, diskGiB: null })).toEqual([]);
  });
});

const { constantFrom, integer, option, record } = fc;
const positive = integer({ min: 1, max: 4096 });
const keys = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[];

const disk = record({ count: positive, sizeGB: option(positive), type: option(constantFrom(...keys(DISK_TYPES))) }).map(
  ({ count, sizeGB, type }) => ({ count, sizeGB, type, typeKey: type === null ? null : DISK_TYPES[type] }),
);
const cpuBrand = constantFrom(...keys(CPU_GENERATIONS)).chain((vendor: CpuVendor) =>
  record({
    vendor: fc.constant(vendor),
    generation: option(
      // 0 is the one generation that is not written.
      CPU_GENERATIONS[vendor].length === 1
        ? fc.constant(null)
        : integer({ min: 1, max: CPU_GENERATIONS[vendor].length - 1 }),
    ),
    perf: constantFrom('h' as const, 'hh' as const, 'hhh' as const, null),
  }),
);
const mark = constantFrom('h' as const, 'hh' as const, null);
const gpu = constantFrom(...keys(GPU_GENERATIONS)).chain((vendor) =>
  record({
    passThrough: fc.boolean(),
    vendor: fc.constant(vendor),
    generation: option(constantFrom<string>(...GPU_GENERATIONS[vendor])),
    computeUnits: option(positive),
    perf: mark,
    vramGiB: option(positive),
    vramPerf: mark,
  }).map((parts) => ({
    ...parts,
    vramGiB: parts.computeUnits === null ? null : parts.vramGiB,
    vramPerf: parts.computeUnits === null || parts.vramGiB === null ? null : parts.vramPerf,
  })),
);
const description: fc.Arbitrary<ParsedFlavorName> = record({
  cpus: positive,
  cpuType: constantFrom(...keys(CPU_TYPES)),
  cpuInsecure: fc.boolean(),
  ramGiB: integer({ min: 1, max: 8192 }).map((halves) => halves / 2),
  ramNoEcc: fc.boolean(),
  ramOversubscribed: fc.boolean(),
  disk: option(disk),
  hypervisor: option(constantFrom(...HYPERVISORS)),
  hwVirt: fc.boolean(),
  cpuBrand: option(cpuBrand),
  gpu: option(gpu),
  infiniband: fc.boolean(),
}).map((parts) => ({
  ...parts,
  cpuTypeKey: CPU_TYPES[parts.cpuType],
  // A name that says so is refused: see the fault of `_GNa_ib`.
  infiniband: parts.infiniband && (parts.gpu === null || parts.gpu.computeUnits !== null),
}));

describe('every description', () => {
  it('comes back from its name', () => {
    fc.assert(
      fc.property(description, (parsed) => {
        const name = buildFlavorName(parsed);
        const read = good(name);
        expect(read.parsed).toEqual(parsed);
        expect([read.canonical, read.name]).toEqual([name, name]);
        expect(buildFlavorName(parsed, 'v2')).toBe(name);
      }),
    );
  });

  it("comes back from its v1 name, which turns into today's and back", () => {
    fc.assert(
      fc.property(description, (parsed) => {
        const v1 = buildFlavorName(parsed, 'v1');
        // The one hypervisor that v1 did not know.
        if (parsed.hypervisor === 'chy') {
          expect(faultOf(v1)).toMatch(/chy/);
          return;
        }
        const read = good(v1);
        expect(read).toMatchObject({ syntax: 'v1', canonical: buildFlavorName(parsed), asV1: v1 });
        expect(read.parsed).toEqual(parsed);
      }),
    );
  });

  it('has a short name that is valid, promises no more and is its own short name', () => {
    fc.assert(
      fc.property(description, (parsed) => {
        const short = shortFlavorName(parsed);
        const read = good(short);
        expect(read.short).toBe(short);
        expect(read.parsed).toMatchObject({ cpus: parsed.cpus, ramGiB: parsed.ramGiB, disk: parsed.disk });
        expect(read.imageArchitecture).toBe(good(buildFlavorName(parsed)).imageArchitecture);
      }),
    );
  });
});

describe('any text', () => {
  it('is answered with a name or a reason, and a name reads the same in its canonical form', () => {
    const pieces = fc.array(
      constantFrom('SCS-', '1', '2V', 'C', '-', '_', ':', '4', '.5', 'x', 's', 'n', 'i', 'ib', 'GNa', 'h', 'u'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((all) => `SCS-2V-4${all.join('')}`),
        ),
        (text) => {
          const read = parseFlavorName(text);
          if ('fault' in read) {
            expect(read.fault).not.toBe('');
            return;
          }
          const again = good(read.canonical);
          expect(again.canonical).toBe(read.canonical);
          expect({ ...again.parsed, cpuBrand: null }).toEqual({ ...read.parsed, cpuBrand: null });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
