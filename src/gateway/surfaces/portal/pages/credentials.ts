// SPDX-License-Identifier: Apache-2.0
// Application credentials: what there is, a new one whose secret is told once, and the end of one. The secret is nowhere but in
// the page that tells it: what is downloaded from there is made of what that page sends back.
import type { ApplicationCredential } from '../../../../model/application-credential.ts';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import type { MadeCredential } from '../../../own-credentials.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, type View, view } from '../page.ts';
import { type ClientEntry, cloudsYamlOf, entryForProgram, openrcOf } from '../parts/client-files.ts';
import { option } from '../parts/comparing.ts';
import { hidden, ownForm } from '../parts/own-form.ts';
import { sign } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { codeBlock, identitySnippets, shellWord } from '../snippets.ts';
import type { Visit } from '../visit.ts';
import { SHELL, YAML } from './downloads.ts';

/** Days that a new one may live; the first is what is proposed. */
const LIVES = ['90', '7', '30', '365', ''] as const;
const DAY_MS = 24 * 60 * 60_000;
const FIELDS = ['name', 'description', 'project', 'role', 'days'] as const;

export const credentials: Page = {
  path: '/me/credentials',
  get: (visit) => overview(visit, new URLSearchParams()),
  async post(visit, form) {
    // What is wrong with it is said above the form, which keeps what was written.
    const wanted = wantedOf(form, visit.now);
    try {
      return told(visit, await visit.credentials.make(form.get('project') ?? '', wanted));
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (error.status >= 500) throw thrown;
      return overview(visit, form, error);
    }
  },
};

export const credentialEnd: Page = {
  path: '/me/credentials/:id/delete',
  async get(visit) {
    const one = (await visit.credentials.list()).find(({ id }) => id === visit.params.id);
    if (one === undefined) throw new GatewayError('notFound', { detail: 'no such page' });
    const { credentials: words, act } = visit.t;
    const title = words.end(one.name);
    return view(
      title,
      html`<div class="title"><p class="small"><a href="${visit.link('/me/credentials')}">${words.title}</a></p><h1>${title}</h1></div><div class="notice bad"><p>${words.endHint}</p></div><form method="post" class="actions">${ownForm(visit)}<button class="danger">${act.verb.delete}</button></form><p><a href="${visit.link('/me/credentials')}">${act.cancel}</a></p>`,
      {
        snippets: identitySnippets(visit.publicUrl, {
          method: 'DELETE',
          path: pathOf(visit, one.id),
          openstack: `openstack application credential delete ${shellWord(one.id)}`,
        }),
      },
    );
  },
  async post(visit) {
    await visit.credentials.remove(visit.params.id ?? '');
    return { kind: 'redirect', to: '/portal/me/credentials' };
  },
};

/** As the gateway makes them. */
const ID = /^[\w-]{1,64}$/;
const SECRET = /^[\w-]{16,512}$/;

/** What the page with the secret sends back, as a file. */
export const credentialFile: Page = {
  path: '/me/credentials/file',
  get: () => ({ kind: 'redirect', to: '/portal/me/credentials' }),
  post(visit, form) {
    const [id = '', secret = ''] = [form.get('id') ?? '', form.get('secret') ?? ''];
    if (!ID.test(id) || !SECRET.test(secret)) throw new GatewayError('badRequest', { detail: 'no credential of ours' });
    const regions = form.getAll('region').filter((one) => visit.clouds.some((cloud) => cloud.id === one));
    const entry = entryForProgram(
      { publicUrl: visit.publicUrl, name: (form.get('name') ?? '').slice(0, 255), regions },
      { id, secret },
    );
    return form.get('as') === 'openrc'
      ? { kind: 'download', name: `${entry.name}-openrc.sh`, type: SHELL, body: openrcOf(entry) }
      : { kind: 'download', name: 'clouds.yaml', type: YAML, body: cloudsYamlOf([entry]) };
  },
};

/** In the words of the API, which checks it. */
function wantedOf(form: URLSearchParams, now: number): Readonly<Record<string, unknown>> {
  const text = (name: string): string => form.get(name)?.trim() ?? '';
  const [role, days] = [text('role'), Number(text('days'))];
  return {
    name: text('name'),
    ...(text('description') !== '' && { description: text('description') }),
    ...(role !== '' && { roles: [{ name: role }] }),
    // Whatever is no number of days ends at once, which the API refuses.
    ...(text('days') !== '' && {
      expires_at: new Date(now + (days >= 1 && days <= 3650 ? days : 0) * DAY_MS).toISOString(),
    }),
  };
}

async function overview(visit: Visit, form: URLSearchParams, error?: GatewayError): Promise<View> {
  const { t } = visit;
  const [list, { body }] = await Promise.all([
    visit.credentials.list(),
    visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects'),
  ]);
  const sorted = list.toSorted((a, b) => a.name.localeCompare(b.name));
  const wrong =
    error === undefined
      ? NOTHING
      : html`<div class="notice bad" role="alert"><strong>${t.credentials.refused}</strong><p lang="en">${error.message}</p></div>`;
  return view(
    t.credentials.title,
    html`<div class="title"><p class="small"><a href="${visit.link('/me')}">${t.me.title}</a></p><h1>${t.credentials.title}</h1><p class="lead">${t.credentials.lead}</p></div>
${wrong}
<section><h2>${t.credentials.yours}</h2>${sorted.length === 0 ? html`<p>${t.credentials.none}</p>` : listed(visit, sorted)}</section>
${newOne(visit, body.items, form)}`,
    {
      snippets: identitySnippets(visit.publicUrl, {
        method: 'POST',
        path: pathOf(visit),
        body: { application_credential: { name: 'ci-pipeline' } },
        openstack: 'openstack application credential create ci-pipeline\nopenstack application credential list',
      }),
      ...(error && { status: error.status }),
    },
  );
}

/** Of the identity service: the same as here. */
const pathOf = ({ caller }: Visit, id = ''): string =>
  `/users/${encodeURIComponent(caller?.principal.id ?? '')}/application_credentials${id === '' ? '' : `/${encodeURIComponent(id)}`}`;

function listed(visit: Visit, list: readonly ApplicationCredential[]): Html {
  const { t, now } = visit;
  const rows = list.map((one) => {
    const { id, name, description, project, roles, limited, unrestricted, accessRules, expiresAt } = one;
    const ended = expiresAt !== undefined && expiresAt <= now;
    const may = [
      limited ? roles.join(', ') : t.credentials.allRoles,
      ...(unrestricted ? [t.credentials.unrestricted] : []),
      ...(accessRules === undefined ? [] : [t.credentials.rules(visit.format.number(accessRules.length))]),
    ];
    return [
      html`${name}${description === null ? NOTHING : html`<div class="small">${description}</div>`}`,
      html`<code>${id}</code>`,
      `${project.domain.name}/${project.name}`,
      may.join(' · '),
      expiresAt === undefined
        ? t.credentials.never
        : ended
          ? html`${sign('bad', t.credentials.ended)} ${visit.format.ago(expiresAt)}`
          : visit.format.ago(expiresAt),
      html`<div class="actions"><a class="button danger" href="${visit.link(`/me/credentials/${encodeURIComponent(id)}/delete`)}">${t.act.verb.delete}<span class="hidden"> ${name}</span></a></div>`,
    ];
  });
  const head = [t.resources.name, 'ID', t.me.project, t.credentials.may, t.me.until, t.act.acts];
  return table({ id: 'credentials', caption: t.credentials.yours, head, rows });
}

function newOne(visit: Visit, projects: readonly ProjectItem[], form: URLSearchParams): Html {
  const { t } = visit;
  const was = Object.fromEntries(FIELDS.map((field) => [field, form.get(field)]));
  if (projects.length === 0) return html`<section><h2>${t.credentials.fresh}</h2><p>${t.me.noProjects}</p></section>`;
  const roles = [...new Set(projects.flatMap((one) => Object.values(one.roles).flatMap((some) => some ?? [])))];
  const days = was.days ?? LIVES[0];
  return html`<section><h2>${t.credentials.fresh}</h2><form method="post" class="wishes">
${ownForm(visit)}
<label>${t.resources.name}<input name="name" required maxlength="255" autocomplete="off" value="${was.name}" placeholder="ci-pipeline"></label>
<label>${t.credentials.description}<input name="description" maxlength="255" autocomplete="off" value="${was.description}"></label>
<label>${t.me.project}<select name="project" required>${projects.map(({ id, name, domain }) => option(id, `${domain.name}/${name}`, was.project ?? null))}</select></label>
<label>${t.credentials.may}<select name="role">${option('', t.credentials.allRoles, was.role ?? null)}${roles.toSorted().map((role) => option(role, t.credentials.onlyRole(role), was.role ?? null))}</select></label>
<label>${t.credentials.life}<select name="days">${LIVES.map((life) => option(life, life === '' ? t.credentials.never : t.credentials.days(visit.format.number(Number(life))), days))}</select></label>
<div class="actions"><button class="strong">${t.credentials.make}</button></div></form></section>`;
}

/** Nobody can see it again: not the gateway either, which keeps a hash of it. */
async function told(visit: Visit, { credential, secret, degraded }: MadeCredential): Promise<View> {
  const { t, publicUrl } = visit;
  const { id, name, project } = credential;
  const { body } = await visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects');
  const regions = body.items.find((one) => one.id === project.id)?.clouds ?? [];
  const entry: ClientEntry = entryForProgram({ publicUrl, name, regions }, { id, secret });
  const file = html`<form method="post" action="${visit.link('/me/credentials/file')}" class="actions">${ownForm(visit)}${hidden('id', id)}${hidden('secret', secret)}${hidden('name', name)}${regions.map((region) => hidden('region', region))}<button class="strong" name="as" value="clouds.yaml">clouds.yaml</button><button name="as" value="openrc">openrc</button></form>`;
  const away = degraded.map((cloud) => visit.cloudName(cloud)).join(', ');
  return view(
    t.credentials.made,
    html`<div class="title"><p class="small"><a href="${visit.link('/me/credentials')}">${t.credentials.title}</a></p><h1>${t.credentials.made}</h1></div>
<div class="notice warn" role="status"><p><strong>${t.credentials.once}</strong></p><p>${t.credentials.onceHint}</p></div>
${away === '' ? NOTHING : html`<p class="notice warn">${t.credentials.degraded(away)}</p>`}
<dl class="facts"><dt>${t.resources.name}</dt><dd>${name}</dd><dt>ID</dt><dd><code>${id}</code></dd><dt>${t.credentials.secret}</dt><dd><code>${secret}</code></dd><dt>${t.me.project}</dt><dd>${project.domain.name}/${project.name}</dd></dl>
<section><h2>${t.me.downloads}</h2>${file}</section>
<div class="codes">${codeBlock('clouds.yaml', cloudsYamlOf([entry]), t)}${codeBlock('openrc', openrcOf(entry), t)}</div>`,
    { status: 201, secret: true },
  );
}
