// SPDX-License-Identifier: Apache-2.0
// The version of the gateway. package.json is the one place that says it.
import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
