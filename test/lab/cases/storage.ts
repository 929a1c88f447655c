// SPDX-License-Identifier: Apache-2.0
// Volumes, and objects that come back byte for byte.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf, until } from './context.ts';

export async function storageCases(lab: Context, { cloud, login, os }: Chosen): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) =>
    lab.claims.claim(`${cloud.id} by ${login}: ${title}`, check);
  const name = `lab-${process.pid}-${login}`;

  await claim('volume create, list, show, delete', async () => {
    await os.run('volume', 'create', '--size', '1', name);
    const status = async (): Promise<string> => (await os.json<Row>('volume', 'show', name)).status;
    await until('volume available', 60, async () => (await status()) === 'available');
    rowOf(await os.json<Row[]>('volume', 'list', '--long'), 'Name', name);
    await os.run('volume', 'delete', name);
    await until(
      'volume gone',
      60,
      async () => !(await os.json<Row[]>('volume', 'list')).some((row) => row.Name === name),
    );
  });

  await claim('container and object create, list, save with equal bytes, delete', async () => {
    const [sent, saved] = [
      join(lab.scratch, `${name}-${cloud.id}.object`),
      join(lab.scratch, `${name}-${cloud.id}.saved`),
    ];
    // What a body holds is the user's: an id of the gateway's in it must come back as it went.
    const ids = await os.json<Row>('token', 'issue');
    writeFileSync(
      sent,
      JSON.stringify({ project: ids.project_id, user: ids.user_id, url: `${lab.publicUrl}/clouds/x` }),
    );
    try {
      await os.run('container', 'create', name);
      await os.run('object', 'create', '--name', 'thing.json', name, sent);
      rowOf(await os.json<Row[]>('object', 'list', name), 'Name', 'thing.json');
      await os.run('object', 'save', '--file', saved, name, 'thing.json');
      assert.deepEqual(readFileSync(saved), readFileSync(sent));
      await os.run('container', 'delete', '--recursive', name);
    } finally {
      for (const file of [sent, saved]) rmSync(file, { force: true });
    }
  });
}
