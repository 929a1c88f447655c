// SPDX-License-Identifier: Apache-2.0
// Whose a 401 is. What is about the token that the gateway holds, or where one is given, the gateway says: keystonemiddleware's
// challenge names the member's Keystone. Any other challenge is the service's own (Swift's realm, what stands behind it).

/** keystonemiddleware's, alone or in a list of challenges (RFC 9110 §11.6.1). */
const OF_KEYSTONE = /(?:^|,)\s*keystone\s+uri\s*=/i;

/** What a client gets with a 401. `given`: the service's lines. `ours`: the gateway's, which stands wherever a token would help. */
export function challenges(given: string | readonly string[] | undefined, ours: string): readonly string[] {
  const lines = given === undefined ? [] : [given].flat();
  const own = lines.filter((line) => !OF_KEYSTONE.test(line));
  return own.length === lines.length && own.length > 0 ? own : [...own, ours];
}
