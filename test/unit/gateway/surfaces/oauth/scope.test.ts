// SPDX-License-Identifier: Apache-2.0
// Scopes as OAuth writes them, and what a token is asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScope, writeScope } from '../../../../../src/gateway/surfaces/oauth/scope.ts';
import { readTarget } from '../../../../../src/gateway/surfaces/oauth/target.ts';
import { domainRef, projectRef } from '../../../../../src/model/ids.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => text.isWellFormed());

describe('a scope in OAuth’s words', () => {
  it('names every project and domain, whatever they are called, in letters that RFC 6749 allows', () => {
    fc.assert(
      fc.property(name, name, (domain, project) => {
        const written = writeScope({ kind: 'project', project: projectRef(domain, project) }) ?? '';
        expect(written).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
        expect(readScope(written)).toEqual({ kind: 'project', name: project, domain: { name: domain } });
        const whole = writeScope({ kind: 'domain', domain: domainRef(domain) }) ?? '';
        expect(readScope(whole)).toEqual({ kind: 'domain', name: domain });
      }),
    );
  });

  it('never means anything by accident: any other text is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^(?:project|domain):/.test(text));
        expect(() => readScope(text)).toThrow(/^A scope is one of/);
      }),
    );
    for (const text of [
      'project:',
      'project:a',
      'project:a/',
      'project:/b',
      'project:a/b/c',
      'domain:',
      'domain:a/b',
      'project:a /b',
    ])
      expect(() => readScope(text), text).toThrow(/^A scope is one of/);
  });
});

describe('a target', () => {
  const deps = { publicUrl: 'https://gw.example.org/cloud', clusterDomain: 'k8s.example.org' };
  it.each<[audiences: string[], resources: string[], cluster: string | undefined]>([
    [[], [], undefined],
    [['https://gw.example.org/cloud'], [], undefined],
    [['prod-a'], [], 'prod-a'],
    [[], ['https://gw.example.org/cloud/k8s/prod-a/'], 'prod-a'],
    [['prod-a'], ['https://prod-a.k8s.example.org'], 'prod-a'],
  ])('is the gateway or one cluster: audience %j, resource %j', (audiences, resources, cluster) => {
    expect(readTarget(deps, audiences, resources)).toBe(cluster);
  });

  it.each([
    [[], ['prod-a']],
    [[], ['https://gw.example.org/k8s/prod-a']],
    [[], ['https://gw.example.org.evil.example/cloud']],
    [[], ['https://a.b.k8s.example.org']],
    [[], ['http://prod-a.k8s.example.org']],
    [['prod-a', 'prod-b'], []],
    [['urn:prod-a'], []],
    [['prod a'], []],
  ])('is nothing else: audience %j, resource %j', (audiences, resources) => {
    expect(() => readTarget(deps, audiences, resources)).toThrow(/^A token is for the gateway/);
  });
});
