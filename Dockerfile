# The server for a PostgreSQL elsewhere (DATABASE_URL). The file system may be read-only, but for /data and /tmp.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY client/package.json client/
COPY test/generators/package.json test/generators/
# Without the packages that bring Node and PostgreSQL: the image has the one, and a database of its own is the other.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26-slim
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY bin bin
COPY src src
COPY migrations migrations
COPY docs docs
RUN ln -s /app/bin/shiftcover.mjs /usr/local/bin/shiftcover && mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--max-old-space-size=192", "src/main.ts"]
