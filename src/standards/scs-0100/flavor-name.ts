// SPDX-License-Identifier: Apache-2.0
// The entry point for flavor names (scs-0100): parses a name of a cloud into all that it states, or says why it is
// invalid.
import { readName, readV1Name } from './read-name.ts';
import { isFault } from './read-parts.ts';
import { IMAGE_ARCHITECTURES, type ImageArchitecture, type ParsedFlavorName } from './vocabulary.ts';
import { buildFlavorName, derivedExtraSpecs, shortFlavorName } from './write-name.ts';

export { buildFlavorName, shortFlavorName } from './write-name.ts';

export interface FlavorName {
  readonly name: string;
  /**
   * The delimiters of the name: `v1` uses colons; `v3` uses today's, which are also those of v2. Names that only the
   * text of v2 allowed are read as v3, as the reference parser does, with a remark.
   */
  readonly syntax: 'v1' | 'v3';
  readonly canonical: string;
  readonly short: string;
  readonly asV1: string;
  readonly parsed: ParsedFlavorName;
  readonly imageArchitecture: ImageArchitecture;
  readonly extraSpecs: Readonly<Record<string, string>>;
  /** What was read leniently. */
  readonly remarks: readonly string[];
}

export interface FlavorNameFault {
  readonly fault: string;
  /** Whether the name starts with `SCS-`: the standard then forbids it; other names are the cloud's own choice. */
  readonly claimsScs: boolean;
}

/** Nova's maximum length of a flavor's name. */
const LONGEST = 255;

export function parseFlavorName(name: string): FlavorName | FlavorNameFault {
  if (!name.startsWith('SCS-')) return { fault: 'the name does not begin with "SCS-"', claimsScs: false };
  if (name.length > LONGEST) return { fault: `the name is longer than ${LONGEST} characters`, claimsScs: true };
  const text = name.slice('SCS-'.length);
  const syntax = text.includes(':') ? 'v1' : 'v3';
  const parsed = syntax === 'v1' ? readV1Name(text) : readName(text);
  if (isFault(parsed)) return { fault: parsed.fault, claimsScs: true };
  const canonical = buildFlavorName(parsed);
  const asV1 = buildFlavorName(parsed, 'v1');
  return {
    name,
    syntax,
    canonical,
    short: shortFlavorName(parsed),
    asV1,
    parsed,
    imageArchitecture: parsed.cpuBrand === null ? 'x86_64' : IMAGE_ARCHITECTURES[parsed.cpuBrand.vendor],
    extraSpecs: derivedExtraSpecs(parsed),
    remarks: remarks(name, syntax === 'v1' ? asV1 : canonical, parsed),
  };
}

function remarks(name: string, written: string, parsed: ParsedFlavorName): string[] {
  const { disk, gpu } = parsed;
  return [
    ...(name === written ? [] : [`the canonical form is ${written}`]),
    ...(disk !== null && disk.count > 1 && disk.sizeGB === null
      ? ['a number of disks without a size was dropped from the text of v3']
      : []),
    ...(gpu !== null && gpu.perf !== null && gpu.computeUnits === null
      ? ['a GPU frequency mark without compute units is outside the grammar']
      : []),
  ];
}
