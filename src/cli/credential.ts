// SPDX-License-Identifier: Apache-2.0
// `scs-gateway credential`: kubectl's exec credential plugin (client.authentication.k8s.io), with the login that every other
// command uses (saved-login.ts).
import {
  type AddCommand,
  CommandError,
  caOption,
  environment,
  examples,
  required,
  withPlainErrors,
} from './command.ts';
import { fetchWithCa } from './fetch-with-ca.ts';
import { stateFolder } from './private-files.ts';
import { type SavedLogin, type SavedLoginDeps, type SavedLoginOptions, savedLogin } from './saved-login.ts';

interface Options {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope: string;
  readonly ca?: string;
}

export const credentialCommand: AddCommand = (program, { out, err }) => {
  program
    .command('credential')
    .summary('log kubectl in (its exec credential plugin)')
    .description(
      "Log in at an identity provider and write an ExecCredential for kubectl. A person confirms a code in the browser (device login, RFC 8628); a program shows its client's secret. One login serves this and every other command: it is saved in the user's state folder.",
    )
    .option('--issuer <url>', 'the issuer URL of the identity provider (required)')
    .option('--client-id <id>', 'the client to log in as (required)')
    .option('--scope <text>', 'the scopes to ask for', 'openid profile email')
    .addOption(caOption())
    .addHelpText(
      'after',
      environment({
        SCS_CLIENT_SECRET: "log in as a program: the client's secret",
        KUBERNETES_EXEC_INFO:
          'set by kubectl: whether a person is available to confirm a code, and the version of the answer',
        XDG_STATE_HOME: 'where logins are saved, if not in ~/.local/state',
      }),
    )
    .addHelpText('after', examples('scs-gateway credential --issuer https://idp.example.org --client-id kubectl'))
    .action(async ({ ca, scope, ...options }: Options, command) => {
      const issuer = required(command, options.issuer, '--issuer URL');
      const clientId = required(command, options.clientId, '--client-id ID');
      const clientSecret = process.env.SCS_CLIENT_SECRET;
      const login = { issuer, clientId, scope, ...(clientSecret === undefined ? {} : { clientSecret }) };
      const tell = (text: string): void => err(`${text}\n`);
      const deps = { fetch: fetchWithCa(ca), now: Date.now, tell, ...asked() };
      out(`${await withPlainErrors(credential(login, deps))}\n`);
    });
};

/** Both have the same fields in what is used here. Clients refuse an answer of another version than they asked for. */
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
type ExecVersion = (typeof VERSIONS)[number];

/** What kubectl tells its plugin: an ExecCredential with its `apiVersion`, and whether somebody is there (`spec.interactive`). */
function asked(): { readonly interactive: boolean; readonly apiVersion?: ExecVersion } {
  const text = process.env.KUBERNETES_EXEC_INFO;
  if (text === undefined) return { interactive: process.stderr.isTTY === true };
  let info: { readonly apiVersion?: unknown; readonly spec?: { readonly interactive?: unknown } } | null;
  try {
    info = JSON.parse(text);
  } catch (cause) {
    throw new CommandError('$KUBERNETES_EXEC_INFO is not JSON', { cause });
  }
  const interactive = info?.spec?.interactive === true;
  if (info?.apiVersion === undefined) return { interactive };
  const apiVersion = VERSIONS.find((version) => version === info.apiVersion);
  if (apiVersion !== undefined) return { interactive, apiVersion };
  throw new CommandError(
    `$KUBERNETES_EXEC_INFO asks for ${show(info.apiVersion)}: this plugin knows ${VERSIONS.join(', ')}`,
  );
}

const show = (value: unknown): string => JSON.stringify(value).slice(0, 100);

/** Without a folder: the one that the system has for it. */
export type CredentialOptions = Omit<SavedLoginOptions, 'folder'> & { readonly folder?: string };

export interface CredentialDeps extends SavedLoginDeps {
  /** Of the answer; `v1` where nobody has asked for another. */
  readonly apiVersion?: ExecVersion;
}

/** The ExecCredential document, as text. Throws an `Error` whose message is for the user. */
export async function credential(options: CredentialOptions, deps: CredentialDeps): Promise<string> {
  const folder = options.folder ?? stateFolder(process.env);
  return render(await savedLogin({ ...options, folder }, deps), deps.apiVersion);
}

const render = ({ accessToken, expiresAt }: SavedLogin, apiVersion: ExecVersion = VERSIONS[0]): string =>
  JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    status: { token: accessToken, expirationTimestamp: new Date(expiresAt).toISOString() },
  });
