// SPDX-License-Identifier: Apache-2.0
// How the operator wants the portal to look, and what it is given.
import type { BrowserLogin } from '../../../federation/browser-login/index.ts';
import type { Measurement } from '../../../members/latencies.ts';
import type { Clock } from '../../../model/clock.ts';
import type { ResourceDefinition } from '../../../model/scs/resource.ts';
import type { CommandLineLogin } from '../../../scs/kubeconfig/kubeconfig.ts';
import type { AttemptDeps } from '../../browser-logins/attempt.ts';
import type { EndDeps } from '../../browser-logins/end.ts';
import type { FinishDeps } from '../../browser-logins/finish.ts';
import type { Limits } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';
import type { Colours, Logo } from '../../portal-files.ts';
import type { ScsApi } from '../../scs-api.ts';
import type { CredentialDeps } from './credentials.ts';
import type { OperatorGroup, OperatorView } from './operator-view.ts';

export interface PortalSettings {
  readonly enabled: boolean;
  readonly name: string;
  readonly logo?: Logo;
  readonly colours: Colours;
  readonly operators: readonly OperatorGroup[];
  readonly imprint?: string;
  readonly privacy?: string;
}

export interface PortalDeps
  extends AttemptDeps,
    Pick<FinishDeps, 'loginTokens' | 'refreshTokens'>,
    Pick<CredentialDeps, 'applicationCredentials'> {
  /** Without trailing slash. */
  readonly publicUrl: string;
  readonly version: string;
  /** As the others a function: the configuration may change at runtime. */
  readonly settings: () => PortalSettings;
  /** Providers with a login in a browser. */
  readonly logins: () => readonly BrowserLogin[];
  /** Providers with a client for command-line tools. */
  readonly commandLine: () => readonly CommandLineLogin[];
  readonly api: ScsApi;
  readonly identityService: FinishDeps['identityService'] &
    EndDeps['identityService'] &
    CredentialDeps['identityService'];
  readonly limits: Limits;
  /** Milliseconds for the body of a request. */
  readonly bodyTime: () => number;
  /** In the order of the configuration. */
  readonly clouds: () => readonly { readonly id: string; readonly name: string }[];
  /** Of a cloud in the last hour, as this replica has measured them. */
  readonly latencies: (cloud: string) => readonly Measurement[];
  readonly resources: readonly ResourceDefinition[];
  readonly streams: Pick<OpenStreams, 'open'>;
  readonly operator: () => Promise<OperatorView>;
  readonly now: Clock;
}
