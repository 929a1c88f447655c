// SPDX-License-Identifier: Apache-2.0
// The rules that a new security group gets in each region: by Neutron's own API for them, which exists since 2023.2; before it,
// they are those of Neutron's code, which nobody can configure. Nothing is made to find out.
import { GatewayError } from '../../model/errors.ts';
import type { NativeApi } from '../../model/scs/adapter.ts';
import type { DefaultRuleFacts, Fact } from '../../standards/facts.ts';

/** A row of `/v2.0/default-security-group-rules`. */
interface NativeRule {
  readonly direction: string;
  readonly ethertype: string;
  readonly remote_group_id?: string | null;
  readonly remote_ip_prefix?: string | null;
  readonly used_in_default_sg?: boolean;
  readonly used_in_non_default_sg?: boolean;
}

interface NativeGroup {
  readonly id: string;
  readonly created_at?: string;
  readonly security_group_rules?: readonly {
    readonly direction: string;
    readonly remote_group_id?: string | null;
    readonly created_at?: string;
  }[];
}

/** The alias of the API for them. */
const CONFIGURABLE = 'security-groups-default-rules';

/** As Neutron makes them without that API (neutron/db/securitygroups_db.py): all goes out, and in from the default group itself. */
const BUILT_IN: readonly DefaultRuleFacts[] = (['IPv4', 'IPv6'] as const).flatMap((ethertype) => {
  const rule = { ethertype, remoteIpPrefix: null, usedInDefaultGroup: true };
  return [
    { ...rule, direction: 'egress', remoteGroupId: null, usedInOtherGroups: true },
    { ...rule, direction: 'ingress', remoteGroupId: 'PARENT', usedInOtherGroups: false },
  ];
});

/** Throws where the cloud does not answer. */
export async function defaultRulesOf(api: NativeApi): Promise<Fact<readonly DefaultRuleFacts[]>> {
  const rows = await rulesByApi(api);
  if (rows === undefined) return builtIn(api);
  return rows.map((row) => ({
    direction: row.direction,
    ethertype: row.ethertype,
    remoteGroupId: row.remote_group_id ?? null,
    remoteIpPrefix: row.remote_ip_prefix ?? null,
    usedInDefaultGroup: row.used_in_default_sg === true,
    usedInOtherGroups: row.used_in_non_default_sg === true,
  }));
}

const read = async <T>(api: NativeApi, path: string, query = {}): Promise<T> =>
  (await api.call({ service: 'network', path, query })).body as T;

async function rulesByApi(api: NativeApi): Promise<readonly NativeRule[] | undefined> {
  try {
    const path = '/default-security-group-rules';
    return (await read<{ default_security_group_rules: NativeRule[] }>(api, path)).default_security_group_rules;
  } catch (cause) {
    if (cause instanceof GatewayError && cause.code === 'nativeNotFound') return undefined;
    throw cause;
  }
}

/** Only where the cloud itself says that it has groups and no such API, and where no group of the project shows otherwise. */
async function builtIn(api: NativeApi): Promise<Fact<readonly DefaultRuleFacts[]>> {
  const { extensions } = await read<{ extensions: readonly { readonly alias: string }[] }>(api, '/extensions');
  const has = (alias: string): boolean => extensions.some((one) => one.alias === alias);
  if (!has('security-group') || has(CONFIGURABLE)) return { unknown: 'the cloud does not have this API' };
  const { security_groups } = await read<{ security_groups: readonly NativeGroup[] }>(api, '/security-groups', {
    name: 'default',
  });
  return security_groups.some(letsOthersIn)
    ? {
        unknown:
          'the default group was made with rules that let in others, which is not what this Neutron does by itself',
      }
    : BUILT_IN;
}

/** By rules that are as old as the group: what was added later is its owner's. */
function letsOthersIn({ id, created_at, security_group_rules = [] }: NativeGroup): boolean {
  const made = Date.parse(created_at ?? '');
  return security_group_rules.some(
    (rule) =>
      rule.direction === 'ingress' &&
      rule.remote_group_id !== id &&
      Math.abs(Date.parse(rule.created_at ?? '') - made) <= 1000,
  );
}
