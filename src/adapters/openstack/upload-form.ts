// SPDX-License-Identifier: Apache-2.0
// The beginning of an upload form (multipart/form-data, RFC 7578): the fields before the first file, and where the value of
// its signature stands. Swift reads the fields in the order of the body, so nothing behind the first file counts for it.

export interface UploadForm {
  /** Names in lower case, as Swift has them. */
  readonly fields: ReadonlyMap<string, string>;
  /** In characters (latin1: bytes) of the beginning. */
  readonly signatureAt: number;
}

const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const NAME = /^content-disposition:\s*form-data\b[^\r\n]*?;\s*name="([^"]*)"/im;
const FILE = /^content-disposition:\s*form-data\b[^\r\n]*?;\s*filename\*?=/im;

export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  return quoted ?? plain;
}

/** 'more': the beginning ends before the first file does begin. Undefined: there is no signature before it. */
export function readForm(beginning: string, boundary: string): UploadForm | 'more' | undefined {
  const fields = new Map<string, string>();
  const mark = `--${boundary}`;
  let signatureAt = -1;
  for (let at = beginning.indexOf(mark); ; ) {
    if (at === -1) return 'more';
    const head = at + mark.length;
    if (beginning.startsWith('--', head)) return undefined;
    const body = beginning.indexOf('\r\n\r\n', head);
    if (body === -1) return 'more';
    const headers = beginning.slice(head, body);
    if (FILE.test(headers)) return signatureAt === -1 ? undefined : { fields, signatureAt };
    const next = beginning.indexOf(`\r\n${mark}`, body + 2);
    if (next === -1) return 'more';
    const name = NAME.exec(headers)?.[1]?.toLowerCase();
    // A field that comes again counts as Swift counts it: the last one does.
    if (name !== undefined) fields.set(name, trimmed(beginning, body + 4, next));
    if (name === 'signature') signatureAt = body + 4;
    at = next + 2;
  }
}

/** Without line ends and dashes behind it, as Swift takes them off. By hand: a regular expression would begin at each dash. */
function trimmed(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && '\r\n-'.includes(text.charAt(end - 1))) end--;
  return text.slice(from, end);
}
