// SPDX-License-Identifier: Apache-2.0
// A stand-in for the gateway as issuer: signs tokens with the claims that the gateway's have, and shows its key where
// the apiserver looks. For trying the AuthenticationConfiguration without a gateway.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ensureTls } from '../../../demo/ca.ts';

export interface LabIssuer {
  readonly url: string;
  readonly caFile: string;
  sign(claims: Record<string, unknown>, audience: string, seconds?: number): Promise<string>;
  close(): void;
}

export async function startIssuer(folder: string): Promise<LabIssuer> {
  const tls = await ensureTls(folder);
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'lab', alg: 'ES256', use: 'sig' };
  const server = createServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, (request, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(request.url === '/keys' ? { keys: [key] } : discovery()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const discovery = () => ({
    issuer: url,
    jwks_uri: `${url}/keys`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  });
  return {
    url,
    caFile: tls.ca,
    sign: (claims, audience, seconds = 600) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'lab', typ: 'JWT' })
        .setIssuer(url)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(privateKey),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
