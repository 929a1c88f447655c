// SPDX-License-Identifier: Apache-2.0
// Which of the two documents at a version URL the client prefers: JSON, or JSON-home if it ranks higher (RFC 9110
// §12.5.1).
import { weighed } from '../../../http/weighed.ts';

export function wantsJsonHome(accept: string | undefined): boolean {
  const ranges = weighed(accept);
  const rank = (...names: string[]): number =>
    names.map((name) => ranges.find(({ value }) => value === name)?.weight).find((weight) => weight !== undefined) ?? 0;
  const home = rank('application/json-home', 'application/*', '*/*');
  return home > 0 && home > rank('application/json', 'application/*', '*/*');
}
