// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explanationOf, type Finding } from '../../lab/schemathesis/findings.ts';
import { scsSuite } from '../../lab/standards/suite.ts';

describe('the SCS compliance suite', () => {
  it('is said to be missing in one line, with what to do', () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-suite-'));
    const found = scsSuite({ SCS_SUITE: empty });
    const { missing } = found as { missing: string };
    expect(missing).toContain(empty);
    expect(missing).toMatch(/SovereignCloudStack\/standards.*SCS_SUITE/);
    expect(missing).not.toContain('\n');
  });
});

describe('a finding of Schemathesis', () => {
  const finding: Finding = {
    check: 'positive_data_acceptance',
    operation: 'GET /scs/v1/flavors',
    status: 400,
    title: '',
    message: '',
    detail: 'There is no such cloud or region. region no cloud has a region "x"',
    request: '',
  };

  it('is explained where its check, status and words are', () => {
    expect(explanationOf(finding)).toMatch(/configuration/);
  });

  it.each<[string, Partial<Finding>]>([
    ['another check', { check: 'status_code_conformance' }],
    ['another status', { status: 422 }],
    ['other words', { detail: 'The request does not match the API: vcpus must be an integer' }],
    ['a failure of the gateway', { check: 'not_a_server_error', status: 500, detail: 'Whether the member cloud' }],
  ])('is not explained by %s', (_what, changes) => {
    expect(explanationOf({ ...finding, ...changes })).toBeUndefined();
  });
});
