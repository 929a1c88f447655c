// SPDX-License-Identifier: Apache-2.0
// The entry point of a worker process, started by the primary. As in main.ts, V8's compile cache is kept for the next
// start.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runWorker } = await import('./worker.ts');
runWorker();
