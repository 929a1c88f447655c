// SPDX-License-Identifier: Apache-2.0
// Deutsch: dieselben Dateien und Zeilen wie im Englischen.
import type { Texts } from '../texts.ts';
import { act } from './act.ts';
import { api } from './api.ts';
import { clouds } from './clouds.ts';
import { clusters } from './clusters.ts';
import { compare } from './compare.ts';
import { create } from './create.ts';
import { credentials } from './credentials.ts';
import { fields } from './fields.ts';
import { frame } from './frame.ts';
import { login } from './login.ts';
import { me } from './me.ts';
import { nav } from './nav.ts';
import { operator } from './operator.ts';
import { resources } from './resources.ts';
import { search } from './search.ts';
import { words } from './words.ts';

export const de: Texts = {
  act,
  api,
  clouds,
  clusters,
  compare,
  create,
  credentials,
  fields,
  frame,
  login,
  me,
  nav,
  operator,
  resources,
  search,
  words,
};
