// SPDX-License-Identifier: Apache-2.0
// The rows beside those that run.ts has always had, in the order of the run.
import { audit } from './audit.ts';
import { growth } from './growth.ts';
import { memberTls } from './member-tls.ts';
import { newConnections } from './new-connections.ts';
import { peers } from './peers.ts';
import type { Row } from './row.ts';
import { tls } from './tls.ts';
import { traces } from './traces.ts';

export const ROWS: readonly Row[] = [peers, tls, memberTls, newConnections, audit, growth, traces];
