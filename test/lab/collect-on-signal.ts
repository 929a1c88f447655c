// SPDX-License-Identifier: Apache-2.0
// Loaded into a gateway before its own code: at SIGWINCH all garbage is collected. What it holds can then be measured;
// without, a heap of 60 MB may well be 90 MB for minutes, since nothing asks for the memory.
import { collectGarbage } from '../collect-garbage.ts';

// Not SIGUSR2, at which a gateway ends (close-with-grace).
process.on('SIGWINCH', () => collectGarbage());
