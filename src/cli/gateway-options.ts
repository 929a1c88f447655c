// SPDX-License-Identifier: Apache-2.0
// The options of every command that talks to a gateway.
import { type Command, Option } from 'commander';
import { caOption } from './command.ts';

export interface GatewayOptions {
  readonly gateway?: string;
  readonly ca?: string;
}

export interface WithProject {
  readonly project?: string;
}

/** Of every command that talks to a gateway. */
const gatewayOption = (): Option =>
  new Option('--gateway <url>', 'the public URL of the gateway; without it, that of the last login').env(
    'SCS_GATEWAY_URL',
  );
export const projectOption = (): Option =>
  new Option('--project <name>', 'the project: its id, its name, or domain/name; without it, the one chosen at login');
export const withGateway = (command: Command): Command => command.addOption(gatewayOption()).addOption(caOption());
