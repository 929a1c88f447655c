// SPDX-License-Identifier: Apache-2.0
// Whether a form was sent from a page of the portal. Browsers of today say themselves where a request comes from, in a header
// that no page can write (Fetch Metadata §2.4); for those that do not, the form carries a token of the session. It is sealed
// anew in each page, so that its compressed length tells nothing of it (BREACH).
import type { FastifyRequest } from 'fastify';
import type { Seal } from '../../../model/seal.ts';

/** The name of the hidden field. */
export const FIELD = 'csrf';
const CONTEXT = 'portal-form';

/** `login`: the audit id of the session. */
export const formToken = (seal: Seal, login: string): string => seal.close(login, CONTEXT);

export function isOwnForm(
  { headers }: Pick<FastifyRequest, 'headers'>,
  form: URLSearchParams,
  { publicUrl, seal, login }: { readonly publicUrl: string; readonly seal: Seal; readonly login: string | undefined },
): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin !== new URL(publicUrl).origin) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const [token, ...more] = form.getAll(FIELD);
  return token !== undefined && more.length === 0 && login !== undefined && seal.open(token, CONTEXT) === login;
}
