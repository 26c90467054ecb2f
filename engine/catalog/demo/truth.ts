import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { History } from './behaviour.ts';
import type { DemoItem } from './items.ts';
import { behaviour, growth, topics } from './plan.ts';
import { planted } from './planted.ts';
import type { DemoSettings } from './settings.ts';

/** What is planted in a demo, beside its database, so that what Steward finds can be held against it. */
export const truthFile = 'demo-truth.jsonl';

/** The first lines: the settings, the model's numbers, then a line for each thing that is planted. */
export function openingLines(settings: DemoSettings): string[] {
  const model = {
    behaviour,
    growth,
    topics: topics.map(({ name, share, isThin }) => ({ name, share, isThin })),
  };
  return [
    line({ kind: 'settings', simulated: true, ...settings, model }),
    ...planted.map((one) => line({ kind: 'planted', ...one })),
  ];
}

/** What an item truly is; and which policies the post breaks, where it is one. */
export function itemLines({ id, truth, post }: DemoItem): string[] {
  const { topic, second, mix, quality, appeal, ...rest } = truth;
  const item = {
    topics:
      second === topic ? { [topics[topic]!.name]: 1 } : { [topics[topic]!.name]: mix, [topics[second]!.name]: 1 - mix },
    quality,
    appeal,
    ...rest,
  };
  return [line({ kind: 'item', id, ...item }), ...(post ? [line({ kind: 'post', id, breaks: post.truth })] : [])];
}

/** Who a user truly is, and each of their sessions. */
export function userLines({ person, character, sessions, length }: History): string[] {
  const { id, n: _, ...groups } = person;
  const { taste, ...rest } = character;
  return [
    line({ kind: 'user', id, ...groups, taste: Array.from(taste, rounded), ...rest, interactions: length }),
    ...sessions.map(({ topic, ...session }) =>
      line({ kind: 'session', user: id, topic: topics[topic]!.name, ...session }),
    ),
  ];
}

/** The settings of the demo in this folder, from the first line of its truth file. Rejects where there is none. */
export async function settingsIn(dir: string): Promise<DemoSettings> {
  const file = await open(join(dir, truthFile));
  try {
    for await (const first of file.readLines()) return JSON.parse(first) as DemoSettings;
    throw new Error('the truth file is empty');
  } finally {
    await file.close();
  }
}

/** Writes lines to a file without holding more than a few of them. */
export class TruthWriter {
  readonly #stream: WriteStream;

  constructor(file: string) {
    this.#stream = createWriteStream(file);
  }

  async write(lines: readonly string[]): Promise<void> {
    if (lines.length > 0 && !this.#stream.write(lines.join(''))) await once(this.#stream, 'drain');
  }

  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}

function line(value: Record<string, unknown>): string {
  return `${JSON.stringify(value)}\n`;
}

function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
