// SPDX-License-Identifier: Apache-2.0
// English: one file for each page, one line for each file.
import { clouds } from './clouds.ts';
import { frame } from './frame.ts';
import { login } from './login.ts';
import { me } from './me.ts';
import { nav } from './nav.ts';
import { resources } from './resources.ts';

export const en = { clouds, frame, login, me, nav, resources };
