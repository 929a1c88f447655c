// SPDX-License-Identifier: Apache-2.0
// Images: a large one up and down with the same checksum at the client, in the cloud's own record and in the file saved.
import assert from 'node:assert/strict';
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { ADMIN, loginAt } from '../clouds.ts';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf } from './context.ts';

export interface RandomFile {
  readonly path: string;
  readonly size: number;
  readonly sha512: string;
}

/** Random bytes, so that nothing on the way can shorten them. */
export async function randomFile(path: string, megabytes: number): Promise<RandomFile> {
  const size = megabytes * 1024 * 1024;
  if (!existsSync(path) || statSync(path).size !== size) {
    const out = createWriteStream(path);
    for (let at = 0; at < megabytes; at += 1) {
      if (!out.write(randomFillSync(Buffer.alloc(1024 * 1024)))) await once(out, 'drain');
    }
    out.end();
    await finished(out);
  }
  return { path, size, sha512: await sha512(path) };
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export async function imageCases(lab: Context, { cloud, login, os }: Chosen, file: RandomFile): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) =>
    lab.claims.claim(`${cloud.id} by ${login}: ${title}`, check);
  const name = `lab-${process.pid}-${login}`;
  const megabytes = file.size / 1024 / 1024;

  await claim(`image create --file with ${megabytes} MB; the cloud's own record has the file's SHA-512`, async () => {
    const format = ['--disk-format', 'raw', '--container-format', 'bare'];
    const image = JSON.parse(
      await os.plain('image', 'create', name, '--file', file.path, ...format, '-f', 'json'),
    ) as Row;
    const { token } = await loginAt(lab.direct, cloud, ADMIN);
    const own = (await lab.direct('GET', `${cloud.imageUrl}/v2/images/${image.id}`, { token })).json;
    assert.equal(own.status, 'active');
    assert.equal(own.size, file.size);
    assert.equal(own.os_hash_value, file.sha512);
  });

  await claim("image list and image show; the owner is the gateway's project", async () => {
    rowOf(await os.json<Row[]>('image', 'list'), 'Name', name);
    const image = await os.json<Row>('image', 'show', name);
    assert.equal(image.owner, (await os.json<Row>('token', 'issue')).project_id);
    assert.equal(image.size, file.size);
  });

  await claim(`image save gives the same ${megabytes} MB back`, async () => {
    const saved = join(lab.scratch, `${name}-${cloud.id}.raw`);
    try {
      await os.plain('image', 'save', '--file', saved, name);
      assert.equal(await sha512(saved), file.sha512);
    } finally {
      rmSync(saved, { force: true });
    }
  });

  await claim('image delete, then it is not in the list', async () => {
    await os.run('image', 'delete', name);
    assert.ok(!(await os.json<Row[]>('image', 'list', '--private')).some((image) => image.Name === name));
  });
}

/** `research` and `teaching`: the same user's client in two projects. */
export async function sharingCases(lab: Context, research: Chosen, teaching: Chosen): Promise<void> {
  const { cloud } = research;
  await lab.claims.claim(
    `${cloud.id}: an image shared with another project by its gateway id is accepted and seen there`,
    async () => {
      const name = `shared-${process.pid}`;
      const target = (await teaching.os.json<Row>('token', 'issue')).project_id as string;
      const image = await research.os.json<Row>(
        'image',
        'create',
        name,
        '--shared',
        '--disk-format',
        'raw',
        '--container-format',
        'bare',
      );
      try {
        const member = await research.os.json<Row>('image', 'add', 'project', image.id, target);
        assert.equal(member.member_id, target);
        await teaching.os.run('image', 'set', '--accept', image.id);
        assert.equal(rowOf(await teaching.os.json<Row[]>('image', 'list', '--shared'), 'ID', image.id).Name, name);
        const members = await research.os.json<Row[]>('image', 'member', 'list', image.id);
        assert.deepEqual(
          members.map((row) => [row['Member ID'], row.Status]),
          [[target, 'accepted']],
        );
        // The cloud's own record names its own project, not ours.
        const { token } = await loginAt(lab.direct, cloud, ADMIN);
        const own = (await lab.direct('GET', `${cloud.imageUrl}/v2/images/${image.id}/members`, { token })).json
          .members;
        const project = (await lab.direct('GET', `${cloud.authUrl}/projects/${own[0].member_id}`, { token })).json
          .project;
        assert.equal(project.name, 'teaching');
      } finally {
        await research.os.run('image', 'delete', image.id);
      }
    },
  );
}
