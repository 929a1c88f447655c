// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says which Kubernetes clusters a cloud has, and how a user is proven to each.
import Type from 'typebox';
import { filePath, group, reference, secureUrl, slug, text } from './fields.ts';
import { clusterLimits } from './schema-limits.ts';

const clusterStrategy = Type.Union(
  [
    group(
      { description: "A token signed by the gateway, whose issuer the cluster's apiserver trusts." },
      {
        kind: Type.Literal('hub-oidc'),
        audience: Type.Optional(
          text({ description: "The audience of the token. Left out: the cluster's server.", examples: ['prod-a'] }),
        ),
      },
    ),
    group(
      {
        description:
          'One account that may impersonate users: a token, a client certificate with its key, or a kubeconfig. Exactly one of the three.',
      },
      {
        kind: Type.Literal('impersonate'),
        prefix: Type.Optional(
          text({
            description:
              "Put before the user's and the groups' names, so that they can never be the cluster's own. Left out: `scs:`.",
            examples: ['scs:'],
          }),
        ),
        token: Type.Optional(
          reference({
            description: 'Reference to the token of a service account.',
            examples: ['file:/etc/scs-gateway/prod-a/token'],
          }),
        ),
        clientCertificate: Type.Optional(
          reference({
            description: 'Reference to a client certificate in PEM.',
            examples: ['file:/etc/scs-gateway/prod-a/client.crt'],
          }),
        ),
        clientKey: Type.Optional(
          reference({
            description: 'Reference to the key of the client certificate in PEM.',
            examples: ['file:/etc/scs-gateway/prod-a/client.key'],
          }),
        ),
        kubeconfig: Type.Optional(
          reference({
            description: 'Reference to a kubeconfig.',
            examples: ['file:/etc/scs-gateway/prod-a/kubeconfig'],
          }),
        ),
        context: Type.Optional(
          text({ description: "The kubeconfig's context to use. Left out: its current one.", examples: ['prod-a'] }),
        ),
      },
    ),
    group(
      { description: "The user's own token of a provider that the cluster trusts as well." },
      { kind: Type.Literal('passthrough') },
    ),
  ],
  { description: 'How the gateway proves a user to this cluster.' },
);

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
    server: secureUrl({ description: "The apiserver's URL.", examples: ['https://10.0.0.1:6443'] }),
    caFile: Type.Optional(
      filePath({
        description:
          "PEM file of the certificate authority that signed the apiserver's certificate. If omitted, the system's authorities are used.",
        examples: ['/etc/scs-gateway/prod-a/ca.crt'],
      }),
    ),
    strategy: clusterStrategy,
    limits: clusterLimits,
  },
);
