# syntax=docker/dockerfile:1.7
# SPDX-License-Identifier: Apache-2.0
# The gateway as an image: Node 24 and what `npm run build` makes of the source. Holds no configuration, no key and no
# secret; where those go in, and what was tried of this file: docs/deploying.md

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package of ours needs to run a script of its own, so none may.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY LICENSE ./
COPY src src
COPY scripts scripts
# What `scs-gateway member` writes for the operators of clusters.
COPY deploy/kubernetes deploy/kubernetes
COPY portal portal
RUN node scripts/build.ts

FROM node:24.21.0-bookworm-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="SCS Federation Gateway" \
      org.opencontainers.image.description="One login, one endpoint, every cloud" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"

# What runs is root's, and not the gateway's to change. The key folder alone is the gateway's: a new volume on it gets
# its owner and mode from here. npm and yarn are of no use to a server.
COPY --from=build /build/dist/gateway /opt/scs-gateway
RUN ln -s /opt/scs-gateway/src/main.js /usr/local/bin/scs-gateway \
 && install -d -m 0755 /etc/scs-gateway \
 && install -d -m 0755 -o node -g node /var/lib/scs-gateway /opt/scs-gateway/.compile-cache \
 && install -d -m 0700 -o node -g node /var/lib/scs-gateway/keys /var/lib/scs-gateway/data \
 && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-*

# As a number, so that Kubernetes' runAsNonRoot can tell. It is `node` of the base image.
USER 1000:1000
WORKDIR /var/lib/scs-gateway
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/opt/scs-gateway/.compile-cache \
    SCS_GATEWAY_CONFIG=/etc/scs-gateway/gateway.yaml
# Compiles every file once and keeps the result: at run time the root file system may be read-only. A cache that does not
# fit (another user id, another processor) is not used, and nothing else happens. A command loads what it needs only when
# it runs, so all that any of them loads is named.
RUN scs-gateway --version \
 && node --input-type=module --eval "import { readdirSync } from 'node:fs'; for (const file of readdirSync('/opt/scs-gateway/src/chunks')) await import('/opt/scs-gateway/src/chunks/' + file)"

VOLUME /var/lib/scs-gateway/keys /var/lib/scs-gateway/data
# The public listener, and the operations listener: /metrics, /livez, /readyz.
EXPOSE 8443 9464

# The operations listener of the configuration; the base image has no curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["scs-gateway", "health"]

# SIGTERM drains. Give it drainDelay, drainTimeout and two seconds more (docker run --stop-timeout 40).
STOPSIGNAL SIGTERM
ENTRYPOINT ["scs-gateway"]
CMD ["serve"]
