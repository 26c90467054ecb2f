import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { StewardError } from '../../contract/errors.ts';
import { isWhole, packSections, viewSections } from '../../numeric/sections.ts';
import { Encoder, statisticsSchema } from './features/encoder.ts';
import { type RankingSchema, rankingSchemaSchema, schemaHash, schemaVersion } from './features/schema.ts';
import { type FittedRanker, rankerCardSchema } from './fit.ts';
import { denseLayout, shapeOf } from './models/network.ts';

const magic = 'STEWRANK';
const fileVersion = 1;

const curveSchema = z.object({
  method: z.enum(['platt', 'isotonic']),
  knots: z.array(z.object({ logit: z.number(), logOdds: z.number() })).min(1),
  firstSlope: z.number(),
  lastSlope: z.number(),
});
/** Read before all else, so that a file of another version is told from a damaged one. */
const versionSchema = z.object({ file: z.int(), schema: z.object({ version: z.int() }) });
const headerSchema = z.object({
  file: z.literal(fileVersion),
  card: rankerCardSchema,
  schema: rankingSchemaSchema,
  statistics: statisticsSchema,
  curve: curveSchema,
});

/** Writes a ranker as one file: card, schema, statistics and curve as JSON, then the weights. BAD_FILE where it cannot. */
export async function writeRanker(path: string, fitted: FittedRanker): Promise<void> {
  const { card, schema, statistics, curve, weights } = fitted;
  const header: z.infer<typeof headerSchema> = { file: fileVersion, card, schema, statistics, curve };
  const packed = new Uint8Array(packSections(magic, { header, sections: { ...weights } }));
  const part = `${path}.${randomUUID()}.part`;
  try {
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(packed);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw bad(path, 'The ranker cannot be written.', 'Check that the folder exists and has room.', cause);
  }
}

/**
 * Reads a ranker. BAD_FILE, saying which, where it is missing, foreign, damaged, of another version, or of another
 * schema than `expected`, whose rows mean something else.
 */
export async function readRanker(path: string, expected?: RankingSchema): Promise<FittedRanker> {
  const shared = await bytesOf(path);
  const again = 'Copy it again, or train the ranker again.';
  if (!Buffer.from(shared).subarray(0, magic.length).equals(Buffer.from(magic))) {
    throw bad(path, 'This is no ranker of Steward.', 'Give a file that a training has written.');
  }
  if (!isWhole(magic, shared)) throw bad(path, 'The ranker is damaged or cut off.', again);
  const { header, sections } = viewSections(shared);
  const version = versionSchema.safeParse(header);
  if (!version.success) throw bad(path, 'The ranker is damaged.', again);
  if (version.data.file !== fileVersion || version.data.schema.version !== schemaVersion) {
    const [file, schema] = [version.data.file, version.data.schema.version];
    const message = `The ranker is of file version ${file} and feature schema ${schema}; this Steward has ${fileVersion} and ${schemaVersion}.`;
    throw bad(path, message, 'Train the ranker again.');
  }
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) throw bad(path, 'The ranker is damaged.', again);
  const { card, schema, statistics, curve } = parsed.data;
  if (schemaHash(schema) !== card.schemaHash) throw bad(path, 'The ranker is damaged.', again);
  if (expected && schemaHash(expected) !== card.schemaHash) {
    throw bad(path, 'The ranker is of another feature schema than the data.', 'Train the ranker again on this data.');
  }
  const shape = shapeOf(new Encoder(schema, statistics), card.params.kind, card.params);
  const { linear, factors, dense } = sections;
  const fits =
    isFloats(linear, shape.features) &&
    isFloats(factors, shape.features * shape.factors) &&
    isFloats(dense, denseLayout(shape).size);
  if (!fits) throw bad(path, 'The ranker is damaged.', again);
  return { card, schema, statistics, shape, weights: { linear, factors, dense } as FittedRanker['weights'], curve };
}

async function bytesOf(path: string): Promise<SharedArrayBuffer> {
  try {
    const bytes = await readFile(path);
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  } catch (cause) {
    throw bad(path, 'The ranker cannot be read.', 'Check the path.', cause);
  }
}

function isFloats(section: unknown, length: number): boolean {
  return section instanceof Float32Array && section.length === length;
}

function bad(path: string, message: string, advice: string, cause?: unknown): StewardError {
  return new StewardError('BAD_FILE', message, { place: { file: path }, advice, cause });
}
