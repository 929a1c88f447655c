// SPDX-License-Identifier: Apache-2.0
// A call of the SCS API as a route gets it.
import type { RouteCall } from '../../../../../src/gateway/surfaces/scs/route.ts';
import type { ScsCall } from '../../../../../src/scs/call.ts';

export interface Given {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly method?: string;
}

/** `query`: as checked; the raw one is made from it. */
export const routeCall = (
  call: ScsCall,
  { query = {}, headers = {}, parameters = {}, body, method = 'GET' }: Given = {},
): RouteCall => ({
  ...call,
  parameters,
  query,
  body,
  request: {
    id: 'req-1',
    method,
    url: '/scs/v1/things',
    headers,
    query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
    log: { error() {} } as never,
  },
});
