// SPDX-License-Identifier: Apache-2.0
// Whether a member's clock and this machine's agree: what the gateway signs is good for two minutes.
import type { HttpAnswer } from '../model/http.ts';
import { type Ledger, StepFailure } from './ledger.ts';

/** Seconds. A Date header has no more figures than these, and an answer takes its time. */
const TOLERATED = 30;

export async function lookAtClock(ledger: Ledger, headers: HttpAnswer['headers'], now: () => number): Promise<void> {
  const said = Date.parse(String(headers.date ?? ''));
  if (Number.isNaN(said)) {
    ledger.skip('clock', 'its answers have no Date');
    return;
  }
  await ledger.attempt('clock', async () => {
    const seconds = Math.round((said - now()) / 1000);
    if (Math.abs(seconds) > TOLERATED)
      throw new StepFailure(
        `the clocks differ by ${Math.abs(seconds)} s: the member's is ${seconds < 0 ? 'behind' : 'ahead'}`,
        'set the time of both by NTP: what the gateway signs is good for two minutes',
      );
    return { value: true, reason: `the clocks differ by less than ${TOLERATED} s` };
  });
}
