// SPDX-License-Identifier: Apache-2.0
// Traefik before a gateway, in both ways. It has no package of Debian: build-traefik.sh beside this makes one.
import { describeFront } from './front.ts';

describeFront('traefik', 'tcp');
describeFront('traefik', 'http');
