// SPDX-License-Identifier: Apache-2.0
// For `node --import …/src/otel/register.ts`: traces, by OpenTelemetry (docs/tracing.md). The gateway knows nothing of it. What
// cannot be had is told once on standard error, and the gateway starts all the same.
import { readSettings, SettingsRefused } from './settings.ts';

/** Where they have to be installed: the built gateway has them inside. */
const PACKAGES = ['api', 'sdk-trace', 'resources', 'exporter-trace-otlp-proto', 'exporter-trace-otlp-http'];

const tell = (text: string): void => void process.stderr.write(`scs-gateway: traces: ${text}\n`);

try {
  const settings = readSettings(process.env, tell);
  if (settings !== undefined) {
    const { listen } = await import('./listen.ts');
    await listen(settings, tell);
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const packages = PACKAGES.map((name) => `@opentelemetry/${name}`).join(' ');
  if (error instanceof SettingsRefused) tell(`${message}; there will be none`);
  else if (code === 'ERR_MODULE_NOT_FOUND') tell(`there will be none before: npm install --no-save ${packages}`);
  else tell(`${message}; there will be none`);
}
