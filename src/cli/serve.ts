// SPDX-License-Identifier: Apache-2.0
// `scs-gateway serve`: runs the gateway, as one process or as several, until a signal ends it.
import { VERSION } from '../version.ts';
import { type AddCommand, configOf, configOption, examples, type WithConfig } from './command.ts';
import { holdHangups } from './hangups.ts';

export const serveCommand: AddCommand = (program) => {
  program
    .command('serve')
    .summary('run the gateway (the default)')
    .description(
      'Run the gateway until SIGTERM or SIGINT. It takes up changes of the configuration file without a restart; SIGHUP has it look at once.',
    )
    .addOption(configOption())
    .addHelpText('after', examples('scs-gateway serve --config gateway.yaml', 'scs-gateway --config gateway.yaml'))
    .action((options: WithConfig, command) => serve(configOf(command, options)));
};

async function serve(file: string): Promise<void> {
  // A terminal that is closed sends it too; what was started there is to end with it.
  const rereads = !process.stdin.isTTY;
  const onHangup = rereads ? holdHangups() : undefined;
  const [
    { loadConfig },
    { logWarnings },
    { watchConfig },
    { surviveAccidents },
    { passedSockets },
    { tellManager },
    { default: closeWithGrace },
  ] = await Promise.all([
    import('../config/load.ts'),
    import('../config/warnings.ts'),
    import('../config/watch.ts'),
    import('../workers/accidents.ts'),
    import('../workers/passed-sockets.ts'),
    import('./service-manager.ts'),
    import('close-with-grace'),
  ]);
  const loaded = await loadConfig(file, { env: process.env });
  const { config } = loaded;
  let { drainDelay } = config.gateway;
  const { workers, drainTimeout } = config.gateway;
  const sockets = passedSockets(process.env, process.pid);
  const gateway =
    workers > 1
      ? await (await import('../workers/primary.ts')).startWorkers(file, loaded, sockets)
      : await (await import('../app.ts')).startGateway({ config, sockets });
  const watcher = watchConfig(file, {
    env: process.env,
    loaded,
    async onChange(next, { sources, warnings }) {
      await gateway.reconfigure(next, sources);
      logWarnings(warnings, gateway.log);
      drainDelay = next.gateway.drainDelay;
    },
    onInvalid: (error) => gateway.refused(error),
  });
  const { publicUrl, operationsUrl: operations } = gateway;
  gateway.log.info({ publicUrl, operations, version: VERSION, ...(workers > 1 ? { workers } : {}) }, 'ready');
  tellManager(process.env, gateway.log);
  logWarnings(loaded.warnings, gateway.log);
  surviveAccidents(gateway);
  onHangup?.(() => {
    gateway.log.info({ signal: 'SIGHUP' }, 'reading the configuration again');
    watcher.reread();
  });
  const delay = drainDelay + drainTimeout + 2_000;
  const errors = ['uncaughtException' as const, 'unhandledRejection' as const];
  const skip = rereads ? [...errors, 'SIGHUP' as const] : errors;
  closeWithGrace({ delay, logger: false, skip }, async ({ signal }) => {
    gateway.log.info({ signal }, 'draining');
    watcher.close();
    // A person at a terminal has no load balancer to wait for.
    await gateway.close(signal === 'SIGTERM' ? { delay: drainDelay } : {});
  });
}
