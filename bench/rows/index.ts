// SPDX-License-Identifier: Apache-2.0
// The rows beside those that run.ts has always had, in the order of the run.
import { growth } from './growth.ts';
import { memberTls } from './member-tls.ts';
import { newConnections } from './new-connections.ts';
import { peers } from './peers.ts';
import type { Row } from './row.ts';
import { tls } from './tls.ts';

export const ROWS: readonly Row[] = [peers, tls, memberTls, newConnections, growth];
