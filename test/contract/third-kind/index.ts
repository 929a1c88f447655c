// SPDX-License-Identifier: Apache-2.0
// Breeze, a kind of cloud that nobody has: the proof that one is a folder and a line, and the example of
// docs/adding-a-kind-of-cloud.md. Its account logs in with a key, and says on whose behalf it asks.
import Type, { type Static } from 'typebox';
import { defineCloudKind } from '../../../src/adapters/cloud-kind.ts';
import { record, text } from '../../../src/adapters/values.ts';
import type { CloudApi } from '../../../src/model/cloud-api.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { MemberTransport } from '../../../src/model/member.ts';
import type { Secret } from '../../../src/model/secret.ts';
import { filePath, group, reference, secureUrl } from '../../../src/schema/fields.ts';
import { flavors } from './resources/flavors.ts';
import { images } from './resources/images.ts';
import { servers } from './resources/servers.ts';

const schema = group(
  { description: 'The Breeze API of this cloud.' },
  {
    url: secureUrl({ description: 'Its API, with the version.', examples: ['https://api.breeze.example/v2'] }),
    key: reference({
      description: "Reference to the key of the gateway's account.",
      examples: ['file:/run/secrets/breeze-key'],
    }),
    caFile: Type.Optional(
      filePath({
        description: "PEM file of the authority that signed its certificate. Left out: the system's.",
        examples: ['/etc/scs-gateway/breeze-ca.pem'],
      }),
    ),
  },
);

interface Options {
  readonly url: string;
  readonly key: Secret;
  readonly ca?: string;
}

export const breeze = defineCloudKind({
  kind: 'breeze',
  schema,
  resolve: ({ url, key, caFile }: Static<typeof schema>, { contents }): Options => ({
    url: url.replace(/\/+$/, ''),
    key: contents.secret(key),
    ...(caFile === undefined ? {} : { ca: contents.text(caFile) }),
  }),
  create: createApi,
  resources: { servers, flavors, images },
  probe: (api) => api.call({ service: 'compute', path: '/ping' }),
});

function createApi({ url, key, ca }: Options): CloudApi {
  /** Of the gateway's account, for all callers. */
  let bearer: Promise<string> | undefined;
  let last: string | undefined;

  async function logIn(transport: Pick<MemberTransport, 'call'>): Promise<string> {
    const { status, body } = await transport.call({
      method: 'POST',
      url: `${url}/tokens`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ api_key: key.reveal() }),
    });
    if (status === 401) throw new GatewayError('memberRefused', { detail: 'the key was refused' });
    const token = status === 201 ? text(record(JSON.parse(body)).bearer) : undefined;
    if (token === undefined) throw new GatewayError('memberGarbage', { detail: `the login answered ${status}` });
    last = `Bearer ${token}`;
    return last;
  }

  return {
    url,
    ...(ca === undefined ? {} : { ca }),
    async credential({ name }, transport) {
      bearer ??= logIn(transport);
      const asked = bearer;
      try {
        return [
          ['authorization', await asked],
          ['breeze-on-behalf-of', encodeURIComponent(name)],
        ];
      } catch (cause) {
        if (bearer === asked) bearer = undefined;
        throw cause;
      }
    },
    refused(credential) {
      // Of many requests that one revoked bearer has failed the first drops it; by then the others' is an older one.
      if (!credential.some(([, value]) => value === last)) return;
      bearer = undefined;
      last = undefined;
    },
  };
}
