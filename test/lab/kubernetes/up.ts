// SPDX-License-Identifier: Apache-2.0
// `up.sh` and `down.sh`: a cluster that stays after the command has ended.
import { join } from 'node:path';
import { say } from '../claims.ts';
import { openCluster, startCluster } from './cluster.ts';

const name = process.argv[3] ?? 'a';
const folder = join(process.env.LAB ?? '/tmp/scs-gateway-lab', 'kubernetes', name);
if (process.argv[2] === 'down') {
  const cluster = await openCluster(folder).catch(() => undefined);
  await cluster?.stop();
  say(cluster ? `cluster: down (${folder} keeps its logs)` : `no cluster in ${folder}`);
} else {
  const cluster = await startCluster({ folder, log: say, podNetwork: 100 + (name.charCodeAt(0) % 100) });
  console.log(`
  export KUBECONFIG=${cluster.adminKubeconfig}
  ${cluster.programs.kubectl} get nodes
  server ${cluster.server}   CA ${cluster.caFile}   logs ${join(folder, 'log')}
`);
}
