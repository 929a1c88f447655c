// SPDX-License-Identifier: Apache-2.0
// What an operation may fail with, for the document: a response for each status, which names the rows of the error table
// behind it. Most operations fail alike, so that each such response stands once, among the components.
import { type ErrorCode, GatewayError } from '../../../../model/errors.ts';
import { headerReferences, OF_FAILURES, TRACE } from '../headers.ts';
import type { ScsRoute } from '../route.ts';

/** What any request may be answered with. */
const ALWAYS: readonly ErrorCode[] = ['badRequest', 'rateLimited', 'internal', 'overloaded'];
const WITH_TOKEN: readonly ErrorCode[] = ['unauthorized', 'issuerUnavailable'];
/** Where a member is asked. */
const FROM_MEMBERS: readonly ErrorCode[] = [
  'forbidden',
  'memberGarbage',
  'memberUnreachable',
  'memberBusy',
  'memberRefused',
  'memberTimeout',
];
const WITH_BODY: readonly ErrorCode[] = ['tooLarge', 'unsupportedMedia'];

const failuresOf = (route: ScsRoute): Map<number, ErrorCode[]> =>
  Map.groupBy(
    new Set<ErrorCode>([
      ...ALWAYS,
      ...(route.open ? [] : [...WITH_TOKEN, ...FROM_MEMBERS]),
      ...(route.body === undefined ? [] : WITH_BODY),
      ...(route.errors ?? []),
    ]),
    (code) => new GatewayError(code).status,
  );

const upper = (code: string): string => code.replace(/^[a-z]/, (letter) => letter.toUpperCase());

export interface Failures {
  /** By status: a reference. */
  readonly of: (route: ScsRoute) => Record<string, { readonly $ref: string }>;
  readonly components: Readonly<Record<string, object>>;
}

export function createFailures(routes: readonly ScsRoute[]): Failures {
  const names = new Map<string, string>();
  const components: Record<string, object> = {};
  const nameOf = (status: number, codes: readonly ErrorCode[]): string => {
    const key = codes.join();
    const known = names.get(key);
    if (known !== undefined) return known;
    // The first is what all of this status have in common, the last is what tells them apart.
    const ends = [...new Set([codes[0], codes.at(-1)])].map((code) => upper(code ?? '')).join('Or');
    const name = ends in components ? codes.map(upper).join('Or') : ends;
    names.set(key, name);
    components[name] = {
      description: codes.map((code) => `\`${code}\`: ${new GatewayError(code).message}`).join('\n\n'),
      headers: headerReferences([...(OF_FAILURES[status] ?? []), ...TRACE]),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
    return name;
  };
  const all = new Map(
    routes.map((route) => [
      route,
      Object.fromEntries(
        [...failuresOf(route)].map(([status, codes]) => [
          String(status),
          { $ref: `#/components/responses/${nameOf(status, codes)}` },
        ]),
      ),
    ]),
  );
  return { of: (route) => all.get(route) ?? {}, components };
}
