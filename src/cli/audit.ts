// SPDX-License-Identifier: Apache-2.0
// `scs-gateway audit verify`: whether what was kept of the audit stream is all there, and as it was written.
import { Option } from 'commander';
import { type AddCommand, CommandError, examples, several } from './command.ts';

interface VerifyFlags {
  readonly keyFile?: string;
  readonly sink: string;
  readonly head?: readonly string[];
  readonly json?: true;
}

const HEAD = /^([0-9a-f-]{36}):(\d{1,15})$/;

export const auditCommand: AddCommand = (program, { out }) => {
  const audit = program
    .command('audit')
    .summary('check the audit stream')
    .description('Check what was kept of the audit stream of gateway.audit.');

  audit
    .command('verify')
    .summary('find removed, altered and moved events')
    .description(
      'Check the hash chains in files of the audit stream, with the files that were rotated away from them: whether an event was removed, altered, moved or cut off, and where. Ends with 1 if so.',
    )
    .argument('<file...>', 'files with one event a line, the oldest first')
    .option('--key-file <file>', 'the key of gateway.audit.key, where there is one')
    .option('--head <chain:seq>', 'an event that there was, as /readyz shows it: its chain must go that far', several)
    .addOption(
      new Option('--sink <name>', 'where the events come from, whose told losses are no fault')
        .choices(['file', 'http', 'syslog', 'stdout'])
        .default('file'),
    )
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      examples(
        'scs-gateway audit verify /var/log/scs-gateway/audit.jsonl',
        'scs-gateway audit verify --key-file /run/secrets/audit-key --json audit.jsonl',
      ),
    )
    .action(async (files: string[], { keyFile, sink, head = [], json }: VerifyFlags) => {
      const [{ verify }, { linesOf, withRotated }, { digestBy }, { readFile }] = await Promise.all([
        import('../audit/verify.ts'),
        import('../audit/read-lines.ts'),
        import('../audit/chain.ts'),
        import('node:fs/promises'),
      ]);
      const heads = head.map((text) => {
        const [, chain, seq] = HEAD.exec(text) ?? [];
        if (chain === undefined)
          throw new CommandError(`--head ${text}: must be the id of a chain and a number`, { exitCode: 2 });
        return { chain, seq: Number(seq) };
      });
      const key = keyFile === undefined ? undefined : (await readFile(keyFile, 'utf8')).replace(/\r?\n$/, '');
      const paths = await withRotated(files);
      const verdict = await verify(linesOf(paths), { digest: digestBy(key), keyed: key !== undefined, sink, heads });
      const { intact, chains, findings } = verdict;
      if (json) out(`${JSON.stringify(verdict, undefined, 2)}\n`);
      else {
        for (const { place, level, what } of findings) out(`${place}: ${level}: ${what}\n`);
        for (const { chain, events, from, to, ended, lost } of chains)
          out(
            `chain ${chain}: ${events} events, ${from} to ${to}${ended ? ', ended' : ''}${lost > 0 ? `, ${lost} lost as told` : ''}\n`,
          );
      }
      if (chains.length === 0) throw new CommandError('no event of an audit stream is in these files');
      if (!intact) throw new CommandError('the audit stream was tampered with, or is not whole');
      if (!json) out('intact\n');
    });
};
