import { oc } from '@orpc/contract';
import { z } from 'zod';
import { type ErrorCode, errorCodes } from './errors.ts';

/** What travels with every error beside its code and message. */
export const errorData = z.object({
  advice: z.string(),
  place: z.object({
    file: z.string().optional(),
    line: z.number().optional(),
    column: z.string().optional(),
    field: z.string().optional(),
  }),
});

const errorMap = Object.fromEntries(errorCodes.map((code) => [code, { data: errorData }])) as {
  [Code in ErrorCode]: { data: typeof errorData };
};

/** The root of every operation: all of them may fail with any of Steward's typed errors. */
export const operation = oc.errors(errorMap);

/** Milliseconds since 1970, UTC. */
export const time = z.number().int().nonnegative();

/** A row's number in the workspace. */
export const rowId = z.number().int().positive();

/** A probability, or a threshold on one. */
export const probability = z.number().min(0).max(1);

/** A name that a person gave or a stable slug; never empty. */
export const slug = z.string().trim().min(1).max(200);

/** An absolute path on the machine that the engine runs on. */
export const path = z.string().min(1).max(4096);

/** One page of a list: `offset` rows are skipped, at most `limit` come back. */
export const page = z.object({
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
