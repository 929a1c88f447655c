// SPDX-License-Identifier: Apache-2.0
// The demo's certificate authority and the server certificate under it: made once into a folder, used again while
// both have a day left. Extensions are those that strict verifiers ask for (RFC 5280 4.2.1: Go, OpenSSL 3 with
// X509_STRICT as Python 3.13 sets it, Node).
import { webcrypto } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

export interface DemoTls {
  /** Paths of PEM files. `ca` may be shown to everybody; `key` is mode 0600. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;
const LIFE = 365 * DAY;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NAMES: x509.JsonGeneralNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
];

/** The CA and server certificate in `folder`, made anew unless both live on for more than a day. */
export async function ensureTls(folder: string, now: number = Date.now()): Promise<DemoTls> {
  const paths = { ca: join(folder, 'ca.pem'), cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  if (await usable(paths, now)) return paths;
  const { ca, cert, key } = await issue(now);
  await mkdir(folder, { recursive: true });
  await writeFile(paths.ca, ca);
  await writeFile(paths.cert, cert);
  await writeFile(paths.key, key, { mode: 0o600 });
  return paths;
}

async function usable(paths: DemoTls, now: number): Promise<boolean> {
  try {
    const pems = await Promise.all([paths.ca, paths.cert, paths.key].map((path) => readFile(path, 'utf8')));
    const certificates = pems.slice(0, 2).map((pem) => new x509.X509Certificate(pem));
    return certificates.every(({ notAfter }) => notAfter.getTime() - now > DAY);
  } catch {
    return false;
  }
}

interface Leaf {
  readonly from: number;
  readonly until: number;
  readonly names?: x509.JsonGeneralNames;
}

export interface Authority {
  /** As PEM, as all of it. */
  readonly ca: string;
  /** A server certificate under it, for loopback where no names are given. */
  issue(leaf: Leaf): Promise<{ cert: string; key: string }>;
}

/** An hour of slack: a client in a virtual machine may run behind. */
const lasting = (now: number): Leaf => ({ from: now - 3_600_000, until: now + LIFE });
const validity = ({ from, until }: Leaf) => ({
  notBefore: new Date(from),
  notAfter: new Date(until),
  signingAlgorithm: EC,
});

/** An authority of its own and one server certificate for loopback under it, as PEM. */
export async function issue(now: number): Promise<{ ca: string; cert: string; key: string }> {
  const authority = await createAuthority(now);
  return { ca: authority.ca, ...(await authority.issue(lasting(now))) };
}

export async function createAuthority(now: number): Promise<Authority> {
  const caKeys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const { KeyUsageFlags: usage } = x509;
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(lasting(now)),
    serialNumber: serial(),
    name: 'O=SCS Federation Gateway, CN=Demo CA',
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usage.keyCertSign | usage.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  return {
    ca: pem(ca),
    async issue(leaf) {
      const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
      const cert = await x509.X509CertificateGenerator.create({
        ...validity(leaf),
        serialNumber: serial(),
        subject: 'O=SCS Federation Gateway, CN=localhost',
        issuer: ca.subject,
        publicKey: keys.publicKey,
        signingKey: caKeys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(usage.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(leaf.names ?? NAMES),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
        ],
      });
      const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
      return { cert: pem(cert), key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` };
    },
  };
}

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`;

/** Sixteen random bytes, positive (RFC 5280 4.1.2.2). */
const serial = (): string =>
  `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
    .toString('hex')
    .slice(1)}`;
