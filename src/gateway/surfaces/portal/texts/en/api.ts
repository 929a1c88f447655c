// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const api = {
  title: 'API',
  lead: 'Every operation of the SCS API, to be read and tried with your session. Programs use a token instead.',
  operation: 'Operation',
  request: 'Request',
  about: 'What it does',
  back: 'All operations',
  try: 'Try it',
  ask: 'Ask',
  send: 'Do it',
  changes: 'This changes something at a cloud: it is done for real, once for each form.',
  answer: 'Answer',
  body: 'Body',
  json: 'Body (JSON)',
  unset: 'not set',
  required: 'required',
  stream: 'It answers with a stream, which this page does not show: use curl.',
} as const satisfies Words;
