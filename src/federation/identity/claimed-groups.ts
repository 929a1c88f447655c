// SPDX-License-Identifier: Apache-2.0
// Which groups a token names, in the shapes in which providers do that, and why it names none: a list, a text, a text with
// separators, an object whose keys are the names. Pure.
import type { GroupsLeft, NoGroups } from '../../model/identity.ts';
import { isObject } from '../../model/is-object.ts';
import { groupNameFault } from '../../model/names.ts';
import { show } from './check-header.ts';
import { claimAt } from './claim-at.ts';
import type { ClaimNames, Json } from './options.ts';

export interface GroupRules {
  readonly claims: Pick<ClaimNames, 'groups'>;
  /** One of them must match. */
  readonly groups: readonly RegExp[];
  readonly groupsSeparator?: string | undefined;
  readonly groupsFromKeys?: boolean | undefined;
}

export interface ClaimedGroups {
  readonly groups: readonly string[];
  /** Why names were left out, though the entry would keep them. */
  readonly unfit: readonly string[];
  /** Names that were left out, the first of them. */
  readonly left: readonly string[];
  /** How many, where some were kept. */
  readonly groupsLeft?: GroupsLeft;
  /** There are more names than are looked at. */
  readonly tooMany: boolean;
  /** Whether the claim is there, if only with no group. */
  readonly tells: boolean;
  /** Why there are none, and the same in words for the operator. */
  readonly none?: { readonly reason: NoGroups; readonly detail: string } | undefined;
}

/** Names that the entry's expressions are tried on: a token holds far fewer, an answer of its issuer may hold more. */
const MAX_CLAIMED = 10_000;
/** For the log. */
const MAX_LEFT = 20;

export function claimedGroups(claims: Json, further: Json, rules: GroupRules): ClaimedGroups {
  const { groups: name } = rules.claims;
  const value = claimAt(claims, name) ?? claimAt(further, name);
  const claimed = namesIn(value, rules);
  const nothing = { groups: [], unfit: [], left: [], tooMany: false };
  if (claimed === undefined) {
    const overage = hasOverage(claims, name);
    return { ...nothing, tells: value !== undefined && !overage, none: whyUnread(value, name, overage) };
  }
  if (claimed.length > MAX_CLAIMED) return { ...nothing, tooMany: true, tells: true };
  const groups = new Set<string>();
  const unfit: string[] = [];
  const left: string[] = [];
  let filtered = 0;
  for (const group of claimed) {
    const { kept, fault } = judgeGroup(group, rules);
    if (kept) groups.add(group as string);
    else if (fault !== undefined) unfit.push(fault);
    else filtered += 1;
    if (!kept && left.length < MAX_LEFT) left.push(String(group).slice(0, 64));
  }
  const read = { groups: [...groups], unfit, left, tooMany: false, tells: true };
  if (groups.size === 0) return { ...read, none: whyNone(claimed, unfit, name) };
  return left.length === 0 ? read : { ...read, groupsLeft: { filtered, unfit: unfit.length } };
}

interface JudgedGroup {
  readonly kept: boolean;
  /** The expression of the entry that lets it through. */
  readonly by?: RegExp | undefined;
  /** Why it is left out though one does, or though it is no text at all. */
  readonly fault?: string | undefined;
}

function judgeGroup(group: unknown, { groups }: Pick<GroupRules, 'groups'>): JudgedGroup {
  const by = typeof group === 'string' ? groups.find((filter) => filter.test(group)) : undefined;
  if (typeof group === 'string' && by === undefined) return { kept: false };
  const fault = groupNameFault(group);
  return { kept: fault === undefined, by, fault };
}

/** What became of each name in the claim, for whoever asks why. Undefined where no names can be read from it. */
export function judgedGroups(
  claims: Json,
  rules: GroupRules,
): (JudgedGroup & { readonly group: unknown })[] | undefined {
  const names = namesIn(claimAt(claims, rules.claims.groups), rules);
  return names?.slice(0, MAX_CLAIMED).map((group) => ({ group, ...judgeGroup(group, rules) }));
}

/** Undefined where no names can be read from it. */
function namesIn(value: unknown, { groupsSeparator, groupsFromKeys }: GroupRules): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  // A text is one group: a name may have blanks and commas in it.
  if (typeof value === 'string')
    return groupsSeparator === undefined ? [value] : value.split(groupsSeparator).filter((group) => group !== '');
  return groupsFromKeys && isObject(value) ? Object.keys(value) : undefined;
}

/**
 * Entra ID puts no more than 200 groups into a JWT (6 by the implicit flow), and else says where to ask for them:
 * `_claim_names` is OpenID Connect Core 1.0 §5.6.2, `hasgroups` its own. Not followed: the address is the token's word.
 */
function hasOverage(claims: Json, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims;
  const told = hasgroups === true || hasgroups === 'true';
  return told || (isObject(elsewhere) && Object.hasOwn(elsewhere, name));
}

function whyUnread(value: unknown, name: string, overage: boolean): NonNullable<ClaimedGroups['none']> {
  if (overage)
    return {
      reason: 'overage',
      detail: `the user is in more groups than the provider puts into a token (claim "${name}"): assign groups to the application, or use app roles`,
    };
  if (value === undefined) return { reason: 'missing', detail: `the token has no claim "${name}"` };
  const hint = isObject(value) ? ': its keys are taken with groupsFromKeys' : '';
  return { reason: 'shape', detail: `the claim "${name}" is ${isObject(value) ? 'an object' : show(value)}${hint}` };
}

function whyNone(claimed: readonly unknown[], unfit: readonly string[], name: string): ClaimedGroups['none'] {
  if (claimed.length === 0) return { reason: 'empty', detail: `the claim "${name}" has none` };
  if (unfit.length > 0) return { reason: 'unfit', detail: `the claim "${name}" has no usable name: one ${unfit[0]}` };
  return { reason: 'filtered', detail: `groups keeps none of the ${claimed.length} in the claim "${name}"` };
}
