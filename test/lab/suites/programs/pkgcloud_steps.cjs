// SPDX-License-Identifier: Apache-2.0
// pkgcloud's OpenStack clients. It knows passwords only, so its login is given a token instead, on both sides. Prints records
// as steps.sh does.
const { createReadStream, createWriteStream, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const pkg = createRequire(`${process.env.MODULES}/`);
const pkgcloud = pkg('pkgcloud');
const { Identity } = pkg('pkgcloud/lib/pkgcloud/openstack/context/identity');
const { AUTH_URL, TOKEN, PROJECT, REGION, IMAGE, FLAVOR } = process.env;
Identity.prototype._buildAuthenticationPayload = function () {
  const identity = { methods: ['token'], token: { id: TOKEN } };
  this._authenticationPayload = { auth: { identity, scope: { project: { id: PROJECT } } } };
};
const options = {
  provider: 'openstack',
  username: 'any',
  password: 'any',
  keystoneAuthVersion: 'v3',
  authUrl: AUTH_URL,
  region: REGION,
};
const step = async (title, work) => {
  let [code, out, err] = [0, '', ''];
  try {
    out = JSON.stringify(await work());
  } catch (error) {
    [code, err] = [error.statusCode ?? error.name, JSON.stringify(error.result ?? String(error.stack))];
  }
  process.stdout.write(`\x1e${title}\x1f${code}\x1f${out}\x1f${err}`);
};
const ask = (client, method, ...args) =>
  new Promise((resolve, reject) => client[method](...args, (error, value) => (error ? reject(error) : resolve(value))));
const names = (list) => list.map(({ name }) => name).sort();

async function main() {
  const storage = pkgcloud.storage.createClient(options);
  const body = 'words '.repeat(1000);
  writeFileSync('file', body);
  const upload = (remote, more = {}) =>
    new Promise((resolve, reject) => {
      const to = storage.upload({ container: 'pkgcloud', remote, ...more });
      to.on('error', reject);
      to.on('success', (file) => resolve([file.name, file.size]));
      createReadStream('file').pipe(to);
    });
  await step(
    'container create',
    async () => (await ask(storage, 'createContainer', { name: 'pkgcloud', metadata: { colour: 'blue' } })).name,
  );
  await step('containers', async () =>
    names(await ask(storage, 'getContainers')).filter((name) => name === 'pkgcloud'),
  );
  await step('upload, a name with an extension', () => upload('file.txt'));
  await step('upload, a name without an extension', () => upload('a b/ü%41'));
  await step('upload, a name with a backslash', () => upload('back\\slash.txt'));
  await step('upload with metadata', () => upload('meta.json', { metadata: { colour: 'red' } }));
  await step('files', async () => names(await ask(storage, 'getFiles', 'pkgcloud')));
  await step('file', async () => (await ask(storage, 'getFile', 'pkgcloud', 'meta.json')).metadata);
  await step(
    'download',
    () =>
      new Promise((resolve, reject) => {
        const to = createWriteStream('back');
        storage.download({ container: 'pkgcloud', remote: 'file.txt' }).on('error', reject).pipe(to);
        to.on('finish', () => resolve(readFileSync('back', 'utf8') === body));
      }),
  );
  for (const name of ['file.txt', 'a b/ü%41', 'back\\slash.txt', 'meta.json'])
    await step(`remove ${name}`, () => ask(storage, 'removeFile', 'pkgcloud', name));
  await step('container destroy', () => ask(storage, 'destroyContainer', 'pkgcloud'));

  const network = pkgcloud.network.createClient(options);
  let net;
  await step('network create', async () => {
    net = await ask(network, 'createNetwork', { name: 'pkgcloud' });
    return net.name;
  });
  await step(
    'subnet create',
    async () =>
      (await ask(network, 'createSubnet', { name: 'pkgcloud', networkId: net.id, cidr: '10.60.0.0/24', ipVersion: 4 }))
        .name,
  );
  await step('networks', async () => names(await ask(network, 'getNetworks')).filter((name) => name === 'pkgcloud'));
  await step('network destroy', async () => ask(network, 'destroyNetwork', net.id));

  const compute = pkgcloud.compute.createClient(options);
  await step('flavors', async () => names(await ask(compute, 'getFlavors')));
  await step('images', async () => names(await ask(compute, 'getImages')).filter((name) => name === IMAGE));
  let server;
  await step('server create', async () => {
    const id = (list, name) => list.find((each) => each.name === name).id;
    const flavor = id(await ask(compute, 'getFlavors'), FLAVOR);
    const image = id(await ask(compute, 'getImages'), IMAGE);
    const uuid = id(await ask(network, 'getNetworks'), 'private');
    server = await ask(compute, 'createServer', { name: 'pkgcloud', flavor, image, networks: [{ uuid }] });
    return server.name;
  });
  await step('server', async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      const { status, name } = await ask(compute, 'getServer', server.id);
      if (status === 'RUNNING') return [name, status];
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error('it does not run');
  });
  await step('server destroy', async () => Object.keys(await ask(compute, 'destroyServer', server.id)));
  const volumes = pkgcloud.blockstorage.createClient(options);
  await step('volumes', async () => names(await ask(volumes, 'getVolumes')).length);
  await step('server, missing', () => ask(compute, 'getServer', '00000000-0000-0000-0000-000000000000'));
}
main().then(() => process.exit(0));
