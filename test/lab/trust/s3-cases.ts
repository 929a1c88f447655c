// SPDX-License-Identifier: Apache-2.0
// EC2 credentials of a real Keystone and S3 of a real Swift, by the host names of `gateway.s3Domain`: aws and rclone sign
// (AWS Signature Version 4) with keys that were made through the gateway.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Outcome } from '../client.ts';
import type { Loose } from '../keycloak/keycloak.ts';
import {
  asAdmin,
  CLOUD_A,
  login,
  outcome,
  PORT,
  PUBLIC,
  page,
  S3_DOMAIN,
  type Setting,
  scoped,
  succeeds,
  use,
  withToken,
} from './setting.ts';

const HOST = `cloud-a.${S3_DOMAIN}`;
const ENDPOINT = `https://${HOST}:${PORT}`;

interface Key {
  readonly access: string;
  readonly secret: string;
}

export async function s3Cases(setting: Setting): Promise<void> {
  const { claims, http, ca, scratch } = setting;
  const { claim } = claims;
  const cloud = await asAdmin(setting, CLOUD_A);
  const token = await scoped(setting, await login(setting, 'alice'));
  const me = (await http('GET', `${PUBLIC}/identity/v3/auth/tokens`, { token, headers: { 'x-subject-token': token } }))
    .json.token;
  const hosts = join(scratch, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost ${HOST}\n`);
  writeFileSync(join(scratch, 'aws.config'), '[default]\ns3 =\n  addressing_style = path\n');

  /** With a table of hosts of its own. */
  const there = (env: Record<string, string>, ...args: string[]): Promise<Outcome> =>
    outcome(setting, env, 'unshare', '-m', 'sh', '-c', `mount --bind ${hosts} /etc/hosts && exec "$@"`, 'sh', ...args);
  const aws = (key: Key, ...args: string[]): Promise<Outcome> =>
    there(
      {
        AWS_CONFIG_FILE: join(scratch, 'aws.config'),
        AWS_ACCESS_KEY_ID: key.access,
        AWS_SECRET_ACCESS_KEY: key.secret,
        AWS_DEFAULT_REGION: 'RegionC',
        AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
        AWS_CA_BUNDLE: ca,
        AWS_MAX_ATTEMPTS: '1',
      },
      join(setting.aws, 'aws'),
      ...['--endpoint-url', ENDPOINT, ...args],
    );
  const rclone = (key: Key, ...args: string[]): Promise<Outcome> =>
    there(
      {
        RCLONE_CONFIG: '/dev/null',
        RCLONE_CONFIG_S_TYPE: 's3',
        RCLONE_CONFIG_S_PROVIDER: 'Other',
        RCLONE_CONFIG_S_ENDPOINT: ENDPOINT,
        RCLONE_CONFIG_S_REGION: 'RegionC',
        RCLONE_CONFIG_S_ACCESS_KEY_ID: key.access,
        RCLONE_CONFIG_S_SECRET_ACCESS_KEY: key.secret,
        RCLONE_CONFIG_S_CHUNK_SIZE: '5Mi',
        RCLONE_CONFIG_S_UPLOAD_CUTOFF: '5Mi',
        RCLONE_CA_CERT: ca,
      },
      'rclone',
      ...['--retries', '1', '--low-level-retries', '1', ...args],
    );
  const good = async (made: Promise<Outcome>): Promise<string> => {
    const { code, stdout, stderr } = await made;
    assert.equal(code, 0, `${stdout}${stderr}`);
    return stdout;
  };
  const refused = async (made: Promise<Outcome>, why: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await made;
    assert.notEqual(code, 0, stdout);
    assert.match(stderr, why);
  };
  const atCloud = withToken(setting, token, {
    ...{ OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: `${PUBLIC}/clouds/cloud-a/identity/v3` },
  });
  const { run: os, close } = createClient(join(scratch, 'keys'), atCloud);
  const newKey = async (): Promise<Key> =>
    JSON.parse(
      await os(...['ec2', 'credentials', 'create', '--user', me.user.id, '--project', me.project.id, '-f', 'json']),
    );
  const large = randomBytes(12 * 1024 * 1024);
  writeFileSync(join(scratch, 'large'), large);
  const digest = createHash('sha256').update(large).digest('hex');

  await claim('ec2: the page’s commands make, list and delete a key of one’s own', async () => {
    const env = { OS_TOKEN: token, OS_CACERT: ca, CURL_CA_BUNDLE: ca };
    const listed = (await page(setting, 'domain-manager', 'ec2', env)).split('\n');
    const left = (await os('ec2', 'credentials', 'list', '--user', me.user.id, '-f', 'value', '-c', 'Access')).split(
      '\n',
    );
    assert.equal(listed.filter((access) => /^[0-9a-f]{32}$/.test(access) && !left.includes(access)).length, 1);
  });
  await claim('ec2: nobody makes, lists or deletes a key of another’s', async () => {
    const key = await newKey();
    const bob = await scoped(setting, await login(setting, 'bob'));
    const keys = `${PUBLIC}/clouds/cloud-a/identity/v3/users/${me.user.id}/credentials/OS-EC2`;
    assert.equal((await http('GET', keys, { token: bob })).status, 403);
    assert.equal((await http('POST', keys, { token: bob, body: { tenant_id: me.project.id } })).status, 403);
    assert.ok([403, 404].includes((await http('DELETE', `${keys}/${key.access}`, { token: bob })).status));
    await os('ec2', 'credentials', 'delete', '--user', me.user.id, key.access);
  });

  const key = await newKey();
  await claim('ec2: a key opens nothing while the role comes from a group of the mapping alone', () =>
    refused(aws(key, 's3', 'ls'), /SignatureDoesNotMatch/),
  );
  await claim('ec2: with an authorization_ttl the key works after the user’s next login', async () => {
    const set = await cloud('PATCH', '/OS-FEDERATION/identity_providers/hub', {
      identity_provider: { authorization_ttl: 10 },
    });
    assert.equal(set.status, 200, set.text);
    // Another login of the user at the cloud: a session that is new.
    const again = await scoped(setting, await login(setting, 'alice'), 'research');
    assert.equal(await use(setting, 'cloud-a', again), 200);
    await good(aws(key, 's3', 'ls'));
  });
  await claim('ec2: with the role by assignment it works', async () => {
    const [user] = (await cloud('GET', '/users?name=alice')).json.users as Loose[];
    const [project] = (await cloud('GET', '/projects?name=research')).json.projects as Loose[];
    const [role] = (await cloud('GET', '/roles?name=member')).json.roles as Loose[];
    assert.equal((await cloud('PUT', `/projects/${project.id}/users/${user.id}/roles/${role.id}`)).status, 204);
    await cloud('PATCH', '/OS-FEDERATION/identity_providers/hub', { identity_provider: { authorization_ttl: 0 } });
    await good(aws(key, 's3', 'ls'));
  });

  const bucket = `bucket-${process.pid}-${randomBytes(3).toString('hex')}`;
  await claim('s3: aws makes a bucket, puts, gets, lists and copies, with names of any kind', async () => {
    await good(aws(key, 's3', 'mb', `s3://${bucket}`));
    writeFileSync(join(scratch, 'small'), 'hello');
    const names = ['plain', 'a b/ü+x', 'per%41cent', 'que?stion#', "quo'te&=", 'deep/er/one'];
    for (const name of names) await good(aws(key, 's3', 'cp', 'small', `s3://${bucket}/${name}`));
    const listed = JSON.parse(await good(aws(key, 's3api', 'list-objects-v2', '--bucket', bucket))) as Loose;
    assert.deepEqual(listed.Contents.map(({ Key }: Loose) => Key).sort(), [...names].sort());
    for (const name of names) assert.equal(await good(aws(key, 's3', 'cp', `s3://${bucket}/${name}`, '-')), 'hello');
    await good(aws(key, 's3', 'cp', `s3://${bucket}/plain`, `s3://${bucket}/copied to`));
    assert.match(await good(aws(key, 's3', 'ls', '--recursive', `s3://${bucket}`)), /copied to/);
    const ranged = ['--bucket', bucket, '--key', 'plain', '--range', 'bytes=1-3', 'part'];
    await good(aws(key, 's3api', 'get-object', ...ranged));
    assert.equal(readFileSync(join(scratch, 'part'), 'utf8'), 'ell');
  });
  await claim('s3: aws uploads 12 MB in parts and has the same back', async () => {
    await good(aws(key, 's3', 'cp', 'large', `s3://${bucket}/large`));
    await good(aws(key, 's3', 'cp', `s3://${bucket}/large`, 'large.back'));
    assert.equal(
      createHash('sha256')
        .update(readFileSync(join(scratch, 'large.back')))
        .digest('hex'),
      digest,
    );
    const { ETag } = JSON.parse(await good(aws(key, 's3api', 'head-object', '--bucket', bucket, '--key', 'large')));
    assert.match(ETag, /-2"$/);
  });
  await claim('s3: what is put by S3 is read by Swift with a token, and the other way round', async () => {
    const base = `${PUBLIC}/clouds/cloud-a/object-store/v1/AUTH_${me.project.id}/${bucket}`;
    const read = await http('GET', `${base}/plain`, { token });
    assert.deepEqual([read.status, read.text], [200, 'hello']);
    assert.equal((await http('PUT', `${base}/by-swift`, { token, body: { a: 1 } })).status, 201);
    assert.equal(await good(aws(key, 's3', 'cp', `s3://${bucket}/by-swift`, '-')), '{"a":1}');
  });
  await claim('s3: a presigned URL opens its object to whoever has it, and no other', async () => {
    const url = (await good(aws(key, 's3', 'presign', `s3://${bucket}/plain`, '--expires-in', '300'))).trim();
    const curl = (at: string) => there({}, 'curl', '-sS', '--cacert', ca, '-w', '%{http_code}', at);
    assert.equal(await good(curl(url)), 'hello200');
    assert.match(await good(curl(url.replace('/plain', '/large'))), /<Code>SignatureDoesNotMatch.*403$/s);
    assert.match(await good(curl(url.replace(/Signature=.{6}/, 'Signature=000000'))), /SignatureDoesNotMatch.*403$/s);
  });
  await claim('s3: rclone copies a tree, checks it, moves within the cloud, and reads parts', async () => {
    await succeeds(
      setting,
      {},
      'sh',
      '-c',
      "mkdir -p 'tree/deep er' && echo one > 'tree/deep er/ü' && cp large tree/l",
    );
    await good(rclone(key, 'copy', 'tree', `s:${bucket}/tree`));
    await good(rclone(key, 'check', '--download', 'tree', `s:${bucket}/tree`));
    await good(rclone(key, 'moveto', `s:${bucket}/tree/deep er/ü`, `s:${bucket}/tree/moved`));
    assert.equal(await good(rclone(key, 'cat', '--count', '2', `s:${bucket}/tree/moved`)), 'on');
    assert.match(await good(rclone(key, 'lsf', '-R', `s:${bucket}/tree`)), /^moved$/m);
    await good(rclone(key, 'purge', `s:${bucket}/tree`));
  });
  await claim('s3: a wrong secret and an unknown key are refused by the cloud, in its words', async () => {
    await refused(aws({ ...key, secret: `${key.secret.slice(1)}0` }, 's3', 'ls'), /SignatureDoesNotMatch/);
    await refused(
      aws({ ...key, access: '0'.repeat(32) }, 's3', 'ls'),
      /InvalidAccessKeyId|AccessDenied|SignatureDoesNotMatch/,
    );
  });
  await claim(
    's3: a key of another project opens no bucket, and neither does a request without a signature',
    async () => {
      // Of an account of the cloud's own, by its administrator: the gateway knows nothing of this key.
      const [zoe] = (await cloud('GET', '/users?name=zoe')).json.users as Loose[];
      const [theirs] = (await cloud('GET', '/projects?name=theirs')).json.projects as Loose[];
      const [role] = (await cloud('GET', '/roles?name=member')).json.roles as Loose[];
      assert.equal((await cloud('PUT', `/projects/${theirs.id}/users/${zoe.id}/roles/${role.id}`)).status, 204);
      const made = await cloud('POST', `/users/${zoe.id}/credentials/OS-EC2`, { tenant_id: theirs.id });
      assert.equal(made.status, 201, made.text);
      const foreign: Key = made.json.credential;
      assert.equal(await good(aws(foreign, 's3', 'ls')), '');
      await refused(aws(foreign, 's3', 'ls', `s3://${bucket}`), /NoSuchBucket/);
      await refused(aws(foreign, 's3', 'cp', `s3://${bucket}/plain`, '-'), /404|NoSuchBucket/);
      const unsigned = ['-sS', '--cacert', ca, '-w', '%{http_code}', `${ENDPOINT}/${bucket}/plain`];
      assert.match(await good(there({}, 'curl', ...unsigned)), /^(?!hello).*40[0134]$/s);
    },
  );
  await claim('s3: signed by path below the gateway’s own host, a request is refused as documented', async () => {
    const { code, stderr } = await aws(key, 's3', 'ls', '--endpoint-url', `${PUBLIC}/clouds/cloud-a/s3`);
    assert.notEqual(code, 0);
    assert.match(stderr, /SignatureDoesNotMatch/);
  });
  await claim('ec2: a key outlives the login that made it, and ends with its deletion', async () => {
    const own = await login(setting, 'alice');
    const project = await scoped(setting, own);
    const keys = `${PUBLIC}/clouds/cloud-a/identity/v3/users/${me.user.id}/credentials/OS-EC2`;
    const made = await http('POST', keys, { token: project, body: { tenant_id: me.project.id } });
    assert.equal(made.status, 201, made.text);
    await http('DELETE', `${PUBLIC}/identity/v3/auth/tokens`, { token: own, headers: { 'x-subject-token': own } });
    assert.equal((await http('GET', keys, { token: project })).status, 401);
    await good(aws(made.json.credential, 's3', 'ls'));
    await os('ec2', 'credentials', 'delete', '--user', me.user.id, made.json.credential.access);
    await refused(aws(made.json.credential, 's3', 'ls'), /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch/);
  });
  await claim('s3: rb --force leaves nothing', async () => {
    await good(aws(key, 's3', 'rb', '--force', `s3://${bucket}`));
    assert.doesNotMatch(await good(aws(key, 's3', 'ls')), new RegExp(bucket));
  });
  close();
}
