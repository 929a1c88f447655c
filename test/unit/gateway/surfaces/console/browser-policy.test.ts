// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createBrowserPolicy } from '../../../../../src/gateway/surfaces/console/browser-policy.ts';

const OWN = 'https://own.example';
const policy = (apart: boolean, dashboards: readonly string[] = []) =>
  createBrowserPolicy({ apart, dashboards: () => dashboards });

describe('a console’s page', () => {
  const { page = (html: string) => html } = policy(false);

  it('in a sandbox gets storage before its first script, behind its doctype', () => {
    expect(page('<!DOCTYPE html>\n<html><script>')).toMatch(
      /^<!DOCTYPE html><script>for\(.*<\/script>\n<html><script>$/,
    );
    expect(page('\xef\xbb\xbf <!-- a -->\n<!doctype html><p>')).toMatch(
      /^\xef\xbb\xbf <!-- a -->\n<!doctype html><script>for/,
    );
    expect(page('<html>')).toMatch(/^<script>for.*<html>$/);
    expect(page('')).toMatch(/^<script>for/);
  });

  it('that is large takes no longer for what it begins with', () => {
    for (const text of ['<!--'.repeat(60_000), ' '.repeat(250_000), '<!-- -->'.repeat(30_000)])
      expect(page(text)).toContain('<script>');
  });

  it('at a host name of its own passes as it is', () => {
    expect(policy(true).page).toBeUndefined();
  });
});

describe('the WebSocket of a console', () => {
  it.each([
    [undefined, true, true],
    [OWN, true, true],
    ['null', true, false],
    ['https://evil.example', false, false],
    [`${OWN}.evil.example`, false, false],
    ['https://horizon.example', false, false],
  ])('of a page of %s: in a sandbox %s, apart %s', (origin, sandboxed, apart) => {
    expect([policy(false).mayConnect(origin, OWN), policy(true).mayConnect(origin, OWN)]).toEqual([sandboxed, apart]);
  });

  it('opens from a dashboard’s page', () => {
    expect(policy(true, ['https://horizon.example']).mayConnect('https://horizon.example', OWN)).toBe(true);
  });
});
