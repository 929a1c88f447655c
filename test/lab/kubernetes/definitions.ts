// SPDX-License-Identifier: Apache-2.0
// The definitions (CRDs) of kinds that the chart makes objects of and a cluster does not have by itself: those of cert-manager, Gateway
// API and the Prometheus Operator, as their Go modules carry them. Go fetches the modules and compares them with what is known
// of them here; none of their programs is built.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GO_ENV } from './build.ts';

const MODULES = [
  {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    files: ['deploy/crds/cert-manager.io_certificates.yaml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
    files: [
      'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml',
      // Of these the older versions are served as well.
      'config/crd/experimental/gateway.networking.k8s.io_tlsroutes.yaml',
    ],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
  },
];

/** Paths of files, in Go's cache of modules. */
export function definitionFiles(): string[] {
  return MODULES.flatMap(({ module, sum, files }) => {
    // Elsewhere than in the lab's own module, whose versions are another matter.
    const { stdout } = spawnSync('go', ['mod', 'download', '-json', module], {
      cwd: tmpdir(),
      env: { ...GO_ENV, GOFLAGS: '' },
      encoding: 'utf8',
    });
    const { Dir: folder, Sum: found, Error: error } = JSON.parse(stdout || '{}');
    if (folder === undefined) throw new Error(`${module} cannot be fetched: ${error ?? 'Go is not there'}`);
    if (found !== sum) throw new Error(`${module} is not what it was: ${found}`);
    return files.map((file) => join(folder, file));
  });
}
