// SPDX-License-Identifier: Apache-2.0
// The grants of the token endpoint. A new one is a file in this folder and a line here.
import type { Grant } from '../grant.ts';
import { clientCredentials } from './client-credentials.ts';
import { tokenExchange } from './token-exchange.ts';

export const GRANTS: readonly Grant[] = [tokenExchange, clientCredentials];
