// SPDX-License-Identifier: Apache-2.0
// Deutsch: dieselben Dateien und Zeilen wie im Englischen.
import type { Texts } from '../texts.ts';
import { clouds } from './clouds.ts';
import { frame } from './frame.ts';
import { login } from './login.ts';
import { me } from './me.ts';
import { nav } from './nav.ts';
import { resources } from './resources.ts';

export const de: Texts = { clouds, frame, login, me, nav, resources };
