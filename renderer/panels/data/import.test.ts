import { describe, expect, it } from 'vitest';
import { cleaned, isHarmless, missing } from './mapping.ts';
import { partSize, parts, stageFile } from './stage.ts';

describe('mapping', () => {
  it('asks for what cannot be left out', () => {
    expect(missing('content', { author: 'user' })).toEqual(['Text']);
    expect(missing('reports', { content: 'post' })).toEqual([]);
  });

  it('sends only what belongs to the kind and has a column', () => {
    expect(cleaned('content', { text: 'tweet', author: '', reporter: 'x' })).toEqual({ text: 'tweet' });
  });

  it('shows numbers, dates and codes at once, and no words', () => {
    expect(['12', '-3.5', '2024-01-02T03:04:05Z', 'true', 'en', ''].every(isHarmless)).toBe(true);
    expect(['blorp', 'user_1', 'see https://example.org'].some(isHarmless)).toBe(false);
  });
});

describe('staging', () => {
  it('cuts a file into parts that add up, and an empty one into one', () => {
    expect(parts(0)).toEqual([{ start: 0, end: 0 }]);
    expect(parts(2 * partSize + 1).map(({ start, end }) => end - start)).toEqual([partSize, partSize, 1]);
    expect(parts(partSize)).toHaveLength(1);
  });

  it('sends the parts in order under one id and tells how far it is', async () => {
    const file = new File([new Uint8Array(partSize + 5)], 'posts.csv');
    const sent: [string, number, number][] = [];
    const progress: number[] = [];
    const stage = async ({ upload, offset, data }: { upload: string; offset: number; data: Blob }) => {
      sent.push([upload, offset, data.size]);
      return { upload, received: offset + data.size };
    };
    const id = await stageFile(stage, file, (bytes) => progress.push(bytes), new AbortController().signal);
    expect(sent).toEqual([
      [id, 0, partSize],
      [id, partSize, 5],
    ]);
    expect(progress).toEqual([partSize, partSize + 5]);
  });

  it('stops between parts when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    const stage = () => Promise.reject(new Error('must not be sent'));
    await expect(stageFile(stage, new File([], 'x'), () => undefined, abort.signal)).rejects.toThrow(/abort/i);
  });
});
