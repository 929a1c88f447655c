// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says which Kubernetes clusters a cloud has. How a user is proven to one is its strategy's to
// say.
import Type from 'typebox';
import { CLUSTER_STRATEGIES } from '../federation/cluster-strategies/index.ts';
import { filePath, group, reference, secureUrl, slug, text } from '../schema/fields.ts';
import { unionOf } from '../schema/kinds.ts';
import { ownAddress } from '../schema/own-host.ts';
import { next } from './next.ts';
import { clusterLimits } from './schema-limits.ts';
import { maintenance } from './schema-maintenance.ts';

export const cluster = group(
  { description: 'One Kubernetes cluster.' },
  {
    id: slug({
      description: 'Its slug: a segment of its URL. It must be unique among the clusters of all clouds.',
      examples: ['prod-a'],
    }),
    name: Type.Optional(
      text({ description: 'The display name. If omitted, the id is used.', examples: ['Production A'] }),
    ),
    maintenance: maintenance('this cluster'),
    server: secureUrl({ description: "The apiserver's URL.", examples: ['https://10.0.0.1:6443'] }),
    hosts: Type.Array(ownAddress(), {
      description:
        "Addresses of this machine or its link that the server's name may lead to. Without an entry a name that leads to a loopback, link-local or metadata address is not connected to.",
      examples: [['127.0.1.1']],
      default: [],
    }),
    caFile: Type.Optional(
      filePath({
        description:
          "PEM file of the certificate authority that signed the apiserver's certificate. If omitted, the system's authorities are used.",
        examples: ['/etc/scs-gateway/prod-a/ca.crt'],
      }),
    ),
    strategy: unionOf(CLUSTER_STRATEGIES, {
      description: 'The strategy by which the gateway authenticates a user to this cluster.',
    }),
    serviceAccounts: Type.Optional(
      group(
        {
          description:
            "Lets tokens of the cluster's own service accounts pass (`kubectl create token`, `argocd cluster add`). They are verified with the cluster's keys and go on as they are, to this cluster only. If omitted, they are refused.",
        },
        {
          issuer: Type.Optional(
            text({
              description:
                "The `iss` of its tokens: `--service-account-issuer` of kube-apiserver. If omitted, it is read from the cluster's discovery document. Required with keys, and where an entry of identityProviders has the same issuer.",
              examples: ['https://kubernetes.default.svc.cluster.local'],
            }),
          ),
          keys: Type.Optional(
            reference({
              description:
                'Reference to its public keys, as `kubectl get --raw /openid/v1/jwks` prints them. If omitted, the gateway reads them at the cluster: with the token of the strategy `impersonate`, else without any, for which the cluster needs a binding of system:service-account-issuer-discovery to system:unauthenticated.',
              examples: ['file:/etc/scs-gateway/prod-a/jwks.json'],
            }),
          ),
        },
      ),
    ),
    limits: clusterLimits,
    next: next('this cluster'),
  },
);
