// SPDX-License-Identifier: Apache-2.0
// English: one file for each page, one line for each file.
import { clouds } from './clouds.ts';
import { frame } from './frame.ts';
import { login } from './login.ts';
import { nav } from './nav.ts';

export const en = { clouds, frame, login, nav };
