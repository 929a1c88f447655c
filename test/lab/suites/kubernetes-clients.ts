// SPDX-License-Identifier: Apache-2.0
// Kubernetes clients of other languages, each in a small program: objects, exec, and a watch over the end of its token.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import { recordsOf } from './command-lines.ts';
import type { ClusterSide, ClusterSuite, Verdict, Verdicts } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');
const PYTHON = ['kr8s', 'lightkube', 'kubernetes_asyncio', 'kubernetes'];
const FABRIC8 = '7.9.0';
const CLIENT_JAVA = '27.0.0';
/** How long a token lives. The watch begins with it and is to see what happens a quarter of a minute after its end. */
const SECONDS = 75;

type Command = readonly [command: string, ...args: string[]];

/** All commands at once: each waits for the same end. */
async function overTheEnd(side: ClusterSide, tools: Tools, commands: readonly Command[]): Promise<Verdicts> {
  const env = {
    ...cleanEnv(side.folder),
    KUBECONFIG: await side.kubeconfig(SECONDS),
    TOKEN_SECONDS: String(SECONDS),
    NAMESPACE: side.namespace,
    ADMIN: `${side.kubectl} --kubeconfig ${side.adminKubeconfig}`,
  };
  const all = new Map<string, Verdict>();
  const log = join(side.folder, 'log');
  const outcomes = commands.map(([command, ...args]) => tools.run(command, args, { env, seconds: 400, log }));
  for (const { stdout, stderr } of await Promise.all(outcomes))
    for (const [test, verdict] of recordsOf(stdout, stderr || 'it said nothing')) all.set(test, verdict);
  return all;
}

const python = (tools: Tools): Promise<string> => tools.python('kubernetes', ...PYTHON);
const rust = (tools: Tools): Promise<string> =>
  tools.once('kube-rs-5', async (folder) => {
    cpSync(join(PROGRAMS, 'kube-rs'), folder, { recursive: true });
    await tools.must('nice', ['-n', '10', 'cargo', 'build', '--quiet'], { cwd: folder, env: machineEnv() });
  });
const java = (tools: Tools): Promise<string> =>
  tools.once(`java-${FABRIC8}-${CLIENT_JAVA}`, async (folder) => {
    cpSync(join(PROGRAMS, 'java'), folder, { recursive: true });
    const versions = [`-Dfabric8=${FABRIC8}`, `-Dclient-java=${CLIENT_JAVA}`];
    const goals = ['compile', 'dependency:copy-dependencies', '-DoutputDirectory=lib'];
    await tools.must('nice', ['-n', '10', 'mvn', '-B', '-q', ...versions, ...goals], {
      cwd: folder,
      env: machineEnv(),
    });
  });

export const KUBERNETES_CLIENTS: readonly ClusterSuite[] = [
  {
    name: 'kubernetes-python',
    what: `${PYTHON.join(', ')} of the package index, over the end of a token of ${SECONDS} s`,
    at: 'cluster',
    prepare: async (tools) => {
      await python(tools);
      return undefined;
    },
    run: async (side, tools) => {
      const bin = join(await python(tools), 'python3');
      const script = join(PROGRAMS, 'kubernetes_clients.py');
      return overTheEnd(
        side,
        tools,
        PYTHON.map((client) => [bin, script, client]),
      );
    },
  },
  {
    name: 'kube-rs',
    what: `kube 5 of crates.io, over the end of a token of ${SECONDS} s`,
    at: 'cluster',
    long: true,
    prepare: async (tools) => {
      // Rust 1.89 or newer.
      await tools.has('cargo', 'cargo-web');
      await rust(tools);
      return undefined;
    },
    run: async (side, tools) => overTheEnd(side, tools, [[join(await rust(tools), 'target', 'debug', 'kube-suite')]]),
  },
  {
    name: 'kubernetes-java',
    what: `fabric8 ${FABRIC8} and client-java ${CLIENT_JAVA}, over the end of a token of ${SECONDS} s`,
    at: 'cluster',
    long: true,
    prepare: async (tools) => {
      await tools.has('mvn', 'maven', 'openjdk-17-jdk-headless');
      await tools.has('javac', 'openjdk-17-jdk-headless');
      await java(tools);
      return undefined;
    },
    run: async (side, tools) => {
      const folder = await java(tools);
      const path = `${join(folder, 'target', 'classes')}:${join(folder, 'lib')}/*`;
      return overTheEnd(side, tools, [
        ['/usr/bin/java', '-cp', path, 'Main', 'fabric8'],
        ['/usr/bin/java', '-cp', path, 'Main', 'client-java'],
      ]);
    },
  },
];
