// SPDX-License-Identifier: Apache-2.0
// Headless Chromium beside a gateway: names below .test and .example are this machine, and the gateway's certificate is
// taken for a good one, as service workers demand.
import { createHash, X509Certificate } from 'node:crypto';
import { type Browser, chromium } from 'playwright-core';

/** `certificate`: PEM; absent: the gateway speaks plain http. */
export function launchChromium(certificate?: string): Promise<Browser> {
  const key = certificate && new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.example 127.0.0.1',
      ...(key ? [`--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`] : []),
    ],
  });
}
