// SPDX-License-Identifier: Apache-2.0
// The example that operators start from. Its files are looked for in this machine's /etc, so they are moved here.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { CERTIFICATE, KEY, workspace } from './workspace.ts';

const example = join(import.meta.dirname, '../../../config/gateway.example.yaml');

it('the example is right once its secrets are there, and shows every section', async () => {
  const { file, folder, write } = await workspace();
  await write('tls.crt', CERTIFICATE);
  await write('tls.key', KEY);
  await write('token', 'a-token');
  const source = (await readFile(example, 'utf8')).replace(/file:\/etc\/\S*\//g, `file:${folder}/`);
  await write('gateway.yaml', source);
  const env = {
    REDIS_URL: 'rediss://redis.example.org',
    PARTNER_CLIENT_SECRET: 'a',
    CLOUD_B_CREDENTIAL_ID: 'b',
    CLOUD_B_CREDENTIAL_SECRET: 'c',
  };
  const { config, files } = await loadConfig(file, { env });
  expect(config.clouds.map(({ id }) => id)).toEqual(['cloud-a', 'cloud-b', 'cloud-c']);
  expect(config.clouds.flatMap(({ clusters }) => clusters).map(({ id }) => id)).toEqual(['prod-a']);
  expect(config.identityProviders.map(({ id }) => id)).toEqual(['keycloak', 'partner']);
  expect(files).toHaveLength(4);
});

it('the example as it is has no other faults than secrets that are not there', async () => {
  const { faults } = await loadConfig(example, { env: {} }).then(
    () => Promise.reject(new Error('accepted without its secrets')),
    (error) => error,
  );
  for (const { reason } of faults) expect(reason).toMatch(/^the environment variable \w+ is not set$|^cannot read /);
});
