// SPDX-License-Identifier: Apache-2.0
// The lens on a body that comes in chunks: the same translation as of the whole text, wherever the chunks are cut.
import type { Scanner } from './lens-scanner.ts';

export interface LensStream {
  /** Returns what can be sent already; may be empty. */
  push(chunk: Buffer): Buffer;
  end(): Buffer;
}

/**
 * A pass decides about an anchor only when all text that matters for it has arrived, and keeps the text that a later
 * anchor may look back at. The memory held is the longest pattern, however long the body is.
 */
function createPass(scanner: Scanner): (text: string, last: boolean) => string {
  const begun = scanner.begin?.() ?? scanner;
  let held = '';
  let copied = 0;
  let from = 0;
  return (chunk, last) => {
    const text = held + chunk;
    const until = last ? text.length : text.length - scanner.ahead;
    if (until <= from && !last) {
      held = text;
      return '';
    }
    const scan = begun.scan(text, copied, from, until);
    const kept = last ? text.length : Math.max(0, scan.from - scanner.behind);
    const upTo = Math.max(scan.copied, kept);
    held = text.slice(kept);
    copied = upTo - kept;
    from = scan.from - kept;
    return scan.out + text.slice(scan.copied, upTo);
  };
}

export function createLensStream(scanners: readonly Scanner[]): LensStream {
  const passes = scanners.map(createPass);
  const run = (text: string, last: boolean): Buffer =>
    Buffer.from(
      passes.reduce((part, pass) => pass(part, last), text),
      'latin1',
    );
  return {
    push: (chunk) => run(chunk.toString('latin1'), false),
    end: () => run('', true),
  };
}
