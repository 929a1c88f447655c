// SPDX-License-Identifier: Apache-2.0
// Every block of commands or configuration in the documentation is run or compared by a test, or stands with a reason in
// docs/unrun-blocks.md. Here configuration is held to the schema, and JSON to be JSON; the others are named with who runs them.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/config/schema.ts';
import { walk } from '../../src/config/validate.ts';
import { minimal } from './config/workspace.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Block {
  readonly page: string;
  /** `sh`, and the mark behind it: `sh run`. */
  readonly language: string;
  readonly mark: string;
  readonly text: string;
}

const pages = globSync(['*.md', 'docs/**/*.md', 'clients/*/README.md'], { cwd: root });
const blocks: Block[] = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(\w+)?(?: (\w[\w ]*))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', mark = '', text = '']) => ({ page, language, mark, text }),
  ),
);
/** What is shown and not done: output, pictures of text, a form of Markdown. */
const SHOWN = new Set(['', 'text', 'markdown']);
/** Made by `npm run generate`, and compared by its check. */
const GENERATED = /^docs\/(command-line|configuration|reference\/.+)\.md$/;

/** Who runs or compares blocks of a page, all of them or those of a language or with a mark. */
const RUN: readonly (readonly [page: RegExp, by: string, which?: RegExp])[] = [
  [/^README\.md$/, 'test/e2e/readme.test.ts', /^(sh (demo|config)|text demo|yaml (clouds|config)|apache|json)/],
  [/^README\.md$/, 'test/lab/cases/readme.ts', /lab$/],
  [/^README\.md$/, 'test/unit/lab/joining.test.ts', /^yaml$/],
  [/^clients\/python\/README\.md$/, 'test/clients/python.test.ts', /run$/],
  [/^clients\/typescript\/README\.md$/, 'test/e2e/scs-client.test.ts', /run$/],
  [/^docs\/scs-api\.md$/, 'test/e2e/readme.test.ts', /^(sh|json)/],
  [/^docs\/demo\.md$/, 'test/programs/demo-tour.test.ts', /tour$/],
  [/^docs\/login\.md$/, 'test/programs/login-page.test.ts', /(login|run|openstack)$/],
  [/^docs\/login\.md$/, 'test/e2e/packed-cli.test.ts', /^sh\ninstall /],
  [/^docs\/(de\/)?tutorials\//, 'test/e2e/tutorials.test.ts'],
  [/^docs\/tools\//, 'test/programs/tool-page.ts', /^(sh run|hcl|python|yaml networks)/],
  [/^docs\/tools\/ci\.md$/, 'test/e2e/workload-identities.test.ts', /(github|gitlab|kubernetes|use|entry)$/],
  [/^docs\/tools\/headlamp\.md$/, 'test/e2e/headlamp.ts', /(headlamp|audiences)$/],
  [/^docs\/load-balancers\.md$/, 'test/programs/front.ts', /(http|tcp|static)$/],
  [/^docs\/domain-manager\.md$/, 'test/programs/domain-manager.test.ts', /(manage|ec2)$/],
  [
    /^docs\/joining-an-openstack-cloud\.md$/,
    'test/unit/joining/commands.test.ts',
    /^(ini|apache|json|sh|yaml)( command)?$/,
  ],
  [/^docs\/joining-an-openstack-cloud\.md$/, 'test/programs/keystone-front.test.ts', /(debian|wsgi)$/],
  [/^docs\/joining-an-openstack-cloud\.md$/, 'test/lab/trust/setting.ts', /passthrough$/],
  [/^docs\/joining-a-cluster\.md$/, 'test/unit/joining/commands.test.ts', /^yaml\napiVersion: rbac/],
  [/^docs\/strategies\.md$/, 'test/unit/joining/commands.test.ts', /^sh$/],
  [/^docs\/identity-providers\.md$/, 'test/unit/federation/identity/provider-shapes.test.ts', /^yaml$/],
  [/^docs\/identity-providers\.md$/, 'test/lab/keycloak/own-realm.test.ts', /kcadm$/],
  [/^docs\/cluster-api\.md$/, 'test/lab/suites/credentials.ts', /^(yaml|ini)$/],
  [/^docs\/packages\.md$/, 'test/programs/debian-package.test.ts', /^(sh|ini)$/],
  [/^docs\/deploying\.md$/, 'test/programs/alerts.test.ts', /^sh\npromtool/],
  [/^docs\/deploying\.md$/, 'test/programs/helm-chart.test.ts', /^yaml\n# values\.yaml/],
  [/^(README|docs\/demo)\.md$/, 'test/programs/pages.test.ts', /^sh( login)?\n\. \.demo\/env\nunset/],
  [/^docs\/demo\.md$/, 'test/programs/pages.test.ts', /^sh\n(cp \.demo|export OS_ACCESS_TOKEN)/],
  [/^docs\/tools\/README\.md$/, 'test/programs/pages.test.ts', /^sh$/],
  [
    /^docs\/(application-credentials|cluster-api)\.md$/,
    'test/programs/pages.test.ts',
    /^sh\nopenstack application cred/,
  ],
  [/^docs\/application-credentials\.md$/, 'test/programs/pages.test.ts', /^yaml$/],
  [/^docs\/(exporters|strategies)\.md$/, 'test/programs/pages.test.ts', /^yaml\n(# clouds\.yaml|clouds:\n {2}there:)/],
  [/^docs\/identity\.md$/, 'test/programs/pages.test.ts', /^sh\nmkdir/],
  [
    /^docs\/joining-a-cluster\.md$/,
    'test/programs/pages.test.ts',
    /^sh\n(export KUBECONFIG|kubectl create clusterrolebinding|scs-gateway kubeconfig)/,
  ],
  [/^docs\/joining-a-cluster\.md$/, 'test/programs/pages.test.ts', /^sh\nscs-gateway member add/],
  [/^docs\/tracing\.md$/, 'test/e2e/traces.test.ts', /^sh\nexport OTEL/],
  [/^docs\/adding-a-resource\.md$/, 'test/contract/resource-template.test.ts', /^sh\ncp -R/],
  [/^clients\/python\/README\.md$/, 'test/clients/python.test.ts', /^sh\npip install/],
  [/^clients\/typescript\/README\.md$/, 'test/clients/typescript.test.ts', /^sh$/],
  [/^docs\/scs-standards\.md$/, 'test/programs/pages.test.ts', /^bash\nexport SCS/],
  [/^docs\/token-exchange\.md$/, 'test/programs/pages.test.ts', /^sh$/],
  [/^docs\/catalogue-and-lens\.md$/, 'test/programs/pages.test.ts', /^ini$/],
  [/^docs\/limits\.md$/, 'test/programs/pages.test.ts', /^sh$/],
  [
    /^docs\/(troubleshooting|continuous-tests)\.md$/,
    'test/e2e/diagnosis.test.ts',
    /^sh\n.*(explain --token|\.ci\/clouds)/,
  ],
  [/^docs\/audit\.md$/, 'test/e2e/audit.test.ts', /^sh$/],
  [/^docs\/tracing\.md$/, 'test/e2e/traces.test.ts', /^sh\ncurl/],
  [/^docs\/(websso|horizon)\.md$/, 'test/unit/websso-page.test.ts', /^(yaml|python)$/],
];

const marked = ({ language, mark }: Block): string => (mark === '' ? language : `${language} ${mark}`);
/** `which` is asked about the mark, and about mark and text. */
const means = ([page, , which]: (typeof RUN)[number], block: Block): boolean =>
  page.test(block.page) &&
  (which === undefined || which.test(marked(block)) || which.test(`${marked(block)}\n${block.text}`));
const runBy = (block: Block): string | undefined => RUN.find((row) => means(row, block))?.[1];

type Loose = Record<string, unknown>;
const object = (value: unknown): Loose | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined;

/** A whole configuration of which the block is a part; undefined for YAML that is none of the gateway's. */
function configurationOf({ language, text, page }: Block): unknown {
  // The kind of cloud that is added there is none of ours.
  if (language !== 'yaml' || page === 'docs/adding-a-kind-of-cloud.md') return undefined;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a page shows, before any check
  const part: any = object(parse(text));
  if (part === undefined) return undefined;
  const whole = minimal();
  const known = Object.keys(configSchema.properties);
  if (
    Object.keys(part).every((key) => known.includes(key)) &&
    (part.clouds === undefined || Array.isArray(part.clouds))
  )
    return {
      ...whole,
      ...part,
      gateway: { ...whole.gateway, ...object(part.gateway) },
      clouds: (part.clouds ?? whole.clouds).map((cloud: Loose) => ({
        name: 'A cloud',
        ...cloud,
        ...(cloud.openstack === undefined
          ? {}
          : { openstack: { ...whole.clouds[0].openstack, ...object(cloud.openstack) } }),
      })),
    };
  const cluster = { id: 'prod-a', server: 'https://k8s.cloud-a.example:6443', strategy: { kind: 'hub-oidc' } };
  const keys = Object.keys(part).join();
  if (keys === 'serviceAccounts' || (keys === 'strategy' && page.includes('cluster')))
    whole.clouds[0].clusters = [{ ...cluster, ...part }];
  else if (keys === 'strategy') Object.assign(whole.clouds[0].openstack, part);
  else return undefined;
  return whole;
}

const isJson = ({ language }: Block): boolean => language === 'json';

describe('every configuration block', () => {
  const configurations = blocks.flatMap((block) => {
    const whole = configurationOf(block);
    return whole === undefined ? [] : [[block.page, whole] as const];
  });

  it.each(configurations)('of %s is one that the schema takes', (_page, whole) => {
    expect(walk(configSchema, whole).faults).toEqual([]);
  });

  it('is found', () => {
    expect(configurations.length).toBeGreaterThan(15);
  });
});

it.each(blocks.filter(isJson).map((block) => [block.page, block.text] as const))(
  'JSON in %s is JSON',
  (_page, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
  },
);

describe('a block', () => {
  const unrun = blocks.filter(
    (block) =>
      !SHOWN.has(block.language) &&
      !GENERATED.test(block.page) &&
      !isJson(block) &&
      runBy(block) === undefined &&
      configurationOf(block) === undefined,
  );
  const firstLine = ({ text }: Block): string => text.split('\n')[0]?.trim() ?? '';
  const key = (page: string, line: string): string => `${page}: ${line}`;

  it('is run by a test, or stands in docs/unrun-blocks.md with a reason, and nothing else does', () => {
    const rows = [...read('docs/unrun-blocks.md').matchAll(/^\| `([^`]+)` \| `` (.+?) `` \| (.+) \|$/gm)];
    expect(rows.filter(([, , , why = '']) => why.length < 15)).toEqual([]);
    const told = rows.map(([, page = '', line = '']) => key(page, line.replaceAll('\\|', '|')));
    expect(unrun.map((block) => key(block.page, firstLine(block))).toSorted()).toEqual(told.toSorted());
  });

  it('is run by a test that exists, and there are blocks for each', () => {
    for (const row of RUN) {
      expect(existsSync(join(root, row[1])), row[1]).toBe(true);
      expect(blocks.filter((block) => means(row, block)).length, `${row[0]} ${row[2]}`).toBeGreaterThan(0);
    }
  });
});
