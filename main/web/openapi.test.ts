import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '../cli.ts';
import { printed } from '../commands/printed.ts';
import { openApi } from './openapi.ts';
import { problemBody, problemStatus } from './problem.ts';
import { feedQuery } from './routes.ts';

const document = openApi();
const { get } = document.paths['/v1/feed'];

/** Every object in the document with the path to it. */
function* nodes(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [path, value as Record<string, unknown>];
  for (const [key, child] of Object.entries(value)) yield* nodes(child, `${path}/${key}`);
}

describe('openApi', () => {
  it('is a document of OpenAPI 3.1: a title and version, unique parameters, described answers, no dangling reference', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info.title && document.info.version).toBeTruthy();
    expect(new Set(get.parameters.map(({ name }) => name)).size).toBe(get.parameters.length);
    for (const [status, answer] of Object.entries(get.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(answer.description).toBeTruthy();
    }
    for (const scheme of document.security.flatMap((one) => Object.keys(one))) {
      expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
    const paths = new Set([...nodes(document)].map(([path]) => path));
    const references = [...nodes(document)].flatMap(([, node]) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect(paths).toContain(reference);
    // What JSON leaves out or cannot say would be another document at the reader's.
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('has the parameters that the handler takes, with their ranges and defaults', () => {
    expect(get.parameters.map(({ name }) => name)).toEqual(Object.keys(feedQuery.shape));
    const named = Object.fromEntries(get.parameters.map((one) => [one.name, one]));
    expect(named.user).toMatchObject({ in: 'query', required: true, schema: { type: 'string', minLength: 1 } });
    expect(named.config).toMatchObject({ required: false, schema: { default: 'default' } });
    expect(named.k).toMatchObject({ required: false, schema: { type: 'integer', minimum: 1, maximum: 200 } });
    for (const { description } of get.parameters) expect(description).toBeTruthy();
  });

  it('takes at the bounds that it states, and refuses beyond them', () => {
    const k = get.parameters.find(({ name }) => name === 'k')!.schema as { minimum: number; maximum: number };
    for (const value of [k.minimum, k.maximum]) expect(feedQuery.parse({ user: 'a', k: `${value}` }).k).toBe(value);
    for (const value of [k.minimum - 1, k.maximum + 1, 'many', '2.5', '']) {
      expect(feedQuery.safeParse({ user: 'a', k: `${value}` }).success).toBe(false);
    }
  });

  it('names each refusal under its status, all of one form, and when to come back where there were too many', () => {
    const known: Record<string, number> = problemStatus;
    for (const [status, { description }] of Object.entries(get.responses)) {
      for (const code of description.match(/\b[A-Z]+_[A-Z]+\b/g) ?? []) {
        if (code in known) expect(`${code} ${known[code]}`).toBe(`${code} ${status}`);
      }
    }
    expect(get.responses).toHaveProperty(['429', 'headers', 'Retry-After']);
    const body = JSON.parse(problemBody('BAD_INPUT', 'Wrong.', { place: { row: 0, field: 'k' } }));
    const problem = z.fromJSONSchema(document.components.schemas.Problem as z.core.JSONSchema.JSONSchema);
    expect(problem.safeParse(body).success).toBe(true);
    expect(problem.safeParse({ code: 'BAD_INPUT' }).success).toBe(false);
  });

  it('is what the command line prints', async () => {
    const { io, out } = printed();
    expect(await runCommandLine(['openapi'], io)).toBe(0);
    expect(JSON.parse(out.join('\n'))).toEqual(document);
  });
});
