// SPDX-License-Identifier: Apache-2.0
// What gives JSON its structure (RFC 8259 §2), as codes: the same in bytes and in text.

export const QUOTE = 34;
export const COMMA = 44;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const OPEN = 123;
export const CLOSE = 125;
