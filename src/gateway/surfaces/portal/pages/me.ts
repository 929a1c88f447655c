// SPDX-License-Identifier: Apache-2.0
// Who somebody is to the clouds, in which projects, and how the same login serves their own tools.
import type { Me } from '../../../../scs/me.ts';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { ownForm } from '../parts/own-form.ts';
import { table } from '../parts/table.ts';
import { FRONT } from '../places.ts';
import { codeBlock, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

interface Projects {
  readonly items: readonly ProjectItem[];
  readonly clouds: readonly CloudReport[];
}

export const me: Page = {
  path: '/me',
  nav: 'me',
  async get(visit) {
    const { t } = visit;
    const [{ body: self }, { body: projects }] = await Promise.all([
      visit.ask<Me>('getMe'),
      visit.ask<Projects>('listProjects'),
    ]);
    return view(
      t.me.title,
      html`<div class="title"><h1>${self.user.name}</h1><p class="lead">${t.me.who}</p></div>
${self.notes.filter(({ code }) => code !== LEFT_OUT).map(({ message }) => html`<p class="notice warn" lang="en">${message}</p>`)}
${identity(visit, self)}
${projectTable(visit, projects)}
${tools(visit, projects)}
${downloads(visit)}
${credentialsPart(visit)}
${sessions(visit)}`,
      {
        snippets: snippetsOf(visit, 'getMe', { openstack: 'openstack token issue\nopenstack federation project list' }),
      },
    );
  },
  async post(visit, form) {
    if (form.get('do') === 'end-all') await visit.ask('revokeMyTokens');
    return { kind: 'redirect', to: FRONT };
  },
};

/** Beside the groups: it is nothing wrong. */
const LEFT_OUT = 'groupsLeftOut';

function identity(visit: Visit, { user, identityProvider, notes }: Me): Html {
  const { t, session } = visit;
  const left = notes.find(({ code }) => code === LEFT_OUT);
  const groups = user.groups.length === 0 ? t.me.noGroups : user.groups.join(', ');
  const facts: readonly (readonly [string, Html | string | null])[] = [
    [t.me.name, user.name],
    [t.me.domain, user.domain],
    [t.me.email, user.email ?? '–'],
    [t.me.provider, identityProvider],
    [
      t.me.groups,
      html`${groups}${left === undefined ? NOTHING : html`<div class="small" lang="en">${left.message}</div>`}`,
    ],
    [t.me.id, html`<code>${user.id}</code>`],
    [t.me.session, html`${t.me.until} ${visit.format.ago(session?.until) ?? '–'}. ${t.me.renewed}`],
  ];
  return html`<dl class="facts">${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
}

function projectTable(visit: Visit, { items, clouds }: Projects): Html {
  const { t } = visit;
  const failed = clouds.flatMap(({ cloud, error }) =>
    error === undefined ? [] : [html`<li>${visit.cloudName(cloud)}: <span lang="en">${error.detail}</span></li>`],
  );
  const rows = items.map(({ id, name, domain, clouds: where, roles }) => [
    `${domain.name}/${name}`,
    where.map((id) => visit.cloudName(id)).join(', '),
    [...new Set(Object.values(roles).flatMap((some) => some ?? []))].join(', ') || '–',
    html`<a href="${visit.link('/me/openrc', { project: id })}">${t.me.openrc}<span class="hidden"> ${domain.name}/${name}</span></a>`,
  ]);
  return html`<section><h2>${t.me.projects}</h2>${
    rows.length === 0
      ? html`<p>${t.me.noProjects}</p>`
      : table({
          id: 'projects',
          caption: t.me.projects,
          head: [t.me.project, t.me.clouds, t.me.roles, t.me.downloads],
          rows,
        })
  }${failed.length === 0 ? NOTHING : html`<ul class="notice warn">${failed}</ul>`}</section>`;
}

/** Three lines for each, which need nothing that was pasted before. */
function tools({ t, publicUrl }: Visit, { items: [project] }: Projects): Html {
  const login = `scs-gateway login --gateway ${shellWord(publicUrl)}`;
  const scope = project === undefined ? '' : ` --project ${shellWord(`${project.domain.name}/${project.name}`)}`;
  const [first] = project?.clouds ?? [];
  const region = first === undefined ? '' : ` --os-region-name ${shellWord(first)}`;
  return html`<section><h2>${t.me.tools}</h2><p class="lead">${t.me.toolsHint}</p><div class="codes">
${codeBlock(t.me.command, `${login}\nscs-gateway whoami\nscs-gateway token`, t)}
${codeBlock(t.me.openstack, `${login}\nscs-gateway clouds-yaml --merge${scope}\nopenstack --os-cloud scs${region} server list`, t)}
${codeBlock(t.me.kubernetes, `${login}\nscs-gateway kubeconfig --merge\nkubectl config get-contexts`, t)}
${codeBlock(t.me.terraform, `${login}\neval "$(scs-gateway env${scope})"\nterraform plan`, t)}
</div></section>`;
}

function downloads(visit: Visit): Html {
  const { t } = visit;
  const one = (name: 'cloudsYaml' | 'kubeconfig', path: string): Html =>
    html`<li><a href="${visit.link(path)}">${t.me[name]}</a><p class="small">${t.me[`${name}Hint`]}</p></li>`;
  return html`<section><h2>${t.me.downloads}</h2><ul class="plain">${one('cloudsYaml', '/me/clouds.yaml')}${one('kubeconfig', '/me/kubeconfig')}</ul></section>`;
}

const credentialsPart = ({ t, link }: Visit): Html =>
  html`<section><h2>${t.credentials.title}</h2><p class="lead">${t.credentials.lead}</p><p class="actions"><a class="button" href="${link('/me/credentials')}">${t.credentials.manage}</a></p></section>`;

const sessions = (visit: Visit): Html =>
  html`<section><h2>${visit.t.me.sessions}</h2><p class="lead">${visit.t.me.sessionsHint}</p><form method="post">${ownForm(visit)}<button class="danger" name="do" value="end-all">${visit.t.me.endAll}</button></form></section>`;
