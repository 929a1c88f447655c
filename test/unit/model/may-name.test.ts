// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createReach, type OwnPlaces, type ReachOptions } from '../../../src/model/may-name.ts';
import { domainOf, hostFault } from '../../../src/schema/own-host.ts';

const own: OwnPlaces = {
  publicUrl: 'https://gateway.example.org',
  domains: ['k8s.gateway.example.org'],
  listensAt: (address, port) => port === 9464 && (address.startsWith('127.') || address === '10.0.0.7'),
};
const reach = (url: string, options: Partial<ReachOptions> = {}) =>
  createReach({ urls: [url], domainOf, own, ...options });
const faults = (url: string, named: readonly string[], options: Partial<ReachOptions> = {}) =>
  named.map((one) => reach(url, options).ofUrl(one));
const CLOUD = 'https://keystone.cloud-a.example.org/v3';

describe('the hosts that a member may name', () => {
  it('are its own and those of the domain that its owner has registered', () => {
    expect(
      faults(CLOUD, [
        'https://keystone.cloud-a.example.org/v3',
        'https://KEYSTONE.cloud-a.example.org.:8774/v2.1',
        'https://nova.cloud-a.example.org',
        'https://storage.example.org:6780/swift/v1',
        'wss://console.cloud-a.example.org:6080',
      ]),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('are not those of other people under a public suffix', () => {
    expect(
      faults(CLOUD, ['https://example.net', 'https://example.org.evil.net', 'https://evilexample.org', 'https://org']),
    ).toEqual(['foreign', 'foreign', 'foreign', 'foreign']);
    expect(faults('https://a.github.io/v3', ['https://b.github.io', 'https://x.a.github.io'])).toEqual([
      'foreign',
      undefined,
    ]);
    expect(faults('https://k.cloud.co.uk/v3', ['https://n.cloud.co.uk', 'https://other.co.uk'])).toEqual([
      undefined,
      'foreign',
    ]);
  });

  it('stay within its own zone where nobody keeps a list of who owns what', () => {
    const named = ['http://nova.openstack.svc.cluster.local:8774', 'http://kubernetes.default.svc.cluster.local'];
    expect(faults('http://keystone.openstack.svc.cluster.local:5000/v3', named)).toEqual([undefined, 'foreign']);
    expect(faults('https://keystone.internal/v3', ['https://nova.internal', 'https://keystone.internal:8774'])).toEqual(
      ['foreign', undefined],
    );
    expect(faults('https://keystone/v3', ['https://nova', 'https://keystone:8774'])).toEqual(['foreign', undefined]);
  });

  it('are that address alone where its URL has an address, on whichever port', () => {
    expect(
      faults('https://10.1.2.3/v3', ['https://10.1.2.3:8774', 'https://10.1.2.4', 'https://a.example.org']),
    ).toEqual([undefined, 'foreign', 'foreign']);
  });

  it('are more where the configuration says so', () => {
    const hosts = ['nova.example.net', '*.cloud-a.example', '10.1.0.0/16', '2001:db8::/32', 'büro.example.net'];
    expect(
      faults(
        CLOUD,
        [
          'https://nova.example.net',
          'https://x.nova.example.net',
          'https://a.b.cloud-a.example',
          'https://10.1.2.3',
          'https://[2001:db8::7]:8774',
          'https://xn--bro-hoa.example.net',
          'https://10.2.0.1',
        ],
        { hosts },
      ),
    ).toEqual([undefined, 'foreign', undefined, undefined, undefined, undefined, 'foreign']);
  });

  it('are never the gateway', () => {
    expect(
      faults(CLOUD, [
        'https://gateway.example.org/metrics',
        'https://GATEWAY.example.org.:443/',
        'https://prod-a.k8s.gateway.example.org',
        'https://gateway.example.org:8774',
      ]),
    ).toEqual(['gateway', 'gateway', 'gateway', undefined]);
    const local = ['http://127.0.0.1:9464/metrics', 'http://localhost:9464', 'http://[::ffff:127.0.0.1]:8774'];
    expect(faults('http://127.0.0.1:5000/v3', local)).toEqual(['gateway', 'gateway', undefined]);
    expect(reach(CLOUD).ofAddress('10.0.0.7', 9464)).toBe('gateway');
  });

  it('are never this machine, its link or a metadata service, however that is spelt', () => {
    expect(
      faults(CLOUD, [
        'https://127.0.0.1',
        'https://2130706433/',
        'https://0x7f.1/',
        'https://0177.0.0.1/',
        'https://127.1/',
        'https://localhost',
        'https://LOCALHOST.',
        'https://a.localhost',
        'https://[::1]',
        'https://[::ffff:169.254.169.254]',
        'https://169.254.169.254/latest/meta-data',
        'https://0.0.0.0',
        'https://0/',
        'https://①②⑦.0.0.1/',
      ]),
    ).toEqual(Array(14).fill('address'));
  });

  it('are of this machine where the configuration has put the member there', () => {
    const named = ['http://127.0.0.1:8774', 'http://localhost:9696', 'http://[::1]:9292', 'http://169.254.169.254'];
    expect(faults('http://127.0.0.1:5000/v3', named)).toEqual([undefined, undefined, undefined, 'address']);
    expect(reach('http://localhost:5000/v3').ofAddress('127.0.0.1', 8774)).toBeUndefined();
  });

  it('carry no user, and speak http', () => {
    expect(
      faults(CLOUD, [
        'https://keystone.cloud-a.example.org@evil.example.net/',
        'https://a:b@keystone.cloud-a.example.org',
        'file:///etc/passwd',
        'gopher://keystone.cloud-a.example.org',
        '//keystone.cloud-a.example.org',
        '',
      ]),
    ).toEqual(Array(6).fill('malformed'));
  });

  it('are not asked in the clear where its own URL is https, unless the configuration allows it', () => {
    const named = ['http://nova.cloud-a.example.org', 'ws://nova.cloud-a.example.org', 'http://10.1.2.3'];
    const clear = { hosts: ['10.1.2.3'] };
    expect(faults(CLOUD, named, clear)).toEqual(['plaintext', 'plaintext', 'plaintext']);
    expect(faults(CLOUD, named, { ...clear, plaintext: true })).toEqual([undefined, undefined, undefined]);
    expect(faults(CLOUD, named, { hosts: ['http://nova.cloud-a.example.org', 'http://10.1.2.3'] })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(faults('http://10.1.2.3/v3', ['http://10.1.2.3:8774'])).toEqual([undefined]);
  });
});

describe('the address that is connected to', () => {
  it('may be private, but neither loopback nor link-local, whatever the name was', () => {
    const { ofAddress } = reach(CLOUD);
    expect(['10.0.0.1', '192.168.0.1', '203.0.113.1', 'fd00::1'].map((one) => ofAddress(one, 443))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      ['127.0.1.1', '::1', '169.254.169.254', 'fe80::1%eth0', '::ffff:127.0.0.1'].map((a) => ofAddress(a, 443)),
    ).toEqual(Array(5).fill('address'));
  });

  it('may be one of those that is configured as such, and no other', () => {
    const { ofAddress } = reach(CLOUD, { hosts: ['127.0.1.1'] });
    expect([ofAddress('127.0.1.1', 443), ofAddress('127.0.0.1', 443)]).toEqual([undefined, 'address']);
    expect(ofAddress('127.0.1.1', 9464)).toBe('gateway');
  });

  it('is all that is judged of an identity provider, whose documents may name other hosts', () => {
    const idp = reach('https://accounts.example.com', { anyName: true });
    expect(idp.ofUrl('https://www.keys.example.net/certs')).toBeUndefined();
    expect(idp.ofUrl('https://127.0.0.1/certs')).toBe('address');
    expect(idp.ofUrl('https://localhost/certs')).toBe('address');
    expect(idp.ofAddress('169.254.169.254', 80)).toBe('address');
  });
});

describe('an entry of hosts', () => {
  it.each([
    'nova.example.org',
    '*.cloud-a.example.org',
    'http://nova.example.org',
    '10.1.2.3',
    '10.0.0.0/8',
    'fd00::/16',
    'localhost',
  ])('%s can stand', (written) => expect(hostFault(written)).toBeUndefined());
  it.each([
    '',
    'a b',
    'https://x.example.org',
    'x.example.org:443',
    'x/y',
    'a@b',
    '*',
    '*.*.x.org',
    '10.0.0.0/33',
    '1.2.3',
    '127.1',
  ])('%j has another form', (written) => expect(hostFault(written)).toMatch(/^must be a host name/));
  it.each(['*.org', '*.co.uk', '*.github.io', '*.internal', '0.0.0.0/0', '::/0', '10.0.0.0/7'])(
    '%s would let a member name everybody’s hosts',
    (written) => expect(hostFault(written)).toMatch(/everybody/),
  );
});
