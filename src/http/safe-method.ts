// SPDX-License-Identifier: Apache-2.0

/** A method by which a client asks for no change (RFC 9110 §9.2.1). */
export const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
