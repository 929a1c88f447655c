// SPDX-License-Identifier: Apache-2.0
import { Check } from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RegisterDeps, registerRoutes } from '../../../../../../src/gateway/surfaces/scs/register.ts';
import { flavorNameRoutes } from '../../../../../../src/gateway/surfaces/scs/standards/names.ts';
import { flavorNameSchema } from '../../../../../../src/scs/standards/flavor-names.ts';
import { vectors } from '../../../../standards/fixtures.ts';
import { injectedApp } from '../injected.ts';

interface Vector {
  readonly name: string;
  readonly v3: 'valid' | 'invalid' | 'tolerated-v1-syntax' | 'not-scs';
  readonly parsed?: unknown;
  readonly canonical?: string;
  readonly short?: string;
  readonly asV1?: string;
  readonly imageArchitecture?: string;
  readonly extraSpecs?: unknown;
}

const { names } = vectors<{ names: readonly Vector[] }>('flavor-names');
const good = names.filter(({ v3 }) => v3 === 'valid' || v3 === 'tolerated-v1-syntax');
const bad = names.filter(({ v3 }) => v3 === 'invalid' || v3 === 'not-scs');

const app = injectedApp({ routerOptions: { maxParamLength: 4096 }, genReqId: () => 'req-1' });
// Nobody is asked who they are: there is nothing to do it with.
beforeAll(() => registerRoutes(app, flavorNameRoutes(), { bodyTime: () => 60_000 } as unknown as RegisterDeps));

const ask = async (name: string) => {
  const answer = await app.inject({ url: `/scs/v1/flavor-names/${encodeURIComponent(name)}` });
  return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.json() };
};
const build = async (parsed: unknown) => {
  const answer = await app.inject({ method: 'POST', url: '/scs/v1/flavor-names', payload: { parsed } as object });
  return { status: answer.statusCode, body: answer.json() };
};

describe('a flavor name', () => {
  it('has vectors of both kinds', () => {
    expect([good.length, bad.length].map((count) => count > 20)).toEqual([true, true]);
    expect(good.length + bad.length).toBe(names.length);
  });

  it.each(good.map((vector) => [vector.name, vector] as const))('%s is read', async (name, vector) => {
    const { status, body } = await ask(name);
    expect(status).toBe(200);
    expect(Check(flavorNameSchema, body)).toBe(true);
    expect(Object.keys(body)).toEqual([
      'name',
      'syntax',
      'canonical',
      'short',
      'asV1',
      'parsed',
      'imageArchitecture',
      'extraSpecs',
      'remarks',
    ]);
    const { v3, name: _, parsed, canonical, short, asV1, imageArchitecture, extraSpecs } = vector;
    expect(body).toMatchObject({ name, syntax: v3 === 'valid' ? 'v3' : 'v1' });
    const said = { parsed, canonical, short, asV1, imageArchitecture, extraSpecs };
    for (const [field, value] of Object.entries(said)) if (value !== undefined) expect(body[field]).toEqual(value);
  });

  it.each(bad.map(({ name }) => name).filter((name) => name !== ''))('%j is refused with the reason', async (name) => {
    const { status, type, body } = await ask(name);
    expect({ status, type }).toEqual({ status: 422, type: expect.stringContaining('application/problem+json') });
    expect(body).toMatchObject({
      type: 'urn:scs-gateway:error:unprocessable',
      errors: [{ parameter: 'name', detail: expect.stringMatching(/\w{3}/) }],
    });
    expect(body.detail).toContain(body.errors[0].detail);
  });

  it.each(['m1.large', 'scs-2V-8', ' SCS-2V-8'])('%j is refused for not being of the standard', async (name) => {
    expect((await ask(name)).body.errors).toEqual([
      { parameter: 'name', detail: 'the name does not begin with "SCS-"' },
    ]);
  });

  it('may be as long as a URL holds, and is refused', async () => {
    expect((await ask(`SCS-2V-8_${'h'.repeat(3000)}`)).status).toBe(422);
  });
});

describe('what a flavor has', () => {
  it.each(good.map((vector) => [vector.name, vector] as const))(
    'as %s says is written canonically',
    async (name, { canonical }) => {
      const { parsed } = (await ask(name)).body;
      const { status, body } = await build(parsed);
      expect({ status, name: body.name }).toEqual({ status: 200, name: canonical ?? body.canonical });
      expect(body).toEqual((await ask(body.canonical)).body);
    },
  );

  it('may be told in few words', async () => {
    expect((await build({ cpus: 2, cpuType: 'V', ramGiB: 8 })).body.canonical).toBe('SCS-2V-8');
    const { body } = await build({
      cpus: 4,
      cpuType: 'T',
      ramGiB: 16.5,
      disk: { sizeGB: 100, type: 's' },
      cpuBrand: { vendor: 'z', generation: 0 },
      gpu: { vendor: 'N', generation: 'a', computeUnits: 72 },
      infiniband: true,
    });
    expect(body.canonical).toBe('SCS-4T-16.5-100s_z_gNa-72_ib');
  });

  it.each([
    [{ gpu: { vendor: 'N', vramGiB: 24 } }, '#/parsed/gpu/vramGiB', 'would be read as null'],
    [{ gpu: { vendor: 'N', generation: '9' } }, '#/parsed', 'there is no GPU generation "9" of "N"'],
    [{ cpuBrand: { vendor: 'i', generation: 99 } }, '#/parsed', 'there is no CPU generation 99 of "i"'],
    [{ cpuTypeKey: 'dedicated-core' }, '#/parsed/cpuTypeKey', 'would be read as "shared-core"'],
    [{ disk: { type: 's', typeKey: 'nvme' } }, '#/parsed/disk/typeKey', 'would be read as "ssd"'],
    [{ cpus: 2 ** 31 }, '#/parsed', 'the number of vCPUs is too large'],
  ])('and no name can say is refused: %j', async (more, where, reason) => {
    const { status, body } = await build({ cpus: 2, cpuType: 'V', ramGiB: 8, ...more });
    expect({ status, errors: body.errors }).toEqual({ status: 422, errors: [{ pointer: where, detail: reason }] });
  });

  it.each([
    [{ cpus: 0 }, '#/parsed/cpus'],
    [{ cpuType: 'X' }, '#/parsed/cpuType'],
    [{ ramGiB: 4.2 }, '#/parsed/ramGiB'],
    [{ colour: 'red' }, '#/parsed/colour'],
  ])('and is no description at all is a bad request: %j', async (more, where) => {
    const { status, body } = await build({ cpus: 2, cpuType: 'V', ramGiB: 8, ...more });
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer, parameter }: Record<string, string>) => pointer ?? parameter)).toEqual([where]);
  });
});
