// SPDX-License-Identifier: Apache-2.0
// The script, played at a stand-in.
import { startCloud } from '../../../standins/cloud.ts';
import { type Place, type Played, play } from './play.ts';
import { SCRIPT } from './script.ts';

const USER = { name: 'local', password: 'local-pw' };

export async function playAtStandIn(shape: 'ports' | 'paths' = 'ports'): Promise<readonly Played[]> {
  const cloud = await startCloud({
    name: 'cloud-a',
    region: 'RegionA',
    shape,
    projects: ['acme/research'],
    users: [{ ...USER, domain: 'Default', roles: [['acme', 'research', 'member']] }],
    groups: {},
    settle: 20,
  });
  try {
    const domain = { name: 'Default' };
    const auth = {
      identity: { methods: ['password'], password: { user: { ...USER, domain } } },
      scope: { project: { id: cloud.projectIds['acme/research'] } },
    };
    const login = await fetch(`${cloud.authUrl}/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth }),
    });
    const { token } = (await login.json()) as { token: { catalog: { type: string; endpoints: { url: string }[] }[] } };
    const types: Readonly<Record<string, readonly string[]>> = { volume: ['volumev3', 'block-storage'] };
    const place: Place = {
      token: login.headers.get('x-subject-token') ?? '',
      endpoint: (service) =>
        token.catalog.find(({ type }) => (types[service] ?? [service]).includes(type))?.endpoints[0]?.url ?? '',
      async send(method, url, options) {
        const answer = await fetch(url, { method, ...options });
        return { status: answer.status, text: await answer.text() };
      },
    };
    return await play(SCRIPT, place, 5000);
  } finally {
    await cloud.close();
  }
}
