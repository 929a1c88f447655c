// SPDX-License-Identifier: Apache-2.0
// Which of the two documents at a version URL the client prefers: JSON, or JSON-home if it ranks higher (RFC 9110
// §12.5.1).

/** Far above what a client says, and not what a stranger may make us parse. */
const LONGEST = 1_024;

interface Range {
  readonly type: string;
  readonly q: number;
}

export function wantsJsonHome(accept: string | undefined): boolean {
  const ranges = (accept ?? '').slice(0, LONGEST).split(',').map(parseRange);
  const rank = (...names: string[]): number =>
    names.map((name) => ranges.find(({ type }) => type === name)?.q).find((q) => q !== undefined) ?? 0;
  const home = rank('application/json-home', 'application/*', '*/*');
  return home > 0 && home > rank('application/json', 'application/*', '*/*');
}

function parseRange(range: string): Range {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
  return { type, q: Number.isFinite(q) ? q : 0 };
}
