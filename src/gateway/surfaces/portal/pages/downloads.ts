// SPDX-License-Identifier: Apache-2.0
// The files that tools read: an entry of clouds.yaml for each project, the same of one project for a shell, and a kubeconfig. None
// holds a secret: the tools log in by themselves.
import { GatewayError } from '../../../../model/errors.ts';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import type { Page } from '../page.ts';
import { type ClientEntry, cloudsYamlOf, entryForPerson, openrcOf } from '../parts/client-files.ts';
import type { Visit } from '../visit.ts';

export const YAML = 'application/yaml';
/** No browser shows it as a page. */
export const SHELL = 'application/x-sh';

export const kubeconfig: Page = {
  path: '/me/kubeconfig',
  async get(visit) {
    const { body } = await visit.ask<string>('getKubeconfig');
    return { kind: 'download', name: 'kubeconfig', type: YAML, body };
  },
};

export const cloudsYaml: Page = {
  path: '/me/clouds.yaml',
  async get(visit) {
    const entries = (await projectsOf(visit)).map((project) => entryOf(visit, project));
    return { kind: 'download', name: 'clouds.yaml', type: YAML, body: cloudsYamlOf(entries) };
  },
};

/** Of the project that the address names. */
export const openrc: Page = {
  path: '/me/openrc',
  async get(visit) {
    const project = (await projectsOf(visit)).find(({ id }) => id === visit.query.get('project'));
    if (project === undefined) throw new GatewayError('notFound', { message: 'No cloud gives you this project.' });
    const entry = entryOf(visit, project);
    return { kind: 'download', name: `${entry.name}-openrc.sh`, type: SHELL, body: openrcOf(entry) };
  },
};

async function projectsOf(visit: Visit): Promise<readonly ProjectItem[]> {
  const { body } = await visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects');
  return body.items;
}

function entryOf({ publicUrl, caller, commandLine }: Visit, { clouds, ...project }: ProjectItem): ClientEntry {
  const { identityProvider = '', protocol = '' } = caller?.principal ?? {};
  return entryForPerson(
    { publicUrl, project, regions: clouds },
    { identityProvider, protocol },
    commandLine(identityProvider),
  );
}
