// SPDX-License-Identifier: Apache-2.0
// The last look at a path before it goes to a member. Ids and names in it came from clients, each meant as one segment;
// services undo escapes before they look at a path, so an escaped slash would make two of one.

import { checkTarget } from '../http/target.ts';
import { GatewayError } from '../model/errors.ts';

export function checkNativePath(path: string): void {
  checkTarget(path, '/');
  if (/%2f/i.test(path)) throw new GatewayError('badTarget');
}
