// SPDX-License-Identifier: Apache-2.0
// The ways to ask identity providers for the groups of owners of application credentials. A new one is a file in this folder
// and a line here; the configuration's schema and types follow from the list.
import { keycloakAdmin } from './keycloak-admin.ts';
import { refreshToken } from './refresh-token.ts';
import { scim } from './scim.ts';

/** In the order of the reference page. */
export const OWNER_SOURCES = [keycloakAdmin, scim, refreshToken] as const;

export type OwnerGroupsOptions = ReturnType<(typeof OWNER_SOURCES)[number]['resolve']>;
