// SPDX-License-Identifier: Apache-2.0
// Certificates for a lab cluster: authorities, and what they sign for the apiserver, the kubelet and their clients.
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR = 3_600_000;

export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
  readonly caFile: string;
}

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Subject {
  /** Becomes the user name of a client. */
  readonly name: string;
  /** Become the groups of a client. */
  readonly organizations?: readonly string[];
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
}

export async function createAuthority(folder: string, file: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serial(),
    name: `CN=lab ${file}`,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const caFile = join(folder, `${file}.crt`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(caFile, `${certificate.toString('pem')}\n`);
  return { certificate, privateKey: keys.privateKey, caFile };
}

/** A certificate good for both sides of a connection, written beside its key. */
export async function issue(ca: Authority, folder: string, file: string, subject: Subject): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const names: x509.JsonGeneralNames = [
    ...(subject.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(subject.ips ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    serialNumber: serial(),
    // One set per organisation: a client's groups are counted by attribute.
    subject: new x509.Name([...(subject.organizations ?? []).map((name) => ({ O: [name] })), { CN: [subject.name] }]),
    issuer: ca.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: ca.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return write(folder, file, `${certificate.toString('pem')}\n`, `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`);
}

/** The pair by which tokens of service accounts are signed and verified. */
export function createTokenKeys(folder: string): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const { cert, key } = write(folder, 'service-account', publicKey, privateKey);
  return { publicKey: cert, privateKey: key };
}

function write(folder: string, file: string, cert: string, key: string): Pair {
  const pair = { cert: join(folder, `${file}.crt`), key: join(folder, `${file}.key`) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(pair.cert, cert);
  writeFileSync(pair.key, key, { mode: 0o600 });
  return pair;
}

const validity = () => ({
  notBefore: new Date(Date.now() - HOUR),
  notAfter: new Date(Date.now() + 30 * 24 * HOUR),
  signingAlgorithm: EC,
});

const serial = (): string =>
  `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
    .toString('hex')
    .slice(1)}`;
