// SPDX-License-Identifier: Apache-2.0
// The two real clouds as the lab's cases see them: starting and stopping them, and asking them directly, as their
// administrator and around the gateway, what they themselves know.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Http } from './client.ts';

export type CloudLetter = 'a' | 'b';

export interface Cloud {
  readonly id: string;
  readonly letter: CloudLetter;
  readonly authUrl: string;
  readonly region: string;
  /** Where the cloud itself has its images, for comparing what it stored. */
  readonly imageUrl: string;
}

export const CLOUDS: readonly Cloud[] = [
  {
    id: 'cloud-a',
    letter: 'a',
    authUrl: 'http://127.0.0.2:5000/v3',
    region: 'RegionA',
    imageUrl: 'http://127.0.0.2:9292',
  },
  {
    id: 'cloud-b',
    letter: 'b',
    authUrl: 'http://127.0.0.3:5000/identity/v3',
    region: 'RegionB',
    imageUrl: 'http://127.0.0.3:5000/image',
  },
];

/** Runs one of the scripts in `openstack/`, its lines going to the terminal as they come. */
export async function script(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn('/bin/bash', [join(import.meta.dirname, 'openstack', name), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}`);
}

export const processId = (lab: string, letter: CloudLetter, name: string): number =>
  Number(readFileSync(join(lab, letter, 'run', `${name}.pid`), 'utf8'));

export async function loginAt(
  http: Http,
  cloud: Cloud,
  user: { readonly name: string; readonly password: string; readonly project: string },
): Promise<{ token: string; userId: string; projectId: string }> {
  const domain = { name: 'Default' };
  const answer = await http('POST', `${cloud.authUrl}/auth/tokens`, {
    body: {
      auth: {
        identity: { methods: ['password'], password: { user: { name: user.name, password: user.password, domain } } },
        scope: { project: { name: user.project, domain } },
      },
    },
  });
  const token = answer.headers['x-subject-token'];
  if (answer.status !== 201 || token === undefined)
    throw new Error(`${cloud.id} answered ${answer.status}: ${answer.text}`);
  return { token, userId: answer.json.token.user.id, projectId: answer.json.token.project.id };
}

export const ADMIN = { name: 'admin', password: 'admin-pw', project: 'admin' };
export const DEMO = { name: 'demo', password: 'demo-pw', project: 'demo' };

/** Every id by which the cloud knows the hub's users, their projects and domain, and the technical user with its project. */
export async function callerIds(http: Http, cloud: Cloud): Promise<Map<string, string>> {
  const { token } = await loginAt(http, cloud, ADMIN);
  const list = async (path: string, key: string): Promise<{ id: string; name: string }[]> =>
    (await http('GET', `${cloud.authUrl}${path}`, { token })).json[key];
  const [hub] = await list('/domains?name=hub', 'domains');
  if (!hub) throw new Error(`${cloud.id} has no domain hub`);
  const demo = await loginAt(http, cloud, DEMO);
  const ids = new Map([
    [hub.id, `domain id at ${cloud.id}`],
    [demo.userId, `technical user id at ${cloud.id}`],
    [demo.projectId, `technical project id at ${cloud.id}`],
  ]);
  for (const user of await list(`/users?domain_id=${hub.id}`, 'users'))
    ids.set(user.id, `user id of ${user.name} at ${cloud.id}`);
  for (const project of await list(`/projects?domain_id=${hub.id}`, 'projects'))
    ids.set(project.id, `project id of ${project.name} at ${cloud.id}`);
  return ids;
}
