// SPDX-License-Identifier: Apache-2.0
// What a client says that it takes, with weights: `Accept`, `Accept-Encoding`, `Accept-Language` (RFC 9110 §12.4.2). Pure.

export interface Weighed {
  /** In lower case, without its parameters. */
  readonly value: string;
  /** From 0, which is a refusal, to 1. */
  readonly weight: number;
}

/** Far above what a client says, and not what a stranger may make us parse. */
const LONGEST = 1_024;

/** In the order of the header. */
export const weighed = (header: string | undefined): Weighed[] =>
  (header ?? '').slice(0, LONGEST).toLowerCase().split(',').map(parse);

function parse(part: string): Weighed {
  const [value = '', ...parameters] = part.split(';').map((one) => one.trim());
  const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1');
  // What nobody can read is no wish.
  return { value, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
