import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endOf, plantWorkspace, userName } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { connectClient } from '../../main/engine-client.ts';
import { forkEngine } from '../../main/forked-engine.ts';
import { enginePaths, repositoryRoot } from '../../main/paths.ts';
import { expect, test } from './fixtures.ts';

/** Models whose work goes to worker files of their own, with parameters that make them small. */
const models: { algorithm: string; params?: Record<string, number> }[] = [
  { algorithm: 'itemknn', params: { k: 20 } },
  { algorithm: 'svd', params: { factors: 40 } },
  { algorithm: 'ease' },
  { algorithm: 'slim', params: { k: 20 } },
  { algorithm: 'ials', params: { factors: 8, epochs: 2 } },
  { algorithm: 'bprmf', params: { factors: 8, epochs: 2 } },
];

test('the engine that is shipped finds the files of all its threads', async () => {
  const folder = temporaryFolder();
  const dir = join(folder.dir, 'workspace');
  // More items than models fit on the calling thread.
  await plantWorkspace(dir, { users: 60, items: 320 });
  const entry = pathToFileURL(join(repositoryRoot, 'out', 'main', 'engine-process.js'));
  const engine = forkEngine(entry, {
    paths: enginePaths(repositoryRoot, join(folder.dir, 'config')),
    workers: 2,
    openAtStart: dir,
  });
  const ended = new Promise((resolve) => engine.onExit(resolve));
  try {
    const client = connectClient(engine.openPort());
    await expect.poll(async () => (await client.workspace.state()).state).toBe('open');
    const job = await endOf(client, await client.models.evaluate({ models }));
    expect(job).toMatchObject({ state: 'done', done: models.length });
    const [a, b] = (await client.models.runs({ job: job.id })).rows;
    expect(await client.models.compare({ a: a!.id, b: b!.id })).toMatchObject({ problem: null });
    expect(await endOf(client, await client.models.fit({ algorithm: 'ease', activate: true }))).toMatchObject({
      state: 'done',
    });
    const { items } = await client.models.recommend({ user: userName(1), k: 3 });
    expect(items).toHaveLength(3);
  } finally {
    engine.stop();
    await ended;
    folder.remove();
  }
});
