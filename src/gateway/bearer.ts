// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from 'node:http';

/** RFC 6750 §2.1: the scheme is case-insensitive, the token is one b64token. */
export const bearerOf = ({ headers }: { readonly headers: IncomingHttpHeaders }): string | undefined =>
  /^bearer +([\w.~+/-]+=*) *$/i.exec(headers.authorization ?? '')?.[1];
