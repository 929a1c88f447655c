// SPDX-License-Identifier: Apache-2.0
// Text as bytes: strings of one character for each byte (latin1), as Node and undici read header fields from the wire and
// write them to it. A name is UTF-8 there (Go's and Python's services take it as that), so it is converted, never cast:
// a cast turns `ö` into a byte that is no UTF-8, and the two characters of `Ã¶` into `ö`.

const ASCII = /^[\0-\x7f]*$/;
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 of a text, one character for each byte. */
export const toBytes = (text: string): string =>
  ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');

/** The text that these bytes are the UTF-8 of. Undefined where they are no UTF-8. */
export function fromBytes(bytes: string): string | undefined {
  if (ASCII.test(bytes)) return bytes;
  try {
    return STRICT.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** JSON of bytes; most is plain ASCII, which needs no second decoding. */
export const parseBytes = (bytes: string): unknown =>
  JSON.parse(ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8'));

/** The bytes of a value as JSON. What was written `\u0142` has no byte of its own, so it must be encoded as well. */
export const jsonBytes = (value: unknown): string => toBytes(JSON.stringify(value));
