// SPDX-License-Identifier: Apache-2.0
// Computing and images, as two real clouds answered and as the API reference shows it.
import type { AdapterFixture } from './index.ts';

export const COMPUTE: readonly AdapterFixture[] = [];
