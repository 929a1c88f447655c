// SPDX-License-Identifier: Apache-2.0
// Entries come into the configuration file and leave it without a change of anything else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { addToList, EditError, removeFromList } from '../../../src/config/edit.ts';

const FILE = `# the gateway of acme
gateway:
  publicUrl: https://gateway.example.org   # as members know it
clouds:
  # the first
  - id: cloud-a   # ours
    name: "Cloud A"
    openstack: { authUrl: 'https://a.example/v3',   region: R }
      # deeper

  # of somebody else
  - id: cloud-b
    name: Cloud B
    # within
    clusters:
      - id: prod-b
        server: https://b.example

# the end
state: {}
`;
const ENTRY = { id: 'cloud-c', name: 'C: #1', openstack: { authUrl: 'https://c.example/v3', region: '007' } };

describe('an entry of a list in the configuration file', () => {
  it('is added behind the last one, and every other byte stays', () => {
    const text = addToList(FILE, ['clouds'], ENTRY);
    const [before = '', after = ''] = FILE.split('\n\n# the end');
    expect(text).toBe(
      `${before}
  - id: cloud-c
    name: "C: #1"
    openstack:
      authUrl: https://c.example/v3
      region: "007"

# the end${after}`,
    );
    expect(removeFromList(text, ['clouds'], 2)).toBe(FILE);
  });

  it('is removed with the comment right above it and those within, and no other', () => {
    const text = removeFromList(FILE, ['clouds'], 1);
    expect(text).toContain('# deeper\n\n# the end\n');
    expect(text).not.toMatch(/somebody else|within|prod-b/);
    expect(text.startsWith(FILE.slice(0, FILE.indexOf('\n\n  # of')))).toBe(true);
  });

  it.each([
    ['that is there', 1, '      - id: prod-b\n        server: https://b.example\n      - id: x\n'],
    ['that is not there yet', 0, '      # deeper\n    clusters:\n      - id: x\n'],
  ])('goes into a list of a cloud %s', (_, index, expected) => {
    const text = addToList(FILE, ['clouds', index, 'clusters'], { id: 'x' });
    expect(text).toContain(expected);
    expect(text.replace(/ +(?:clusters:\n +)?- id: x\n/, '')).toBe(FILE);
  });

  it('takes the key of the list along where it was the only one', () => {
    const text = removeFromList(FILE, ['clouds', 1, 'clusters'], 0);
    expect(text).toBe(FILE.replace(/ {4}clusters:\n.*\n.*b\.example\n/, ''));
  });

  it.each([
    ['lines that end as on Windows', 'clouds:\r\n- id: a\r\n  name: |\r\n    x\r\n\r\n    y\r\n'],
    ['no line break at the end', 'clouds:\n  - id: a'],
    ['a list in one line', 'clouds: [{ id: a }] # one\n'],
    ['JSON', '{"clouds": [{"id": "a"}]}'],
    ['an empty list', 'clouds: []\n'],
    ['no list yet', 'gateway: {}\n'],
    ['an item below its dash', 'clouds:\n  -\n    id: a\nstate: {}\n'],
    ['an alias within', 'x: &x { kind: native }\nclouds:\n  - id: a\n    s: *x\n  - id: b\n    s: *x\n'],
  ])('is added where the file has %s', (_, text) => {
    const changed = addToList(text, ['clouds'], ENTRY);
    expect(parse(changed)).toEqual({ ...parse(text), clouds: [...(parse(text).clouds ?? []), ENTRY] });
    expect(changed.replaceAll('\r\n', '').includes('\n') && changed.includes('\r\n')).toBe(false);
  });

  it.each([
    ['is no YAML', 'clouds: [\n'],
    ['has its list behind an alias', 'x: &x [{ id: a }]\nclouds: *x\n'],
    ['has a text for a list', 'clouds: none\n'],
  ])('is not added to a file that %s', (_, text) => {
    expect(() => addToList(text, ['clouds'], ENTRY)).toThrow(EditError);
  });

  it('is what was meant, whatever texts are in it and in the file', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
    const entry = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__'),
      value,
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), entry, fc.nat(4), (clouds, added, at) => {
        const text = stringify({ gateway: 1, clouds, state: {} });
        const more = addToList(text, ['clouds'], added);
        expect(parse(more)).toEqual({ gateway: 1, clouds: [...clouds, added], state: {} });
        const index = at % (clouds.length + 1);
        expect(parse(removeFromList(more, ['clouds'], index)).clouds).toEqual(
          [...clouds, added].filter((_, place) => place !== index),
        );
        expect(parseDocument(more).errors).toEqual([]);
      }),
    );
  });
});
