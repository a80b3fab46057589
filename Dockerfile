# syntax=docker/dockerfile:1
# Build stage: compiles and bundles the sources; nothing of it but the result gets into the image.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm install --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY release ./release
COPY endpoints ./endpoints
COPY scripts ./scripts
COPY reports/*.schema.json ./reports/
RUN npx tsc -p tsconfig.json --rootDir . --incremental false \
 && node release/package.mjs /app \
 && rm -rf /app/types

# Run stage: Node, the bundled program and its data; no npm, no compiler, no packages, no shell scripts of ours.
FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="configmgr-preflight" \
      org.opencontainers.image.description="Network and account preflight of the Configuration Manager service connection point" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY --from=build /app ./
# Reports are written to the folder that is mounted at /work.
WORKDIR /work
USER node
ENTRYPOINT ["node", "/app/build/src/cli/bin.cjs"]
