// SPDX-License-Identifier: Apache-2.0
// Application credentials as their owners make and delete them, by the identity facade and by the portal alike: what a caller may
// hand on, and what Keystone 2025.1 says where it may not.
import { delegable } from '../federation/credentials/delegable.ts';
import type { ApplicationCredentials, Created, NewRule } from '../federation/credentials/index.ts';
import type { ApplicationCredential } from '../model/application-credential.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Caller } from '../model/identity.ts';
import type { IdentityService } from '../model/identity-service.ts';

export interface CredentialSurface {
  readonly credentials: ApplicationCredentials;
  /** In one credential. */
  readonly mostRules: () => number;
  readonly perUser: () => number;
  readonly now: Clock;
}

export interface WantedCredential {
  readonly name: string;
  readonly description: string | null;
  /** Absent: the owner's. Each by id or by name. */
  readonly roles?: readonly { readonly id?: string; readonly name?: string }[];
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
  readonly unrestricted: boolean;
  readonly accessRules?: readonly NewRule[];
  readonly secret?: string;
}

export interface MadeCredential {
  readonly credential: ApplicationCredential;
  /** Told once. */
  readonly secret: string;
  /** Clouds that have not said which roles the owner has there. */
  readonly degraded: readonly string[];
}

/** For the project that the caller works in. `service`: the federation, or the region that was asked. */
export async function makeCredential(
  { credentials, perUser }: Pick<CredentialSurface, 'credentials' | 'perUser'>,
  service: Pick<IdentityService, 'view'>,
  caller: Caller,
  wanted: WantedCredential,
): Promise<MadeCredential> {
  refuseRestricted(caller);
  if (caller.scope.kind !== 'project') throw needsProject();
  const view = await service.view(caller);
  const { roles, limited, accessRules } = delegable(caller, view.roles, wanted);
  const { name, description, unrestricted, expiresAt, secret } = wanted;
  const created = await credentials.create({
    principal: caller.principal,
    // One that a credential makes is no sign of its owner.
    ...(caller.credential === undefined
      ? { loggedInAt: caller.loggedInAt ?? caller.issuedAt, login: caller.auditIds.at(-1) ?? '' }
      : {}),
    project: caller.scope.project,
    ...{ name, description, unrestricted, roles, limited },
    ...(accessRules === undefined ? {} : { accessRules }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(secret === undefined ? {} : { secret }),
  });
  if (created.outcome !== 'done') throw notCreated(created, name, perUser());
  return { credential: created.credential, secret: created.secret, degraded: view.degraded };
}

/** Keystone's `unrestricted`: without it a credential manages no others. */
export function refuseRestricted({ credential }: Caller): void {
  if (credential?.restricted !== true) return;
  throw new GatewayError('forbidden', {
    message:
      "You are not authorized to perform the requested action: Using method 'application_credential' is not allowed for managing additional application credentials..",
  });
}

const needsProject = (): GatewayError =>
  new GatewayError('badRequest', {
    message: "Invalid input for field/attribute project_id. Value: None. None is not of type 'string'",
  });

function notCreated(created: Exclude<Created, { outcome: 'done' }>, name: string, most: number): GatewayError {
  switch (created.outcome) {
    case 'exists':
      return new GatewayError('conflict', {
        message: `Conflict occurred attempting to store application_credential - Duplicate entry found with name ${name}.`,
      });
    case 'full':
      return new GatewayError('forbidden', {
        message: `Unable to create additional application credentials, maximum of ${most} already exceeded for user.`,
      });
    case 'rulesFull':
      return new GatewayError('forbidden', { message: 'You have too many access rules: delete those not in use.' });
    case 'noRule':
      return new GatewayError('notFound', { message: `Could not find Access Rule: ${created.id}.` });
  }
}
