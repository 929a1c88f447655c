// SPDX-License-Identifier: Apache-2.0
// Kubernetes' own e2e tests of api-machinery, of the version of the lab's cluster: the project's e2e.test, built inside a copy
// of its module and without the other groups of tests, which take an hour more to compile and need nodes.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import { KUBERNETES } from '../kubernetes/build.ts';
import type { ClusterSide, ClusterSuite, Verdicts } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';
import { junitVerdicts } from './verdicts.ts';

const LAB_SUMS = join(import.meta.dirname, '..', 'kubernetes', 'go.sum');
/** Those whose specs cannot pass here, and why. */
const SKIPPED: readonly (readonly [pattern: string, why: string])[] = [
  [
    'AdmissionWebhook|CustomResourceConversionWebhook|CustomResourceFieldSelectors|Aggregator|CBOR|Aggregated APIServer',
    'a server out of an image, which the lab does not pull',
  ],
  ['OffByDefault|StorageVersionAPI', 'feature gates that are off'],
  ['Provider:|Disruptive', 'SSH to a control plane of a provider'],
  ['CustomResourcePublishOpenAPI .* kubectl explain works', 'is marked as flaky'],
  ['compacted away', 'waits for ten minutes'],
  ['100 namespaces', 'its limit of 150 s tells how fast the machine is'],
  [`drowned out`, 'measures the shares of a saturated apiserver'],
];
/** The groups of tests that stay out of the binary. */
const OTHERS = /_ "k8s\.io\/kubernetes\/test\/e2e\/(?!apimachinery|common|feature|invariants|framework)[\w/]+"\n/g;
const PROVIDERS = /_ "k8s\.io\/kubernetes\/test\/e2e\/framework\/providers\/(?!kubemark)\w+"\n/g;

async function binaries(tools: Tools): Promise<string> {
  return tools.once(`kubernetes-e2e-${KUBERNETES}`, async (folder) => {
    const source = join(folder, 'source');
    await tools.must('cp', ['-r', '--no-preserve=mode', await tools.goModule('k8s.io/kubernetes', KUBERNETES), source]);
    const env = {
      ...machineEnv(),
      GOFLAGS: '-buildvcs=false -mod=mod',
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
      CGO_ENABLED: '0',
    };
    const go = (...args: string[]): Promise<string> =>
      tools.must('nice', ['-n', '10', 'go', ...args], { cwd: source, env, seconds: 7200 });
    // The repository holds these modules as folders; a module's archive has them published on their own.
    const staging = readFileSync(join(source, 'go.mod'), 'utf8').matchAll(/^\s+(k8s\.io\/\S+) => \.\/staging\//gm);
    const published = KUBERNETES.replace('v1.', 'v0.');
    await go('mod', 'edit', ...[...staging].map(([, name]) => `-replace=${name}=${name}@${published}`));
    appendFileSync(join(source, 'go.sum'), readFileSync(LAB_SUMS));
    for (const [file, pattern] of [
      ['e2e_test.go', OTHERS],
      ['providers.go', PROVIDERS],
    ] as const) {
      const path = join(source, 'test', 'e2e', file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(pattern, '\n'));
    }
    const version = `-s -w -X k8s.io/component-base/version.gitVersion=${KUBERNETES}`;
    await go('test', '-c', '-trimpath', '-ldflags', version, '-o', join(folder, 'e2e.test'), './test/e2e');
    await go('build', '-trimpath', '-o', join(folder, 'ginkgo'), 'github.com/onsi/ginkgo/v2/ginkgo');
    rmSync(source, { recursive: true });
  });
}

async function run(side: ClusterSide, tools: Tools): Promise<Verdicts> {
  const folder = await binaries(tools);
  const ginkgo = [
    // The specs wait more than they work.
    '--procs=4',
    '--no-color',
    '--timeout=2h',
    '--focus=\\[sig-api-machinery\\]',
    `--skip=${SKIPPED.map(([pattern]) => pattern).join('|')}`,
    join(folder, 'e2e.test'),
  ];
  const e2e = [
    `--kubeconfig=${await side.kubeconfig()}`,
    `--kubectl-path=${side.kubectl}`,
    '--provider=skeleton',
    `--report-dir=${side.folder}`,
    '--dump-logs-on-failure=false',
  ];
  const { stdout, stderr } = await tools.run(join(folder, 'ginkgo'), [...ginkgo, '--', ...e2e], {
    env: cleanEnv(side.folder),
    cwd: side.folder,
    seconds: 7300,
    log: join(side.folder, 'log'),
  });
  let report: string;
  try {
    report = readFileSync(join(side.folder, 'junit_01.xml'), 'utf8');
  } catch {
    throw new Error(`there is no report: ${`${stdout}${stderr}`.slice(-3000)}`);
  }
  const specs = [...junitVerdicts(report, () => '')].map(([test, verdict]) => [test.slice(1), verdict] as const);
  return new Map(
    specs
      .filter(([test]) => test.startsWith('[It] [sig-api-machinery]'))
      .filter(([test]) => !SKIPPED.some(([pattern]) => new RegExp(pattern).test(test)))
      .map(([test, verdict]) => [test.replace('[It] [sig-api-machinery] ', ''), verdict]),
  );
}

export const KUBERNETES_E2E: readonly ClusterSuite[] = (['hub-oidc', 'impersonate'] as const).map((strategy) => ({
  name: `kubernetes-e2e${strategy === 'impersonate' ? '-impersonate' : ''}`,
  what: `e2e tests of api-machinery of Kubernetes ${KUBERNETES}, through the gateway by ${strategy}`,
  at: 'cluster',
  operator: true,
  strategy,
  long: true,
  skips: SKIPPED.map(([pattern, why]) => `${pattern}: ${why}`).join('; '),
  prepare: async (tools) => {
    await binaries(tools);
    return undefined;
  },
  run,
}));
