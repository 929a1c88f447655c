// SPDX-License-Identifier: Apache-2.0
// The ledger finds what is missing and what is too much: a ring that cannot see a loss shows nothing.
import { describe, expect, it } from 'vitest';
import { createLedger, misses } from '../../chaos/ledger.ts';

describe('the ledger of faults under load', () => {
  const ledger = createLedger();
  ledger.wanted('kept', 'cloud-a', false);
  ledger.made('kept');
  ledger.wanted('unanswered', 'cloud-a', false);
  ledger.wanted('keyed', 'cloud-b', true);
  // Sent again with the same key.
  ledger.wanted('keyed', 'cloud-b', true);
  ledger.made('keyed');
  const at = (cloud: string, ...names: string[]) => names.map((name) => ({ cloud, name, description: '' }));

  it.each([
    ['nothing where all is there once', [...at('cloud-a', 'kept'), ...at('cloud-b', 'keyed')], [], []],
    [
      'nothing where what nobody acknowledged is there',
      [...at('cloud-a', 'kept', 'unanswered'), ...at('cloud-b', 'keyed')],
      [],
      [],
    ],
    ['what is lost', at('cloud-a', 'kept'), ['cloud-b/keyed'], []],
    ['what is at another cloud than it was said', at('cloud-a', 'kept', 'keyed'), ['cloud-b/keyed'], []],
    [
      'what is there twice, acknowledged or not',
      [...at('cloud-a', 'kept', 'unanswered', 'unanswered'), ...at('cloud-b', 'keyed', 'keyed')],
      [],
      ['cloud-a/unanswered', 'cloud-b/keyed, by one key'],
    ],
  ])('finds %s', (_what, there, lost, twice) => {
    expect(misses(ledger, there)).toEqual({ lost, twice, back: [], overwritten: [] });
  });

  it.each([
    ['as often as acknowledged', '2', []],
    ['once more, of which nobody knows', '3', []],
    ['less often: an update was lost', '1', ['cloud-a/counted: 1 of 2 to 3']],
    ['more often than asked for', '4', ['cloud-a/counted: 4 of 2 to 3']],
  ])('finds a counter that was raised %s', (_how, description, overwritten) => {
    const used = createLedger();
    used.wanted('counted', 'cloud-a', true);
    used.made('counted');
    used.raised('counted');
    used.raised('counted');
    used.mayBeRaised('counted');
    expect(misses(used, [{ cloud: 'cloud-a', name: 'counted', description }])).toMatchObject({ overwritten, lost: [] });
  });

  it('does not miss what may have been removed, and finds what is there though it was', () => {
    const used = createLedger();
    for (const name of ['asked', 'done']) {
      used.wanted(name, 'cloud-a', true);
      used.made(name);
      used.mayBeRemoved(name);
    }
    used.removed('done');
    expect(misses(used, [])).toMatchObject({ lost: [], back: [] });
    expect(misses(used, at('cloud-a', 'asked', 'done'))).toMatchObject({ lost: [], back: ['cloud-a/done'] });
  });

  it('forgets what has been looked at', () => {
    const used = createLedger();
    used.wanted('kept', 'cloud-a', false);
    used.crossed('alice saw bob’s');
    used.settle();
    expect([used.objects.size, used.wrong]).toEqual([0, []]);
  });

  it('keeps what is still owed, and finds it lost once it has been acknowledged', () => {
    const used = createLedger();
    for (const name of ['looked at', 'owed']) used.wanted(name, 'cloud-a', true);
    used.settle(['owed']);
    expect([...used.objects.keys()]).toEqual(['owed']);
    used.made('owed');
    expect(misses(used, [])).toMatchObject({ lost: ['cloud-a/owed'], twice: [] });
  });
});
