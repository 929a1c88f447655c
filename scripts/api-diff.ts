// SPDX-License-Identifier: Apache-2.0
// The SCS API's document against the last released one (docs/openapi-released.json, put there by a release): nothing that
// clients rely on may go, and the version must say what has come. The rules stand in docs/scs-api-versions.md.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { redocly } from './redocly.ts';

export interface Comparison {
  readonly holds: boolean;
  /** Every change, with the version that it asks for. */
  readonly report: string;
}

export function compareApi(released: string, current: string): Comparison {
  const { status, stdout, stderr } = redocly(['diff', released, current, '--fail-on', 'major', '--check-version'], '.');
  return { holds: status === 0, report: `${stdout}${stderr}`.trim() };
}

if (import.meta.main) {
  const docs = join(import.meta.dirname, '../docs');
  const released = join(docs, 'openapi-released.json');
  if (!existsSync(released))
    console.log('no version of the API has been released yet: there is nothing to compare with');
  else {
    const { holds, report } = compareApi(released, join(docs, 'openapi.json'));
    console.log(report);
    if (!holds) process.exitCode = 1;
  }
}
