// SPDX-License-Identifier: Apache-2.0
// The option of commands that write for people or for programs.
import { Option } from 'commander';
import type { Form } from '../report/forms.ts';

export type OutputForm = 'text' | Form;

export const outputOption = (): Option =>
  new Option('--output <form>', 'for people, programs, CI systems, or as a page that stands alone')
    .choices(['text', 'json', 'junit', 'html'] satisfies OutputForm[])
    .default('text');

export const textOrJsonOption = (): Option =>
  new Option('--output <form>', 'for people or programs').choices(['text', 'json']).default('text');
