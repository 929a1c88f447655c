// SPDX-License-Identifier: Apache-2.0
// The part of the configuration that says how the portal looks, and whether there is one.
import Type from 'typebox';
import { group, httpUrl, identifier, picture, text } from '../schema/fields.ts';

const COLOUR = /^#[0-9a-f]{6}$/;
/** As the portal's style has them. */
const GROUNDS = { light: '#f7f8fa', dark: '#0f1216' } as const;
/** WCAG 2.2, 1.4.3. */
const LEAST_CONTRAST = 4.5;

const channel = (part: string): number => {
  const value = Number.parseInt(part, 16) / 255;
  return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const luminance = (colour: string): number =>
  0.2126 * channel(colour.slice(1, 3)) + 0.7152 * channel(colour.slice(3, 5)) + 0.0722 * channel(colour.slice(5, 7));

/** Of two colours like `#0b57a4` (WCAG 2.2, contrast ratio). */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const colour = (description: string, example: string, ground: keyof typeof GROUNDS) =>
  Type.Optional(
    text(
      { description, examples: [example] },
      [(value: string) => COLOUR.test(value), 'must be a colour in lower case, like #0b57a4'],
      [
        (value: string) => !COLOUR.test(value) || contrast(value, GROUNDS[ground]) >= LEAST_CONTRAST,
        `must stand out from the ${ground} ground ${GROUNDS[ground]} by at least ${LEAST_CONTRAST}:1, or people cannot read it`,
      ],
    ),
  );

export const portal = group(
  {
    description:
      'The pages for people at /portal, to which browsers are led from the root. Logging in there needs a login section at an identity provider.',
    default: {},
  },
  {
    enabled: Type.Boolean({
      description: 'Whether there are such pages. Without them browsers get JSON at the root, as programs do.',
      examples: [false],
      default: true,
    }),
    name: text({
      description: 'What the portal is called: in its head, and in the titles of its pages.',
      examples: ['Example Federation'],
      default: 'SCS Federation',
    }),
    logo: Type.Optional(
      picture({
        description: 'A picture before the name: an SVG or a PNG of 64 KiB at most. Default: a sign of its own.',
        examples: ['file:/etc/scs-gateway/logo.svg'],
      }),
    ),
    accent: colour('The colour of links and buttons on the light ground.', '#0b57a4', 'light'),
    accentDark: colour('The colour of links and buttons on the dark ground.', '#8cc2ff', 'dark'),
    operators: Type.Array(
      group(
        { description: 'A group of an identity provider.' },
        {
          identityProvider: identifier({
            description: 'The `id` of the identity provider.',
            examples: ['keycloak'],
          }),
          group: text({
            description: 'The group, as the entry of the provider lets it through.',
            examples: ['acme-operators'],
          }),
        },
      ),
      {
        description:
          'Whose people see the page for operators: members, keys, limits, failed sessions, and this configuration without its secrets. Default: nobody.',
        examples: [[{ identityProvider: 'keycloak', group: 'acme-operators' }]],
        default: [],
      },
    ),
    imprint: Type.Optional(
      httpUrl({ description: 'The page that says who is responsible.', examples: ['https://www.example.org/imprint'] }),
    ),
    privacy: Type.Optional(
      httpUrl({
        description: 'The page that says what becomes of personal data.',
        examples: ['https://www.example.org/privacy'],
      }),
    ),
  },
);
