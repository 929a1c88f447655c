// SPDX-License-Identifier: Apache-2.0
// The parts of a lab cluster with their flags. These are the projects' own commands, set up as a cluster's operator
// would; what differs from a production cluster is said at the flag.
import { join } from 'node:path';

export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiserver: number;
  readonly kubelet: number;
}

export interface Part {
  readonly name: string;
  readonly args: readonly string[];
}

/** In the order in which they are started. */
export function clusterParts(
  folder: string,
  ports: Ports,
  podNetwork: string,
  accountIssuer = 'https://kubernetes.default.svc',
): Part[] {
  const pki = (file: string): string => join(folder, 'pki', file);
  const config = (file: string): string => join(folder, file);
  const etcd = `http://127.0.0.1:${ports.etcd}`;
  const etcdPeer = `http://127.0.0.1:${ports.etcdPeer}`;
  const controller = [`--kubeconfig=${config('controllers.kubeconfig')}`, '--leader-elect=false', '--secure-port=0'];
  return [
    part('etcd', 'etcd', [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=${etcdPeer}`,
      `--initial-advertise-peer-urls=${etcdPeer}`,
      `--initial-cluster=default=${etcdPeer}`,
      // The default is 1.5 MiB; the apiserver itself takes 3 MiB, of which its etcd client passes on 2.
      '--max-request-bytes=3145728',
      // Nothing here has to live through a power cut.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]),
    part('apiserver', 'kube-apiserver', [
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.apiserver}`,
      // The address of the Service `kubernetes` may not be a loopback one.
      '--endpoint-reconciler-type=none',
      `--etcd-servers=${etcd}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged',
      `--tls-cert-file=${pki('apiserver.crt')}`,
      `--tls-private-key-file=${pki('apiserver.key')}`,
      `--client-ca-file=${pki('ca.crt')}`,
      `--token-auth-file=${config('tokens.csv')}`,
      `--authentication-config=${config('authentication-configuration.yaml')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      // As on every cluster with extension apiservers: X-Remote-* headers, from a holder of this CA's certificate only.
      `--requestheader-client-ca-file=${pki('front-proxy.crt')}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--service-account-issuer=${accountIssuer}`,
      `--service-account-key-file=${pki('service-account.crt')}`,
      `--service-account-signing-key-file=${pki('service-account.key')}`,
      `--kubelet-certificate-authority=${pki('ca.crt')}`,
      `--kubelet-client-certificate=${pki('apiserver-kubelet.crt')}`,
      `--kubelet-client-key=${pki('apiserver-kubelet.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--audit-policy-file=${config('audit-policy.yaml')}`,
      `--audit-log-path=${join(folder, 'log', 'audit.log')}`,
    ]),
    part('controller-manager', 'kube-controller-manager', [
      ...controller,
      `--root-ca-file=${pki('server-bundle.crt')}`,
      `--service-account-private-key-file=${pki('service-account.key')}`,
    ]),
    part('scheduler', 'kube-scheduler', controller),
    part('node', 'node', [
      '--name=127.0.0.1',
      `--port=${ports.kubelet}`,
      `--root=${join(folder, 'node')}`,
      `--kubeconfig=${config('node.kubeconfig')}`,
      `--client-ca-file=${pki('ca.crt')}`,
      `--tls-cert-file=${pki('kubelet.crt')}`,
      `--tls-private-key-file=${pki('kubelet.key')}`,
      `--pod-network=${podNetwork}`,
    ]),
  ];
}

const part = (name: string, command: string, flags: readonly string[]): Part => ({ name, args: [command, ...flags] });
