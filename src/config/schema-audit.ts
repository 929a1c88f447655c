// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says where the audit stream goes.
import Type from 'typebox';
import { duration, filePath, group, port, reference, secureUrl, text } from '../schema/fields.ts';
import { size } from './schema-limits.ts';

const timeout = duration(
  {
    description: 'How long the receiver may take to accept events. After that they are sent again.',
    examples: ['5s'],
    default: '10s',
  },
  { least: '100ms', most: '2m' },
);

export const audit = Type.Optional(
  group(
    {
      description:
        'The audit stream: one event in the shape of CADF for each login, refused login, revocation and change (docs/audit.md). At least one of stdout, file, http and syslog. If omitted, there is no audit stream.',
    },
    {
      stdout: Type.Boolean({
        description: 'Whether events are written to standard output, between the lines of the log.',
        examples: [true],
        default: false,
      }),
      file: Type.Optional(
        group(
          { description: 'Events in a file, one a line.' },
          {
            path: text({
              description:
                'The file. Its folder is created. Each of several workers has a file of its own: with its number before the ending. A relative path is resolved against the folder of this file.',
              examples: ['/var/log/scs-gateway/audit.jsonl'],
            }),
            size: size(
              'The size at which the file is rotated: the old one gets the time behind its name.',
              '1GiB',
              '100MiB',
              '64GiB',
            ),
            keep: Type.Integer({
              description: 'How many rotated files stay; the oldest are deleted.',
              examples: [365],
              default: 100,
              minimum: 0,
              maximum: 100_000,
            }),
            fsync: Type.Boolean({
              description:
                'Whether events are on the disk before they count as written (fdatasync for each batch). Without it a power cut may lose the last seconds; the end of the process does not.',
              examples: [true],
              default: false,
            }),
          },
        ),
      ),
      http: Type.Optional(
        group(
          { description: 'Events to a collector: one POST for each batch, until it is answered with 2xx.' },
          {
            url: secureUrl({ description: 'Where to.', examples: ['https://siem.example.org/ingest/scs-gateway'] }),
            authorization: Type.Optional(
              reference({
                description: 'The whole value of the Authorization header.',
                examples: ['env:SIEM_AUTHORIZATION'],
              }),
            ),
            caFile: Type.Optional(
              filePath({
                description: 'PEM file of the certificate authority of the collector, if it is not a public one.',
                examples: ['/etc/scs-gateway/siem-ca.crt'],
              }),
            ),
            format: Type.Enum(['ndjson', 'json'], {
              description: 'One event a line (application/x-ndjson), or a JSON list of events (application/json).',
              examples: ['json'],
              default: 'ndjson',
            }),
            timeout,
          },
        ),
      ),
      syslog: Type.Optional(
        group(
          { description: 'Events as messages of RFC 5424.' },
          {
            host: text({ description: 'The receiver.', examples: ['syslog.example.org'] }),
            port: port({ description: 'Its port.', examples: [514], default: 6514 }),
            transport: Type.Enum(['tls', 'tcp', 'udp'], {
              description:
                'TLS (RFC 5425), TCP (RFC 6587, with the length before each message) or UDP (RFC 5426). The last two are for networks of your own: anybody on the way can read and change events.',
              examples: ['tcp'],
              default: 'tls',
            }),
            caFile: Type.Optional(
              filePath({
                description: 'PEM file of the certificate authority of the receiver, if it is not a public one.',
                examples: ['/etc/scs-gateway/syslog-ca.crt'],
              }),
            ),
            facility: Type.Integer({
              description: 'The facility; 13 is "log audit".',
              examples: [10],
              default: 13,
              minimum: 0,
              maximum: 23,
            }),
            timeout,
          },
        ),
      ),
      spool: group(
        {
          description: 'What waits in memory for a sink that takes no events, for each sink and process.',
          default: {},
        },
        {
          size: size(
            'How much of it there may be. What comes while there is no room is lost, and told: an event takes one to two kilobytes.',
            '256MiB',
            '64MiB',
            '8GiB',
          ),
          time: duration(
            {
              description: 'How long an event waits. An older one is lost, and told.',
              examples: ['6h'],
              default: '1h',
            },
            { least: '1s', most: '24h' },
          ),
        },
      ),
      key: Type.Optional(
        reference({
          description:
            'A key for the hash chain: with it hashes are HMAC-SHA-256, and who can write to the file but does not have the key cannot write another chain. `scs-gateway audit verify` needs it too.',
          examples: ['file:/run/secrets/audit-key'],
        }),
      ),
    },
  ),
);
