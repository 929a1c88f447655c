// SPDX-License-Identifier: Apache-2.0
// A tar archive of a few small files, in POSIX's ustar format (POSIX.1-2017, pax, "ustar Interchange Format"). The same files
// give the same bytes: no owner, no mode of this machine, one time for all.

export interface TarFile {
  /** ASCII, at most 100 characters, without a leading slash. */
  readonly name: string;
  readonly content: string | Buffer;
}

const BLOCK = 512;
const NAME = /^[\w.-]+(\/[\w.-]+)*$/;

/** `time`: epoch milliseconds. */
export function tarOf(files: readonly TarFile[], time: number): Buffer {
  const blocks = files.flatMap(({ name, content }) => {
    const body = Buffer.from(content);
    return [
      header(name, body.length, Math.floor(time / 1000)),
      body,
      Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK),
    ];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number, seconds: number): Buffer {
  if (name.length > 100 || !NAME.test(name) || name.split('/').includes('..'))
    throw new TypeError(`no name of a file: ${name}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void =>
    void block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(seconds, 136, 12);
  block.write('        0', 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
