// SPDX-License-Identifier: Apache-2.0
// A release, as far as it can be judged by reading: the statement about vulnerabilities, and the workflow that signs.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: documents of others' forms, read as the test needs them
type Loose = any;
it('the statement about vulnerabilities is OpenVEX, and its products are ours', () => {
  const vex: Loose = JSON.parse(read('supply-chain/vex.openvex.json'));
  expect(vex['@context']).toBe('https://openvex.dev/ns/v0.2.0');
  for (const field of ['@id', 'author', 'timestamp']) expect(typeof vex[field]).toBe('string');
  expect(vex.version).toBeGreaterThanOrEqual(1);
  const known = ['not_affected', 'affected', 'fixed', 'under_investigation'];
  const why = [
    'component_not_present',
    'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist',
  ];
  for (const { vulnerability, products, status, justification, action_statement } of vex.statements) {
    expect(vulnerability.name).toMatch(/^(?:GHSA|CVE)-/);
    expect(known).toContain(status);
    if (status === 'not_affected') expect(why).toContain(justification);
    if (status === 'affected') expect(typeof action_statement).toBe('string');
    for (const { '@id': id } of products) expect(id).toMatch(/^pkg:(?:npm|oci)\/scs-gateway@/);
  }
  // What is let be here is told to others.
  const told = new Set(vex.statements.map((one: Loose) => one.vulnerability.name));
  const { advisories } = parse(read('supply-chain/policy.yaml'));
  expect(advisories.filter(({ id }: Loose) => !told.has(id))).toEqual([]);
});

it('every action of every workflow is one commit, with its version beside it, and no workflow may do what it need not', () => {
  const files = globSync('.github/workflows/*.{yaml,yml}', { cwd: root });
  expect(files).toContain('.github/workflows/release.yaml');
  for (const file of files) {
    const text = read(file);
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(
      uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/.test(line)),
      file,
    ).toEqual([]);
    const workflow: Loose = parse(text);
    expect(workflow.permissions, file).toBeDefined();
    for (const [name, job] of Object.entries<Loose>(workflow.jobs)) {
      expect(job['timeout-minutes'], `${file} ${name}`).toBeGreaterThan(0);
      for (const { run = '', with: given = {}, uses: action = '' } of job.steps) {
        // What others may name (tags, branches, titles) never becomes a part of a program.
        expect(run, `${file} ${name}`).not.toContain('${{');
        if (action.startsWith('actions/checkout@')) expect(given['persist-credentials'], file).toBe(false);
      }
    }
  }
});

it('a release is checked before it is signed, and whoever builds cannot sign', () => {
  const { permissions, jobs }: Loose = parse(read('.github/workflows/release.yaml'));
  expect(permissions).toEqual({});
  expect(jobs.build.permissions).toEqual({ contents: 'read' });
  expect(jobs.publish.needs).toBe('build');
  const scripts = JSON.parse(read('package.json')).scripts;
  const runs = jobs.build.steps.map(({ run = '' }) => run).join('\n');
  for (const [, name] of runs.matchAll(/npm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name);
  for (const wanted of ['npm run check', 'supply-chain -- --advisories required', 'release-files'])
    expect(runs).toContain(wanted);
  const all = JSON.stringify(jobs.publish.steps);
  for (const wanted of ['cosign sign --yes', 'cosign sign-blob', 'attest-build-provenance@', 'attest-sbom@'])
    expect(all).toContain(wanted);
});

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md and https://www.bestpractices.dev/en/criteria/0 */
const CRITERIA =
  `Binary-Artifacts Branch-Protection CI-Tests CII-Best-Practices Code-Review Contributors Dangerous-Workflow
Dependency-Update-Tool Fuzzing License Maintained Packaging Pinned-Dependencies SAST SBOM Security-Policy Signed-Releases
Token-Permissions Vulnerabilities Webhooks
description_good interact contribution contribution_requirements floss_license floss_license_osi license_location
documentation_basics documentation_interface sites_https discussion english maintained
repo_public repo_track repo_interim repo_distributed version_unique version_semver version_tags release_notes release_notes_vulns
report_process report_tracker report_responses enhancement_responses report_archive vulnerability_report_process
vulnerability_report_private vulnerability_report_response
build build_common_tools build_floss_tools test test_invocation test_most test_continuous_integration test_policy tests_are_added
tests_documented_added warnings warnings_fixed warnings_strict
know_secure_design know_common_errors crypto_published crypto_call crypto_floss crypto_keylength crypto_working crypto_weaknesses
crypto_pfs crypto_password_storage crypto_random delivery_mitm delivery_unsigned vulnerabilities_fixed_60_days
vulnerabilities_critical_fixed no_leaked_credentials
static_analysis static_analysis_common_vulnerabilities static_analysis_fixed static_analysis_often dynamic_analysis
dynamic_analysis_unsafe dynamic_analysis_enable_assertions dynamic_analysis_fixed`.split(/\s+/);

it('each criterion of OpenSSF is answered once', () => {
  const rows = read('docs/supply-chain.md').matchAll(/^\| ([\w-]+(?:, [\w-]+)*) \| (?:Scorecard|Best Practices)/gm);
  const answered = [...rows].flatMap(([, names = '']) => names.split(', '));
  expect(answered.toSorted()).toEqual(CRITERIA.toSorted());
});
