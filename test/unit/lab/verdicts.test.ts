// SPDX-License-Identifier: Apache-2.0
// What the lab reads of foreign test runners decides what it says of the gateway: nothing may get lost or look equal.
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../lab/suites/suite.ts';
import { compare, goVerdicts, junitVerdicts, plain } from '../../lab/suites/verdicts.ts';

const of = (verdicts: ReadonlyMap<string, Verdict>): Record<string, string> =>
  Object.fromEntries([...verdicts].map(([test, { verdict }]) => [test, verdict]));

describe('verdicts of go test', () => {
  it('counts a Go test by its last line and leaves subtests to their parents', () => {
    const output = [
      '=== RUN   TestOne',
      '=== RUN   TestOne/part',
      '    --- FAIL: TestOne/part (0.00s)',
      '--- FAIL: TestOne (0.10s)',
      '=== RUN   TestTwo',
      '    a_test.go:1: words',
      '--- PASS: TestTwo (0.10s)',
      '--- SKIP: TestThree (0.00s)',
      'FAIL',
    ].join('\n');
    expect(of(goVerdicts(output, 'x/'))).toEqual({ 'x/TestOne': 'fail', 'x/TestTwo': 'pass', 'x/TestThree': 'skip' });
    expect(goVerdicts(output).get('TestTwo')?.detail).toContain('words');
  });

  it('a panic of a Go test is a verdict of its own', () => {
    expect(of(goVerdicts('=== RUN   TestOne\npanic: test timed out after 1s\n'))).toEqual({ '(the whole)': 'panic' });
  });
});

describe('verdicts of JUnit files', () => {
  it('a JUnit test that fails twice, or fails and is skipped, is one that failed', () => {
    const xml = `<testsuite><testcase classname="a.B" name="one" time="1"/>
      <testcase time="1" classname="a.B" name="two"><failure message="&lt;x&gt;">why &amp; how</failure></testcase>
      <testcase classname="a.B" name="two"><error>later</error></testcase>
      <testcase classname="a.B" name="three"><skipped type="pytest.skip" message="no"/></testcase></testsuite>`;
    expect(of(junitVerdicts(xml))).toEqual({ 'a.B.one': 'pass', 'a.B.two': 'fail', 'a.B.three': 'skip' });
    expect(junitVerdicts(xml).get('a.B.two')?.detail).toContain('why & how');
  });
});

describe('what is compared', () => {
  const map = (...entries: [string, Verdict][]) => new Map(entries);

  it('an equal exit code with other output is no equal verdict', () => {
    const [row] = compare(map(['a', { verdict: 'exit 0', text: 'x' }]), map(['a', { verdict: 'exit 0', text: 'y' }]));
    expect(row).toMatchObject({ direct: 'exit 0', gateway: 'exit 0, other output', equal: false });
  });

  it('a test that one side did not come to is no equal verdict', () => {
    const rows = compare(map(['a', { verdict: 'pass' }]), map(['b', { verdict: 'pass' }]));
    expect(rows.map(({ direct, gateway, equal }) => [direct, gateway, equal])).toEqual([
      ['pass', 'absent', false],
      ['absent', 'pass', false],
    ]);
  });

  it('ids, times and endpoints do not count as output, words and numbers do', () => {
    const direct = 'http://127.0.0.2:8888/v1/AUTH_0123456789abcdef0123456789abcdef/c at 2026-11-26T05:10:43Z size 7';
    const gateway =
      'https://127.0.0.1:18443/clouds/cloud-a/object-store/v1/AUTH_fedcba9876543210fedcba9876543210/c at 2026-11-26T05:11:00Z size 7';
    expect(plain(gateway)).toBe(plain(direct));
    expect(plain(gateway.replace('size 7', 'size 8'))).not.toBe(plain(direct));
    expect(plain(gateway.replace('/c at', '/d at'))).not.toBe(plain(direct));
  });

  it.each([
    ['a new private key', '-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----', 'MII', 'MIIx\ny'],
    ['the address of a port', 'mac fa:16:3e:d0:67:ad', 'd0:67:ad', '66:e9:fe'],
    ['the region, which is called as its cloud', '"region_name": "RegionA"', 'RegionA', 'cloud-a'],
    ['a server’s first password', '│ adminPass ┆ 5WBsXmDvk35A │', '5WBsXmDvk35A', 'nhWoXxs3Y3wm'],
    ['how often a row was written', '"revision_number":2', '2', '1'],
    ['a hash of host and project', `hostId ${'a1'.repeat(28)}`, 'a1', 'b2'],
    ['a token', '"id": "gAAAAABrCEOlT-qRSjw_K==",', 'gAAAAABrCEOlT-qRSjw_K==', 'eyJhbGci.eyJ1c3Ii.c2ln-_'],
    ['when a token ends', '2026-11-26T15:35:17+0000', 'T15:35:17', 'T18:35:45'],
    ['the width of a table', '│ a │\n├────┼───┤', '────', '──────'],
  ])('%s does not count as output', (_what, direct, from, to) => {
    expect(plain(direct.replace(from, to))).toBe(plain(direct));
    expect(plain(`${direct} 1`)).not.toBe(plain(`${direct} 2`));
  });
});
