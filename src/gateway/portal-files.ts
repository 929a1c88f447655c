// SPDX-License-Identifier: Apache-2.0
// What browsers load beside the portal's pages: one style, one script, an icon, the operator's logo. Read once, named after
// their content, so that browsers may keep each for ever.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** As deep in the source as in the built folder. */
const FOLDER = join(import.meta.dirname, '../../portal');

interface PortalFile {
  /** With a hash of its content: `portal.1a2b3c4d.css`. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** By content coding; absent where nothing is saved. */
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

export interface Colours {
  /** Of links and buttons on the light and on the dark ground, as `#0b57a4`. */
  readonly accent?: string | undefined;
  readonly accentDark?: string | undefined;
}

export interface PortalFiles {
  readonly style: PortalFile;
  readonly script: PortalFile;
  readonly icon: PortalFile;
  readonly logo?: PortalFile;
  readonly all: ReadonlyMap<string, PortalFile>;
}

/** The operator's own picture. `data`: in base64. */
export interface Logo {
  readonly type: 'image/svg+xml' | 'image/png';
  readonly data: string;
}

export function readPortalFiles(colours: Colours = {}, logo?: Logo): PortalFiles {
  const own = (name: string): Buffer => readFileSync(join(FOLDER, name));
  const style = file('portal.css', 'text/css; charset=utf-8', Buffer.concat([own('portal.css'), coloursOf(colours)]));
  const script = file('portal.js', 'text/javascript; charset=utf-8', own('portal.js'));
  const icon = file('icon.svg', 'image/svg+xml', own('icon.svg'));
  const theirs =
    logo && file(logo.type === 'image/png' ? 'logo.png' : 'logo.svg', logo.type, Buffer.from(logo.data, 'base64'));
  const all = [style, script, icon, ...(theirs === undefined ? [] : [theirs])];
  return {
    ...{ style, script, icon },
    ...(theirs && { logo: theirs }),
    all: new Map(all.map((one) => [one.name, one])),
  };
}

function file(name: string, type: string, bytes: Buffer): PortalFile {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const dot = name.lastIndexOf('.');
  const [br, gzip] = [brotliCompressSync(bytes), gzipSync(bytes, { level: 9 })];
  return {
    name: `${name.slice(0, dot)}.${hash}${name.slice(dot)}`,
    type,
    bytes,
    ...(br.length < bytes.length && { br }),
    ...(gzip.length < bytes.length && { gzip }),
  };
}

/** The configuration has checked that they are colours. */
function coloursOf({ accent, accentDark }: Colours): Buffer {
  const own = [
    ...(accent === undefined ? [] : [`--accent-light:${accent}`]),
    ...(accentDark === undefined ? [] : [`--accent-dark:${accentDark}`]),
  ];
  return Buffer.from(own.length === 0 ? '' : `:root{${own.join(';')}}\n`);
}
