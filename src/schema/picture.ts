// SPDX-License-Identifier: Apache-2.0
// A picture of the operator's that browsers are shown. What it is, is told by its content: a name says nothing, and what is
// served as a picture must not be anything else. Pure.

/** A file as it was read: each character is a byte. */
export type Bytes = string;

export type PictureType = 'image/svg+xml' | 'image/png';

export const LARGEST_PICTURE = 64 * 1024;

const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
/** Space, a declaration, comments and a document type without parts of its own may stand before it. */
const SVG = /^(?:\s|<\?xml[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>[]*>)*<svg(\s[^>]*)?>/s;
const NAMESPACE = /\sxmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/;

/** Undefined: it is none. */
export function pictureType(bytes: Bytes): PictureType | undefined {
  if (bytes.startsWith(PNG)) return 'image/png';
  return SVG.test(withoutMark(bytes)) ? 'image/svg+xml' : undefined;
}

export function pictureFault(bytes: Bytes): string | undefined {
  if (bytes.length > LARGEST_PICTURE)
    return `must hold a picture of at most ${LARGEST_PICTURE / 1024} KiB; this one has ${Math.ceil(bytes.length / 1024)} KiB`;
  const type = pictureType(bytes);
  if (type === undefined) return 'must hold an SVG in UTF-8 or a PNG';
  const [, attributes = ''] = type === 'image/png' ? [] : (SVG.exec(withoutMark(bytes)) ?? []);
  return type === 'image/png' || NAMESPACE.test(attributes)
    ? undefined
    : 'must hold an SVG that says xmlns="http://www.w3.org/2000/svg"; browsers show no other';
}

/** Of UTF-8, before the text. */
const withoutMark = (bytes: Bytes): string => bytes.replace(/^\xef\xbb\xbf/, '');
