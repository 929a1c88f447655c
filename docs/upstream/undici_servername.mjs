// SPDX-License-Identifier: Apache-2.0
// undici takes the name that it asks the certificate for (SNI) from a `Host` header, where the connector names none: who sets Host to
// another name, as a proxy has to, checks the certificate against that name. Run: node undici_servername.mjs
import { Client } from 'undici';

const names = [];
const client = new Client('https://origin.example', {
  connect(options, callback) {
    names.push(options.servername);
    callback(new Error('enough'), null);
  },
});
await client.request({ method: 'GET', path: '/', headers: { host: 'public.example' } }).catch(() => {});
await client.destroy();
process.stdout.write(names[0] === 'public.example' ? 'seen\n' : `not seen: ${names}\n`);
