# syntax=docker/dockerfile:1
# LightAPI as a service: `docker run -v ./lightapi.yaml:/app/lightapi.yaml:ro -p 8000:8000 lightapi`.

FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm pack --pack-destination /tmp

# The package as a user installs it, with what is optional: drivers, Redis, Prometheus, OpenTelemetry.
FROM node:24-slim AS install
WORKDIR /opt/lightapi
COPY --from=build /tmp/lightapi-*.tgz /tmp/
COPY --from=build /src/package.json /tmp/
RUN npm init --yes >/dev/null && \
    npm install --omit=dev --no-audit --no-fund --no-package-lock /tmp/lightapi-*.tgz \
      $(node -p "Object.entries(require('/tmp/package.json').peerDependencies).map((each) => each.join('@')).join(' ')")

FROM node:24-slim
LABEL org.opencontainers.image.title="LightAPI" \
      org.opencontainers.image.description="A REST API from a YAML file, a TypeScript class or a database" \
      org.opencontainers.image.licenses="MIT"
# What serves needs no package manager. /data is for SQLite; /node_modules is found from wherever code is mounted.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg && \
    install -d -o 1001 -g 1001 /data && \
    ln -s /opt/lightapi/node_modules /node_modules && \
    ln -s /opt/lightapi/node_modules/.bin/lightapi /usr/local/bin/lightapi
COPY --from=install /opt/lightapi /opt/lightapi
ENV NODE_ENV=production \
    LIGHTAPI_CONFIG=/app/lightapi.yaml \
    LIGHTAPI_HOST=0.0.0.0 \
    LIGHTAPI_PORT=8000 \
    LIGHTAPI_LOG_LEVEL=info \
    LIGHTAPI_LOG_FORMAT=json
WORKDIR /app
# By number, so that Kubernetes sees that it is not root; it writes to /data alone.
USER 1001:1001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.LIGHTAPI_PORT || 8000) + '/healthz').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["lightapi"]
CMD ["serve"]
