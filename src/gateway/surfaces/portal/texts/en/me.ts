// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const me = {
  title: 'Me',
  who: 'Who you are to the clouds',
  name: 'User name',
  domain: 'Domain',
  email: 'E-mail',
  id: 'User id',
  provider: 'Identity provider',
  groups: 'Groups',
  noGroups: 'none',
  session: 'This session',
  until: 'Ends',
  renewed: 'It is renewed while you work.',
  projects: 'Your projects',
  project: 'Project',
  clouds: 'Clouds',
  roles: 'Roles',
  noProjects: 'You have no project on any cloud.',
  tools: 'Use your own tools',
  toolsHint: 'The command logs you in once; the other tools use that login.',
  command: 'The command',
  openstack: 'openstack, openstacksdk, Ansible',
  kubernetes: 'kubectl, helm',
  terraform: 'Terraform and other programs',
  downloads: 'Downloads',
  cloudsYaml: 'clouds.yaml',
  cloudsYamlHint:
    'One entry for each project; the openstack command then logs in by itself, with a code for your browser. It needs a client of 2023 or newer; an older one takes what scs-gateway clouds-yaml writes.',
  openrc: 'openrc',
  kubeconfig: 'kubeconfig',
  kubeconfigHint: 'One context for each cluster; kubectl logs in by the scs-gateway command.',
  sessions: 'End all sessions',
  sessionsHint:
    'Ends this session and every other token that the gateway has given you until now, on every machine. You have to log in again everywhere. The gateway keeps no list of sessions, since each is in its browser or program alone: so none can be shown here, or ended by itself but where it is.',
  endAll: 'End all my sessions',
} as const satisfies Words;
