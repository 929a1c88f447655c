// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LARGEST_PICTURE, pictureFault, pictureType } from '../../../src/schema/picture.ts';

const NS = 'xmlns="http://www.w3.org/2000/svg"';
const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01';

describe('a picture', () => {
  it.each([
    ['an SVG', `<svg ${NS}></svg>`, 'image/svg+xml'],
    [
      'one with all that may stand before',
      `\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><!-- b > -->\n<svg\n ${NS}/>`,
      'image/svg+xml',
    ],
    [
      'one of an old tool',
      `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg ${NS}>`,
      'image/svg+xml',
    ],
    ['a PNG', PNG, 'image/png'],
  ])('is %s', (_what, bytes, type) => {
    expect([pictureType(bytes), pictureFault(bytes)]).toEqual([type, undefined]);
  });

  it.each([
    ['nothing', '', /SVG in UTF-8 or a PNG/],
    ['a page', `<!doctype html><svg ${NS}>`.replace('html', 'html><html'), /SVG in UTF-8 or a PNG/],
    ['text before an SVG', `a <svg ${NS}>`, /SVG in UTF-8 or a PNG/],
    ['an SVG with entities of its own', `<!DOCTYPE svg [<!ENTITY a "b">]><svg ${NS}>`, /SVG in UTF-8 or a PNG/],
    ['a GIF', 'GIF89a', /SVG in UTF-8 or a PNG/],
    ['half of what a PNG begins with', PNG.slice(0, 7), /SVG in UTF-8 or a PNG/],
    ['an SVG that browsers would not show', '<svg></svg>', /xmlns/],
    ['one that is too large', `${PNG}${'\0'.repeat(LARGEST_PICTURE)}`, /at most 64 KiB; this one has 65 KiB/],
  ])('is not %s', (_what, bytes, fault) => expect(pictureFault(bytes)).toMatch(fault));

  it('is told soon, whatever is tried', () => {
    const started = performance.now();
    for (const piece of ['<!-- -->', '<!--', ' ', '<?xml ?>', '<svg '])
      expect(pictureFault(piece.repeat(Math.floor(LARGEST_PICTURE / piece.length)))).toBeDefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
