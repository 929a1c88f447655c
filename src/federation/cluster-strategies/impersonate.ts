// SPDX-License-Identifier: Apache-2.0
// For clusters whose apiserver flags cannot be set: the gateway's own account, which has the right to impersonate. User
// and group names carry a prefix, so that no claim can name one of the cluster's own users or groups.
import Type, { type Static } from 'typebox';
import { toBytes } from '../../model/bytes-as-text.ts';
import { GatewayError } from '../../model/errors.ts';
import type { HeaderField } from '../../model/http.ts';
import type { Principal } from '../../model/identity.ts';
import { nameFault } from '../../model/names.ts';
import { Secret } from '../../model/secret.ts';
import { type Contents, type FieldFault, pairFault } from '../../schema/contents.ts';
import { group, reference, text } from '../../schema/fields.ts';
import type { Sound } from '../../schema/walk.ts';
import { asSeen, groupNamesField, type QualifiedGroups, qualifyGroups } from '../group-names.ts';
import { readKubeconfig } from '../kubeconfig-account.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

const schema = group(
  {
    description:
      'One account that may impersonate users. It has exactly one of a token, a client certificate with its key, or a kubeconfig.',
  },
  {
    kind: Type.Literal('impersonate'),
    prefix: Type.Optional(
      text({
        description:
          "Prefix of user and group names, so that they can never be names of the cluster's own users. If omitted, `scs:`.",
        examples: ['scs:'],
      }),
    ),
    groupNames: groupNamesField('`plain` is refused where there are several domains.'),
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
      text({ description: 'The context of the kubeconfig to use. If omitted, its current one.', examples: ['prod-a'] }),
    ),
  },
);

type Written = Static<typeof schema>;

/** A token, or a certificate (PEM) with its key. */
interface Account {
  readonly token?: Pick<Secret, 'reveal'>;
  readonly certificate?: string;
  readonly key?: Pick<Secret, 'reveal'>;
  /** PEM: the certificate authority that the kubeconfig names. */
  readonly ca?: string;
}

interface Options extends Account, QualifiedGroups {
  readonly kind: 'impersonate';
  /** Prepended to user and group names. */
  readonly prefix: string;
}

/** The domain is part of the name, because two domains may each have a user of that name. */
const clusterUser = (prefix: string, { domain, name }: Principal): string => `${prefix}${domain}/${name}`;

export const impersonate = defineClusterStrategy({
  kind: 'impersonate',
  schema,
  faults,
  contentFaults,

  resolve: (written, { contents, domains }): Options => ({
    kind: written.kind,
    prefix: written.prefix ?? 'scs:',
    ...qualifyGroups(written.groupNames, domains),
    ...accountOf(written, contents),
  }),

  create({ token, prefix, qualifyGroups }) {
    const account: readonly HeaderField[] = token === undefined ? [] : [['authorization', `Bearer ${token.reveal()}`]];
    /** A verified token is the same principal at each request: its names are judged and encoded once. */
    const named = new WeakMap<Principal, readonly HeaderField[]>();
    const fieldsOf = (principal: Principal): readonly HeaderField[] => {
      const user = clusterUser(prefix, principal);
      const groups = asSeen(principal, { qualifyGroups }).groups.map((group) => `${prefix}${group}`);
      for (const name of [user, ...groups]) {
        const fault = faultOf(name);
        if (fault !== undefined) throw unfit(principal, fault);
      }
      return [
        ...account,
        ['impersonate-user', toBytes(user)],
        ...groups.map((name) => ['impersonate-group', toBytes(name)] as const),
      ];
    };
    return {
      kind: 'impersonate',
      impersonation: 'review',
      showsUnauthorized: false,
      account,
      async credential({ principal }) {
        const fields = named.get(principal) ?? fieldsOf(principal);
        named.set(principal, fields);
        return fields;
      },
      refused: () => undefined,
    };
  },

  tls: ({ certificate, key, ca }) => ({
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && key !== undefined && { cert: certificate, key: key.reveal() }),
  }),
});

/** Prefix, domain, name. */
const MAX_USER = 1024;

/** Whatever prefix is configured, Kubernetes' reserved names are refused. */
const faultOf = (name: string): string | undefined =>
  nameFault(name, MAX_USER) ?? (name.startsWith('system:') ? 'begins with "system:"' : undefined);

const unfit = ({ id }: Principal, fault: string): GatewayError =>
  new GatewayError('forbidden', {
    message: `A name of yours cannot be given to this cluster: it ${fault}.`,
    detail: `the name of a user or group ${fault}, of ${id}`,
  });

function faults(written: Sound<Written>): FieldFault[] {
  // A reference with a fault is reported on its own, so it counts as present here.
  const has = (name: keyof Written): boolean => name in written;
  const ways = [has('token'), has('clientCertificate') || has('clientKey'), has('kubeconfig')];
  const found: FieldFault[] = [];
  if (ways.filter(Boolean).length !== 1) {
    found.push({
      field: '',
      reason: 'must have exactly one of token, clientCertificate with clientKey, kubeconfig',
    });
  }
  if (has('clientCertificate') !== has('clientKey')) {
    found.push({ field: '', reason: 'clientCertificate and clientKey belong together' });
  }
  const { prefix } = written;
  if (prefix !== undefined && ('system:'.startsWith(prefix) || prefix.startsWith('system:')))
    found.push({
      field: 'prefix',
      reason: "must keep users' names apart from Kubernetes' own, which begin with system: (write one such as scs:)",
    });
  else if (prefix !== undefined && nameFault(`${prefix}.`) !== undefined)
    found.push({ field: 'prefix', reason: `${nameFault(`${prefix}.`)}, so that no header field holds it as it is` });
  if (has('context') && !has('kubeconfig')) found.push({ field: 'context', reason: 'is for use with kubeconfig' });
  return found;
}

function contentFaults(written: Written, contents: Contents): FieldFault[] {
  const { clientCertificate, clientKey, kubeconfig, context } = written;
  if (clientCertificate !== undefined && clientKey !== undefined) {
    const reason = pairFault(contents, clientCertificate, clientKey);
    if (reason !== undefined) return [{ field: '', reason }];
  }
  if (kubeconfig === undefined) return [];
  try {
    readKubeconfig(contents.secret(kubeconfig).reveal(), context);
    return [];
  } catch (error) {
    return [{ field: 'kubeconfig', reason: (error as Error).message }];
  }
}

function accountOf({ token, clientCertificate, clientKey, kubeconfig, context }: Written, contents: Contents): Account {
  if (token !== undefined) return { token: contents.secret(token) };
  if (clientCertificate !== undefined && clientKey !== undefined) {
    return { certificate: contents.text(clientCertificate), key: contents.secret(clientKey) };
  }
  if (kubeconfig === undefined) throw new Error('refused by the rules: no credential for impersonation');
  const account = readKubeconfig(contents.secret(kubeconfig).reveal(), context);
  return {
    ...(account.token !== undefined && { token: new Secret(account.token) }),
    ...(account.certificate !== undefined && { certificate: account.certificate }),
    ...(account.key !== undefined && { key: new Secret(account.key) }),
    ...(account.ca !== undefined && { ca: account.ca }),
  };
}
