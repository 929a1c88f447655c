// SPDX-License-Identifier: Apache-2.0
// What the CronJob runs: the Secret's keys as files, `keys rotate`, and the files as the Secret's keys again. The Secret is
// written only as it was read (resourceVersion), and never without keys.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';

const { KEYS_SECRET, KEYS_FOLDER, NAMESPACE, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } = process.env;
const account = process.env.ACCOUNT_FOLDER ?? '/var/run/secrets/kubernetes.io/serviceaccount';
const path = `/api/v1/namespaces/${NAMESPACE}/secrets/${KEYS_SECRET}`;

const call = (method, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: KUBERNETES_SERVICE_HOST,
        port: KUBERNETES_SERVICE_PORT,
        path,
        method,
        ca: readFileSync(join(account, 'ca.crt')),
        headers: {
          authorization: `Bearer ${readFileSync(join(account, 'token'), 'utf8').trim()}`,
          'content-type': 'application/json',
        },
        signal: AbortSignal.timeout(30_000),
      },
      async (answer) => {
        try {
          let text = '';
          for await (const chunk of answer) text += chunk;
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${JSON.parse(text).message}`));
        } catch (error) {
          reject(error);
        }
      },
    );
    sent.once('error', reject).end(body && JSON.stringify(body));
  });

const secret = await call('GET');
for (const [name, value] of Object.entries(secret.data ?? {}))
  writeFileSync(join(KEYS_FOLDER, name), Buffer.from(value, 'base64'), { mode: 0o600 });
process.stdout.write(execFileSync('scs-gateway', ['keys', 'rotate'], { encoding: 'utf8' }));
const files = readdirSync(KEYS_FOLDER).filter((name) => name.endsWith('.json'));
if (files.length === 0) throw new Error('keys rotate has left no key: the Secret stays as it is');
const data = Object.fromEntries(files.map((name) => [name, readFileSync(join(KEYS_FOLDER, name)).toString('base64')]));
await call('PUT', { ...secret, data });
process.stdout.write(`${KEYS_SECRET} has ${files.length} keys\n`);
