import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { feed } from '../../engine/contract/index.ts';
import { openStore } from '../../engine/store/store.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { enginePaths, repositoryRoot } from '../../main/paths.ts';
import { openApi } from '../../main/web/openapi.ts';
import { LoopbackKit } from './loopback-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-feed-'));
const dir = join(folder, 'workspace');
let kit: LoopbackKit;
beforeAll(async () => {
  await plantWorkspace(dir);
  kit = await LoopbackKit.start({
    engine: { paths: enginePaths(repositoryRoot, join(folder, 'config')), openAtStart: dir },
    engineEntry: new URL('../../main/engine-process.ts', import.meta.url),
  });
  while (kit.host.engineState !== 'ready') await setTimeout(20);
});
afterAll(async () => {
  await kit.close();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = () => ({ authorization: `Bearer ${kit.host.token}` });

describe('GET /v1/feed', () => {
  it('needs the token, and takes nothing but GET', async () => {
    expect(await kit.request('/v1/feed?user=a')).toMatchObject({ status: 401 });
    expect(await kit.request('/v1/feed?user=a', { headers: { authorization: 'Bearer no' } })).toMatchObject({
      status: 401,
    });
    const posted = await kit.request('/v1/feed?user=a', { method: 'POST', headers: bearer() });
    expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  it('says which parameter is wrong, and that a configuration is not there', async () => {
    for (const query of ['', '?user=', '?user=a&k=0', '?user=a&k=many', '?user=a&n=5']) {
      expect(await kit.request(`/v1/feed${query}`, { headers: bearer() })).toMatchObject({
        status: 400,
        code: 'BAD_INPUT',
      });
    }
    const answer = await kit.request('/v1/feed?user=a&config=nope', { headers: bearer() });
    expect(answer).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('is told of in a document, to those who hold the token', async () => {
    expect(await kit.request('/v1/openapi.json')).toMatchObject({ status: 401 });
    const answer = await kit.request('/v1/openapi.json', { headers: bearer() });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(openApi());
  });

  it('serves a feed and logs it, then asks a caller in a hurry to wait', async () => {
    const answer = await kit.request(`/v1/feed?user=${userName(3)}&k=4&config=diverse`, { headers: bearer() });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const served = feed.parse(JSON.parse(answer.body));
    const { Feed } = openApi().components.schemas;
    z.fromJSONSchema(Feed as z.core.JSONSchema.JSONSchema).parse(JSON.parse(answer.body));
    expect(served.items.length).toBe(4);
    expect(served.versions).toMatchObject({ config: 'diverse' });
    const many = await Promise.all(
      Array.from({ length: 60 }, () => kit.request('/v1/feed?user=', { headers: bearer() })),
    );
    const refused = many.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ code: 'TOO_MANY', headers: { 'retry-after': '1' } });
    await kit.host.close();
    const store = openStore(dir, { clock: Date.now, onReported: () => {} });
    const logged = store.feeds.impressions(10);
    store.close();
    expect(logged.map(({ place }) => place)).toEqual([1, 2, 3, 4]);
  });
});
