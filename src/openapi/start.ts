/** The script that starts the API page, as the text that browsers get. */

/**
 * Everything that would ask another host is off: fonts, counting, proxies, agents; and Zod, which Scalar validates with,
 * is told not to try whether it may compile. What a query may leave out is left out of requests, until it is filled in:
 * Scalar would fill in the first value that it finds. `base` is where the API is, seen from the page, so that requests find their
 * way through a proxy that strips a path.
 */
export const startScript = `'use strict';
globalThis.__zod_globalConfig = { jitless: true };
const addressOf = (way) => new URL(way, location.href).href;
const { document: path, base } = document.body.dataset;
const url = addressOf(path);
const filledIn = ({ default: value, enum: values = [], examples = [] }) => value ?? values[0] ?? examples[0];
const isOptional = ({ in: place, required }) => place === 'query' && required !== true;
async function read(input, init) {
  const reply = await fetch(input, init);
  if (String(input.url ?? input) !== url || !reply.ok) return reply;
  const api = await reply.json();
  for (const { parameters = [] } of Object.values(api.paths).flatMap(Object.values)) {
    for (const parameter of parameters.filter(isOptional)) {
      const value = filledIn(parameter.schema);
      if (value !== undefined) parameter.examples = { left_out: { value, 'x-disabled': true } };
    }
  }
  return Response.json(api);
}
addEventListener('DOMContentLoaded', () => {
  Scalar.createApiReference('#api', {
    url,
    customFetch: read,
    ...(base !== undefined && { servers: [{ url: addressOf(base).replace(/\\/$/, '') }] }),
    proxyUrl: '',
    telemetry: false,
    withDefaultFonts: false,
    persistAuth: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
    orderSchemaPropertiesBy: 'preserve',
    orderRequiredPropertiesFirst: false,
    documentDownloadType: 'direct',
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
    metaData: { title: document.title },
  });
});
`;
