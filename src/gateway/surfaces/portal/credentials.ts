// SPDX-License-Identifier: Apache-2.0
// The application credentials of whoever is logged in, as pages list, make and delete them: with the identity facade's own rules,
// against the same limits, and audited as there.
import type { FastifyRequest } from 'fastify';
import type { ApplicationCredential } from '../../../model/application-credential.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { IdentityService } from '../../../model/identity-service.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import { parseCredentialRequest } from '../../credential-request.ts';
import type { Limits } from '../../limits/index.ts';
import {
  type CredentialSurface,
  type MadeCredential,
  makeCredential,
  refuseRestricted,
} from '../../own-credentials.ts';
import '../../request.ts';

export interface CredentialDeps {
  readonly applicationCredentials: CredentialSurface;
  readonly identityService: Pick<IdentityService, 'projects' | 'view'>;
  readonly limits: Pick<Limits, 'admit'>;
}

export interface OwnCredentials {
  list(): Promise<readonly ApplicationCredential[]>;
  /** `project`: its id. `wanted`: as in the body of Keystone's API, which checks it. */
  make(project: string, wanted: Readonly<Record<string, unknown>>): Promise<MadeCredential>;
  remove(id: string): Promise<void>;
}

export function credentialsOf(
  { applicationCredentials: own, identityService, limits }: CredentialDeps,
  request: FastifyRequest,
  who: ScsCaller | undefined,
): OwnCredentials {
  const demandOwner = (): ScsCaller => {
    if (who === undefined) throw new GatewayError('unauthorized', { detail: 'no session' });
    return who;
  };
  /** For the audit stream: as it would be at the identity facade. */
  async function changed<T>(method: 'POST' | 'DELETE', id: string, status: number, work: () => Promise<T>): Promise<T> {
    const { caller } = demandOwner();
    const path = `/identity/v3/users/${caller.principal.id}/application_credentials${id === '' ? '' : `/${id}`}`;
    const told = (outcome: number): void => {
      request.operation = { method, path, status: outcome };
      if (id !== '') request.object = id;
    };
    limits.admit(request, 'write');
    try {
      const done = await work();
      told(status);
      return done;
    } catch (thrown) {
      told(toGatewayError(thrown).status);
      throw thrown;
    }
  }

  return {
    async list() {
      const { caller } = demandOwner();
      limits.admit(request, 'read');
      return own.credentials.list(caller.principal.id);
    },
    make: (project, wanted) =>
      changed('POST', '', 201, async () => {
        const owner = demandOwner();
        const checked = parseCredentialRequest({ application_credential: wanted }, own.now(), own.mostRules());
        const { projects } = await identityService.projects(owner.caller);
        const found = projects.find(({ id }) => id === project);
        if (found === undefined)
          throw new GatewayError('badRequest', { message: 'No cloud that answers gives you this project.' });
        const made = await makeCredential(own, identityService, owner.in(found), checked);
        request.object = made.credential.id;
        return made;
      }),
    async remove(id) {
      await changed('DELETE', id, 204, async () => {
        const { caller } = demandOwner();
        refuseRestricted(caller);
        if (!(await own.credentials.remove(caller.principal.id, id)))
          throw new GatewayError('notFound', { message: 'You have no application credential with this id.' });
      });
    },
  };
}
