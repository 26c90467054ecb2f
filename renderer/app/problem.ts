import { ORPCError } from '@orpc/client';
import type { ErrorPlace } from '../../engine/contract/errors.ts';
import { ConnectionLostError } from './connection.ts';

/** A failure as a person meets it: what happened, where, what to do, and a code to quote. */
export interface Problem {
  code: string;
  message: string;
  advice: string;
  place: ErrorPlace;
}

/** Reads any thrown value as a Problem; unknown ones keep their message under INTERNAL. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ConnectionLostError) {
    return {
      code: 'ENGINE_LOST',
      message: error.message,
      advice: 'It is being restarted; try again in a moment.',
      place: {},
    };
  }
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const { advice, place } = typeof data === 'object' && data !== null ? (data as Partial<Problem>) : {};
    return { code: error.code, message: error.message, advice: advice ?? '', place: place ?? {} };
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    advice: 'Copy the details into a bug report.',
    place: {},
  };
}

/** The Problem as plain text, for the clipboard. */
export function problemDetails(problem: Problem): string {
  const place = Object.entries(problem.place).map(([name, value]) => `${name}: ${value}`);
  return [`code: ${problem.code}`, problem.message, problem.advice, ...place].filter(Boolean).join('\n');
}

/** Whether the job behind a call is no longer this window's to decide. */
export function isOvertaken(error: unknown): boolean {
  return ['STALE_LEASE', 'CONFLICT', 'NOT_FOUND'].includes(asProblem(error).code);
}
