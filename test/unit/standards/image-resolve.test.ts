// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageFacts } from '../../../src/standards/facts.ts';
import { compareVersions, type ImageWanted, resolveImage } from '../../../src/standards/image-resolve.ts';
import { image } from './fixtures.ts';

const os = (os_version: string, more: Record<string, string> = {}): { properties: Record<string, string> } => ({
  properties: { os_distro: 'ubuntu', os_version, ...more },
});
const generic = (version: string, more: Record<string, string> = {}): { properties: Record<string, string> } =>
  os(version, { os_purpose: 'generic', ...more });
const NOBLE: ImageWanted = { distro: 'ubuntu', version: '24.04' };

function resolved(
  images: readonly ImageFacts[],
  wanted = NOBLE,
): { name: string; id: string; by: string; how: string } {
  const answer = resolveImage(images, wanted);
  if ('fault' in answer) throw new Error(answer.fault);
  return { name: answer.image.name, id: answer.image.id, by: answer.by, how: answer.how };
}

const faultOf = (images: readonly ImageFacts[], wanted = NOBLE): string | undefined => {
  const answer = resolveImage(images, wanted);
  return 'fault' in answer ? answer.fault : undefined;
};

describe('with os_purpose', () => {
  const noble = image('Ubuntu 24.04', generic('24.04'));

  it('the generic image is found by its properties under any name', () => {
    const images = [
      image('ubuntu-capi-image-v1.34.1', os('24.04', { os_purpose: 'k8snode' })),
      image('noble', generic('24.04')),
      image('Ubuntu 24.04', os('24.04', { os_purpose: 'minimal' })),
      image('Ubuntu 24.04 old', os('24.04', { os_purpose: 'oldgeneric' })),
    ];
    expect(resolved(images)).toMatchObject({ name: 'noble', by: 'properties' });
    expect(resolved(images, { ...NOBLE, purpose: 'k8snode' }).name).toBe('ubuntu-capi-image-v1.34.1');
  });

  it('the words are compared without regard to case', () => {
    expect(resolved([noble], { distro: 'Ubuntu', version: '24.04', purpose: 'Generic' }).name).toBe('Ubuntu 24.04');
  });

  it('the latest build wins, an unreadable one counts by its upload', () => {
    const images = [
      image('a', generic('24.04', { image_build_date: '2026-10-01' })),
      image('b', generic('24.04', { image_build_date: '2026-11-20 04:00' })),
      image('c', { ...generic('24.04', { image_build_date: 'new!' }), createdAt: '2026-11-10T00:00:00Z' }),
    ];
    const answer = resolveImage(images, NOBLE);
    expect(answer).toMatchObject({ image: { name: 'b' }, runnersUp: [{ name: 'c' }, { name: 'a' }] });
    expect(answer).toHaveProperty('how', expect.stringContaining('the most recent of several'));
  });

  it('equally recent ones are decided by id', () => {
    const twins = ['2', '1'].map((id) => image(id, { ...generic('24.04'), id }));
    expect(resolved(twins)).toMatchObject({ id: '1', how: expect.stringContaining('lowest id') });
  });

  it('one that is marked as old comes last, however recent', () => {
    const old = image('Ubuntu 24.04 old', { ...generic('24.04'), createdAt: '2026-11-20T00:00:00Z' });
    expect(resolved([old, noble])).toMatchObject({
      name: 'Ubuntu 24.04',
      how: expect.stringContaining('marked as old'),
    });
  });

  it('without a version the highest is taken, by numbers', () => {
    const images = ['9', '12', '11'].map((version) =>
      image(version, { properties: { os_distro: 'debian', os_version: version, os_purpose: 'generic' } }),
    );
    expect(resolved(images, { distro: 'debian' })).toMatchObject({
      name: '12',
      how: expect.stringContaining('highest'),
    });
    expect(['24.04', '22.10', '9', '22.04', 'sid'].sort(compareVersions)).toEqual([
      '9',
      '22.04',
      '22.10',
      '24.04',
      'sid',
    ]);
  });
});

describe('without os_purpose', () => {
  it('the plain name tells the generic image from others of the same properties', () => {
    const images = [
      image('ubuntu-capi-image-v1.34.1', { ...os('24.04'), createdAt: '2026-11-20T00:00:00Z' }),
      image('Ubuntu 24.04 Nvidia', { ...os('24.04'), createdAt: '2026-11-21T00:00:00Z' }),
      image('Ubuntu 24.04', os('24.04')),
    ];
    expect(resolved(images)).toMatchObject({ name: 'Ubuntu 24.04', by: 'properties-and-name' });
  });

  it('another name will do if it tells of no special purpose', () => {
    expect(resolved([image('noble-server', os('24.04'))])).toMatchObject({ by: 'properties-and-name' });
    expect(faultOf([image('ubuntu-2404-kube-v1.34', os('24.04'))])).toMatch(/purpose undeclared/);
    expect(faultOf([image('noble-server', os('24.04'))], { ...NOBLE, purpose: 'k8snode' })).toMatch(/purpose k8snode/);
  });

  it('an image that says its purpose goes before one that does not', () => {
    const newer = image('Ubuntu 24.04', { ...os('24.04'), createdAt: '2026-11-20T00:00:00Z' });
    expect(resolved([newer, image('noble', generic('24.04'))]).name).toBe('noble');
  });

  it.each(['Ubuntu 24.04', 'ubuntu-24.04', 'Ubuntu 24.04 LTS', 'ubuntu_24.04'])('"%s" is enough by itself', (name) => {
    expect(resolved([image(name)])).toMatchObject({ name, by: 'name' });
  });

  it.each(['Ubuntu 24.04 k8s', 'Ubuntu 24.04 minimal', 'My Ubuntu 24.04', 'Ubuntu', 'Ubuntu Noble', 'Xubuntu 24.04'])(
    '"%s" is not',
    (name) => {
      expect(faultOf([image(name)])).toBeDefined();
    },
  );

  it('a name does not stand against what the properties say', () => {
    expect(faultOf([image('Ubuntu 24.04', os('22.04'))])).toMatch(/there is 22.04/);
    expect(faultOf([image('Ubuntu 24.04', { properties: { os_distro: 'debian' } })])).toBeDefined();
    expect(faultOf([image('Ubuntu 24.04', os('24.04', { os_purpose: 'gpu' }))])).toMatch(/purpose gpu/);
  });
});

describe('what must not be chosen', () => {
  const trap = { ...generic('24.04', { image_build_date: '2026-10-31' }) };

  it.each<[string, Partial<ImageFacts>]>([
    ['hidden', { hidden: true }],
    ['still uploading', { status: 'saving' }],
    ['private', { visibility: 'private' }],
    ['shared by somebody', { visibility: 'shared' }],
    // Anybody can make a community image that claims to be Ubuntu.
    ['community', { visibility: 'community' }],
    // Snapshots inherit the properties of what they were made of.
    ['a snapshot', { properties: { ...trap.properties, image_type: 'snapshot' } }],
  ])('is an image that is %s', (_what, facts) => {
    const bait = image('bait', { ...trap, ...facts });
    expect(faultOf([bait])).toBe('no image of ubuntu');
    expect(resolved([bait, image('good', generic('24.04', { image_build_date: '2020-01-01' }))]).name).toBe('good');
  });

  it('unless the visibility was asked for', () => {
    const own = image('own', { ...trap, visibility: 'private' });
    expect(resolved([own], { ...NOBLE, visibility: ['public', 'private'] }).name).toBe('own');
  });

  it('another architecture', () => {
    const arm = image('arm', { ...generic('24.04'), architecture: 'aarch64' });
    expect(faultOf([arm])).toBe(
      'no ubuntu 24.04 for x86_64 with the purpose generic; there is architecture aarch64, purpose generic',
    );
    expect(resolved([arm, image('x86', generic('24.04'))], { ...NOBLE, architecture: 'aarch64' }).name).toBe('arm');
  });

  it('an undeclared architecture, if one was asked for or a declared one is there', () => {
    const silent = image('silent', { ...generic('24.04'), architecture: null });
    expect(resolved([silent])).toMatchObject({ how: expect.stringContaining('architecture is not declared') });
    expect(faultOf([silent], { ...NOBLE, architecture: 'x86_64' })).toMatch(/architecture undeclared/);
    expect(resolved([silent, image('Ubuntu 24.04')]).name).toBe('Ubuntu 24.04');
  });
});

describe('the answer', () => {
  it('says which versions there are instead', () => {
    expect(faultOf([image('a', generic('24.10')), image('b', generic('22.04'))])).toBe(
      'no ubuntu 24.04; there is 22.04, 24.10',
    );
  });

  it('does not depend on the order of the images', () => {
    const images = ['24.04', '22.04'].flatMap((version) =>
      ['1', '2', '3'].flatMap((id) => [
        image(`Ubuntu ${version}`, { ...generic(version), id: `g${version}${id}` }),
        image(`Ubuntu ${version}`, { ...os(version), id: `n${version}${id}` }),
      ]),
    );
    const expected = resolveImage(images, { distro: 'ubuntu' });
    fc.assert(
      fc.property(fc.shuffledSubarray(images, { minLength: images.length }), (shuffled) => {
        expect(resolveImage(shuffled, { distro: 'ubuntu' })).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('without a distribution', () => {
  const images = [
    image('golden', { ...os('24.04'), id: '1', createdAt: '2026-10-01T00:00:00Z' }),
    image('golden', { ...os('22.04'), id: '2', createdAt: '2026-11-01T00:00:00Z' }),
    image('golden', { id: '3', createdAt: '2026-11-02T00:00:00Z', visibility: 'private' }),
    image('other', { id: '4', createdAt: '2026-11-03T00:00:00Z' }),
  ];

  it('the most recent image of the name is taken', () => {
    expect(resolved(images, { name: 'golden' })).toMatchObject({ id: '2', by: 'name' });
    expect(resolved(images, { name: 'golden', version: '24.04' }).id).toBe('1');
  });

  it('nothing is taken for what it does not say', () => {
    expect(faultOf(images, { name: 'golden', purpose: 'generic' })).toBe('no image golden with these properties');
    expect(faultOf(images, { name: 'silver' })).toBe('no image silver with these properties');
  });
});

it('a name beside a distribution narrows it down', () => {
  const images = [image('a', generic('24.04')), image('b', generic('24.04'))];
  expect(resolved(images, { ...NOBLE, name: 'b' }).name).toBe('b');
});
