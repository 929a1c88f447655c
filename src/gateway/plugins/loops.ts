// SPDX-License-Identifier: Apache-2.0
// Refuses what this gateway has sent itself, before anything else is done with it: on every path, the first time round.
import { refuseLoop } from '../../members/via.ts';
import type { Check } from '../check.ts';
import { nameService } from './limits.ts';

export const refuseLoops =
  ({ pseudonym }: { readonly pseudonym: string }): Check =>
  (request) => {
    // Several lines come as one, with commas. Hardly any request has one.
    const { via } = request.raw.headers;
    if (via === undefined) return;
    try {
      refuseLoop(via, pseudonym);
    } catch (error) {
      nameService(request, request.raw.url ?? '');
      throw error;
    }
  };
