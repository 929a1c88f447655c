// SPDX-License-Identifier: Apache-2.0
// The process of one worker, as the primary starts it. As in main.ts, what V8 has compiled is kept for the next start.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runWorker } = await import('./worker.ts');
runWorker();
