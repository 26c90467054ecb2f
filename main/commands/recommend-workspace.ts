import { StewardError } from '../../engine/contract/errors.ts';
import type { ModelVersion } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { writeLines } from '../../engine/jobs/write-lines.ts';
import { csvCell } from '../../engine/text/csv.ts';
import { withWorkspace } from './engine.ts';
import type { CommandIo } from './io.ts';

export interface WorkspaceRecommendation {
  workspace?: string;
  model?: string;
  version?: number;
  slot?: string;
  user?: string;
  all?: boolean;
  k: number;
  out?: string;
  json?: boolean;
}

/** `steward recommend` over the workspace, by a stored version. */
export async function recommendFromWorkspace(io: CommandIo, options: WorkspaceRecommendation): Promise<void> {
  const { user, k, out, slot } = options;
  await withWorkspace(io, options, async (client) => {
    const version = await versionOf(client, options);
    const asked = { version, k, ...(slot !== undefined && { slot }) };
    if (user !== undefined && options.json) {
      io.out(JSON.stringify(await client.models.recommend({ user, ...asked })));
      return;
    }
    const lines = user === undefined ? linesOfAll(client, asked) : linesOf(client, user, asked);
    if (out !== undefined) await writeLines(out, lines);
    else for await (const line of lines) io.out(line);
  });
}

type Asked = { version?: number; slot?: string; k: number };

async function* linesOf(client: Engine['client'], user: string, asked: Asked): AsyncGenerator<string> {
  const { items } = await client.models.recommend({ user, ...asked });
  yield 'user,item,rank,score';
  for (const { item, rank, score } of items) yield `${csvCell(user)},${csvCell(item)},${rank},${score}`;
}

async function* linesOfAll(client: Engine['client'], asked: Asked): AsyncGenerator<string> {
  const lists = await client.models.recommendAll(asked);
  yield 'user,item,rank,score';
  for await (const some of lists) {
    for (const { user, items } of some) {
      for (const [place, { item, score }] of items.entries())
        yield `${csvCell(user)},${csvCell(item)},${place + 1},${score}`;
    }
  }
}

/** The version that is meant: by its number, or the active or else the newest one of a model; undefined for that of the slot. */
async function versionOf(
  client: Engine['client'],
  { version, model, slot }: WorkspaceRecommendation,
): Promise<number | undefined> {
  if (version !== undefined || model === undefined) return version;
  const of = (await client.models.versions()).filter(
    (one) => one.algorithm === model && (slot === undefined || one.slot === slot),
  );
  const found: ModelVersion | undefined = of.find(({ state }) => state === 'active') ?? of[0];
  if (found) return found.id;
  throw new StewardError('NOT_FOUND', `The workspace has no version of ${model}.`, {
    advice: `Fit one: steward fit --model ${model}`,
    place: { field: 'model' },
  });
}
