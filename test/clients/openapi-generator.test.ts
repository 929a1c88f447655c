// SPDX-License-Identifier: Apache-2.0
// Clients that have to be compiled, or come from openapi-generator: what that makes of the document for Go, Java and Python, and
// oapi-codegen for Go.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { machineEnv } from '../lab/suites/tools.ts';
import { atDemo, DOCUMENT, here, TOURS, takesTheTour } from './setting.ts';

const VERSION = '7.25.0';
const JAR = `org/openapitools/openapi-generator-cli/${VERSION}/openapi-generator-cli-${VERSION}.jar`;

atDemo();
let jar: string;
beforeAll(async () => {
  const { tools } = here();
  const kept = await tools.once(`openapi-generator-${VERSION}`, async (made) => {
    const coordinates = `org.openapitools:openapi-generator-cli:${VERSION}`;
    const goals = ['dependency:get', `-Dartifact=${coordinates}`, '-Dtransitive=false', `-Dmaven.repo.local=${made}`];
    await tools.must('nice', ['-n', '10', 'mvn', '-B', '-q', ...goals], { env: machineEnv() });
  });
  jar = join(kept, JAR);
});

/** Its folder. */
async function generate(language: string, properties: string): Promise<string> {
  const { tools, folder } = here();
  const home = join(folder, `openapi-generator-${language}`);
  const what = 'apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false';
  const options = ['-g', language, '-i', DOCUMENT, '-o', home, '--global-property', what];
  const more = ['--additional-properties', properties];
  await tools.must('nice', ['-n', '10', 'java', '-jar', jar, 'generate', ...options, ...more], { env: machineEnv() });
  return home;
}

describe('openapi-generator for Python', () => {
  let bin: string;
  let home: string;
  beforeAll(async () => {
    const { tools } = here();
    home = await generate('python', 'packageName=scs_api');
    const packages = [
      'pydantic==2.14.4',
      'python-dateutil==2.9.0.post0',
      'urllib3==2.8.0',
      'typing-extensions==4.16.0',
    ];
    bin = await tools.python('openapi-generator', ...packages);
    cpSync(join(TOURS, 'openapi_generator.py'), join(home, 'tour.py'));
  });

  it('makes modules that can all be imported', async () => {
    const modules = readdirSync(join(home, 'scs_api/models')).filter((name) => name.endsWith('.py'));
    expect(modules.length).toBeGreaterThan(150);
    await here().tools.must(join(bin, 'python'), ['-W', 'error', '-c', 'from scs_api import *'], { cwd: home });
  });

  takesTheTour('openapi-generator, Python', () => [join(bin, 'python'), join(home, 'tour.py')]);
});

describe('openapi-generator for Go', () => {
  let home: string;
  beforeAll(async () => {
    const { tools, folder } = here();
    const generated = await generate('go', 'packageName=api,withGoMod=false');
    home = join(folder, 'tour-go');
    mkdirSync(join(home, 'api'), { recursive: true });
    for (const name of readdirSync(generated).filter((name) => name.endsWith('.go')))
      cpSync(join(generated, name), join(home, 'api', name));
    cpSync(join(TOURS, 'openapi-generator-go/main.go'), join(home, 'main.go'));
    writeFileSync(join(home, 'go.mod'), 'module tour\n\ngo 1.24\n');
    await tools.must('nice', ['-n', '10', 'go', 'build', '-o', 'tour', '.'], { cwd: home, env: goEnv() });
  });

  it('makes what the vet of Go finds nothing in', async () => {
    await here().tools.must('nice', ['-n', '10', 'go', 'vet', './...'], { cwd: home, env: goEnv() });
  });

  takesTheTour('openapi-generator, Go', () => trusting(join(home, 'tour')));
});

describe('openapi-generator for Java', () => {
  let classes: string;
  beforeAll(async () => {
    const { tools, folder, env } = here();
    const own = 'invokerPackage=org.scs,apiPackage=org.scs.api,modelPackage=org.scs.model';
    const home = await generate('java', `${own},openApiNullable=false,useSingleRequestParameter=true`);
    const path = join(folder, 'classpath');
    const goals = ['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${path}`];
    await tools.must('nice', ['-n', '10', 'mvn', '-B', '-q', '-Dmaven.test.skip=true', ...goals], { cwd: home, env });
    const { stdout } = await tools.run('cat', [path]);
    const compiled = join(folder, 'tour-java');
    classes = [join(home, 'target/classes'), compiled, stdout.trim()].join(':');
    await tools.must('javac', ['-cp', classes, '-d', compiled, join(TOURS, 'openapi-generator-java/Tour.java')], {
      env,
    });
  });

  takesTheTour('openapi-generator, Java', () => ['java', '-cp', classes, 'Tour']);
});

describe('oapi-codegen', () => {
  let home: string;
  beforeAll(async () => {
    const { tools, folder } = here();
    const program = await tools.goProgram('github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen', 'v2.8.2');
    home = join(folder, 'oapi-codegen');
    mkdirSync(join(home, 'api'), { recursive: true });
    const config = 'package: api\ngenerate: { models: true, client: true }\noutput: api/api.gen.go\n';
    writeFileSync(join(home, 'config.yaml'), config);
    // It has Go format what it writes.
    await tools.must(program, ['-config', 'config.yaml', DOCUMENT], { cwd: home, env: goEnv() });
    cpSync(join(TOURS, 'oapi-codegen/main.go'), join(home, 'main.go'));
    const needs = 'require github.com/oapi-codegen/runtime v1.9.0\n';
    writeFileSync(join(home, 'go.mod'), `module tour\n\ngo 1.24\n\n${needs}`);
    await tools.must('nice', ['-n', '10', 'go', 'build', '-o', 'tour', '.'], { cwd: home, env: goEnv() });
  });

  it('makes what the vet of Go finds nothing in, either', async () => {
    await here().tools.must('nice', ['-n', '10', 'go', 'vet', './...'], { cwd: home, env: goEnv() });
  });

  takesTheTour('oapi-codegen', () => trusting(join(home, 'tour')));
});

/** A Go of the machine's own, whatever a module asks for: nothing here fetches another. */
const goEnv = () => ({ ...machineEnv(), GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' });
/** Go's programs trust what this names, and not what SCS_CA does. */
const trusting = (program: string) => ['env', `SSL_CERT_FILE=${here().env.SCS_CA}`, program] as const;
