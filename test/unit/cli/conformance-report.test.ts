// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { conformanceParts } from '../../../src/cli/conformance-report.ts';

const check = (id: string, result: string, versions: string[] = ['v5.1']) => ({
  ...{ id, standard: 'scs-0100-v3', title: 'Flavors', level: 'mandatory' },
  ...{ versions, result, detail: `why ${id}` },
});
const answer = (...checks: object[]) => ({
  cloud: 'cloud-a',
  regions: [{ region: 'cloud-a', summary: [], checks }],
  clusters: [],
});
const verdicts = (parts: ReturnType<typeof conformanceParts>) =>
  parts[0]?.steps.map(({ step, verdict }) => `${step} ${verdict}`);

describe('what a gateway says of a cloud and the standards', () => {
  it('fails by checks that count, advises by those that do not, and leaves undecided what is unknown', () => {
    const told = answer(
      check('a', 'pass'),
      check('b', 'fail', ['next']),
      check('c', 'fail', []),
      check('d', 'unknown'),
    );
    const parts = conformanceParts('cloud-a', told, { next: false });
    expect(parts).toMatchObject([{ name: 'cloud-a', kind: 'SCS-compatible IaaS', ok: true }]);
    expect(verdicts(parts)).toEqual(['a ok', 'b advice', 'c advice', 'd not tried']);
    expect(conformanceParts('cloud-a', told, { next: true })[0]?.ok).toBe(false);
    expect(conformanceParts('cloud-a', answer(check('a', 'fail')), { next: false })[0]?.ok).toBe(false);
  });

  it('is no success where nothing could be seen', () => {
    const parts = conformanceParts('cloud-a', answer(check('a', 'unknown'), check('b', 'unknown')), { next: false });
    expect(parts[0]).toMatchObject({ ok: false });
    expect(parts[0]?.steps[0]).toMatchObject({
      step: 'report',
      verdict: 'failed',
      reason: 'nothing could be read: why a',
    });
  });

  it.each([null, 'x', [], {}, { regions: 'x' }, { regions: [] }, { regions: [null], clusters: [7] }])(
    'is told as no report where it is %j',
    (told) => {
      expect(conformanceParts('cloud-a', told, { next: false })).toMatchObject([{ name: 'cloud-a', ok: false }]);
    },
  );
});
