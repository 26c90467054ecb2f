import { z } from 'zod';
import { feed } from '../../engine/contract/index.ts';
import { version } from '../../engine/version.ts';
import { problem } from './problem.ts';
import { burst, perSecond } from './rate-limit.ts';
import { feedQuery } from './routes.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a caller of a feed may be refused for, by status. */
const refusals = {
  400: 'BAD_INPUT: a parameter is missing, wrong or not known, as the message says.',
  401: 'UNAUTHORISED: the token is missing or wrong.',
  403: 'BAD_HOST, BAD_ORIGIN: the request names another host, or comes from a page elsewhere.',
  404: 'NOT_FOUND: there is no configuration of the name.',
  409: 'NO_WORKSPACE and others: the workspace cannot answer now. `advice` says what to do.',
  429: `TOO_MANY: a caller may ask ${burst} times at once and ${perSecond} times a second.`,
  500: 'INTERNAL: a defect of Steward; nothing was logged as shown.',
  503: 'ENGINE_UNAVAILABLE, CANCELLED: the engine is being started or took too long. Ask again in a moment.',
} as const;

/**
 * The OpenAPI 3.1 document of `GET /v1/feed`. Its parameters are what the handler parses by and its answer what the
 * contract states; JSON Schema 2020-12 is the dialect of both. Objects may get further fields later: none is closed.
 */
export function openApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Steward',
      version,
      description: 'Feeds of the workspace that is open, on this machine only: the host listens on 127.0.0.1.',
    },
    servers: [{ url: '/', description: 'The host that `steward serve` starts.' }],
    security: [{ token: [] }],
    paths: {
      '/v1/feed': {
        get: {
          operationId: 'serveFeed',
          summary: 'The feed of a user, to be shown',
          description: 'Makes the feed and logs its impressions: ask only for what is shown.',
          parameters: parameters(),
          responses: {
            200: { description: 'The feed, with its reasons.', content: json('Feed') },
            ...Object.fromEntries(Object.entries(refusals).map(([status, about]) => [status, refusal(status, about)])),
          },
        },
      },
    },
    components: {
      schemas: { Feed: schemaOf(feed, 'output'), Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'What the file loopback-token holds; `steward serve` prints where it lies.',
        },
      },
    },
  };
}

function parameters() {
  const { properties = {}, required = [] } = schemaOf(feedQuery, 'input');
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as JsonSchema;
    return { name, in: 'query', required: required.includes(name), description, schema };
  });
}

function refusal(status: string, description: string) {
  const wait = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } };
  const headers = status === '429' ? { headers: { 'Retry-After': wait } } : {};
  return { description, ...headers, content: json('Problem') };
}

function json(name: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

function schemaOf(type: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return schema;
}
