// SPDX-License-Identifier: Apache-2.0
// Stands in for curl where the README's commands are run, so that the tests need nothing but Node. Knows the options that
// the README uses, and fails on an error status, as `curl --fail` does.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Agent, request } from 'undici';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cacert: { type: 'string' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    request: { type: 'string', short: 'X' },
    data: { type: 'string', short: 'd' },
  },
});
const dispatcher = new Agent({ connect: values.cacert === undefined ? {} : { ca: readFileSync(values.cacert) } });
for (const url of positionals) {
  const answer = await request(url, {
    // As curl itself: what has data is posted.
    method: (values.request ?? (values.data === undefined ? 'GET' : 'POST')) as 'GET',
    headers: values.header.flatMap((line) => /^(.+?): (.*)$/.exec(line)?.slice(1) ?? []),
    body: values.data ?? null,
    dispatcher,
  });
  process.stdout.write(await answer.body.text());
  if (answer.statusCode >= 400) process.exitCode = 22;
}
await dispatcher.close();
