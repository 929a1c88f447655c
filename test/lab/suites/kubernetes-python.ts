// SPDX-License-Identifier: Apache-2.0
// The Python clients of Kubernetes, all at once: each waits for the end of its token.
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import { recordsOf } from './command-lines.ts';
import type { ClusterSuite, Verdict } from './suite.ts';
import type { Tools } from './tools.ts';

const CLIENTS = ['kr8s', 'lightkube', 'kubernetes_asyncio', 'kubernetes'];
const SECONDS = 75;

const environment = (tools: Tools): Promise<string> => tools.python('kubernetes', ...CLIENTS);

export const KUBERNETES_PYTHON: ClusterSuite = {
  name: 'kubernetes-python',
  what: `${CLIENTS.join(', ')} of the package index, over the end of a token of ${SECONDS} s`,
  at: 'cluster',
  prepare: async (tools) => {
    await environment(tools);
    return undefined;
  },
  run: async (side, tools) => {
    const python = join(await environment(tools), 'python3');
    const env = {
      ...cleanEnv(side.folder),
      KUBECONFIG: await side.kubeconfig(SECONDS),
      TOKEN_SECONDS: String(SECONDS),
      NAMESPACE: side.namespace,
      ADMIN: `${side.kubectl} --kubeconfig ${side.adminKubeconfig}`,
    };
    const all = new Map<string, Verdict>();
    const script = join(import.meta.dirname, 'programs', 'kubernetes_clients.py');
    const outcomes = CLIENTS.map((client) => tools.run(python, [script, client], { env, seconds: 400 }));
    for (const { stdout, stderr } of await Promise.all(outcomes))
      for (const [test, verdict] of recordsOf(stdout, stderr)) all.set(test, verdict);
    return all;
  },
};
