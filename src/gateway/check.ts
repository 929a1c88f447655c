// SPDX-License-Identifier: Apache-2.0
// What looks at every request before its surface does.
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Throws what the request is refused with. */
export type Check = (request: FastifyRequest, reply: FastifyReply) => void;
