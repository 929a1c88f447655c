// SPDX-License-Identifier: Apache-2.0
// The fenced blocks of a Markdown page, with the mark that stands behind the language: ```sh demo. `demo` and `config`
// blocks are run by readme.test.ts; `lab` blocks need an OpenStack client.

export interface Block {
  readonly language: string;
  readonly mark: string;
  readonly text: string;
}

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+)(?: (\w[\w ]*))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', mark = '', text = '']) => ({
      language,
      mark,
      text,
    }),
  );
