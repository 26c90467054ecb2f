import { type Command, InvalidArgumentError } from 'commander';
import { asStewardError } from '../../engine/contract/errors.ts';

/** Exit codes of the command line, kept for scripts: 0 done, 1 failed, 2 wrong usage. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** Where a command reads and writes; tests hand in doubles, `main/cli.ts` hands in the process. */
export interface CommandIo {
  /** One line for people or scripts, on standard output. */
  out(line: string): void;
  /** One line on standard error: progress, warnings, failures. */
  err(line: string): void;
  /** True where standard error is a terminal, so that progress may rewrite its line. */
  readonly isTerminal: boolean;
  /** Rewrites the current progress line on a terminal; does nothing elsewhere. */
  progress(line: string): void;
  /** Asks whoever sits at the terminal for a line; left out where nobody does. Null at the end of the input. */
  readonly ask?: (question: string) => Promise<string | null>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Set by a failing command; becomes the exit code of the process. */
  exitCode: number;
}

/** A command's module: adds itself to the program. `io` is where it talks. */
export type CommandModule = (program: Command, io: CommandIo) => void;

/**
 * Wraps a command's action: prints a failure as 'error: message', place, advice and code, and sets exit code 1.
 * Wrong usage (unknown option, missing argument) is handled by commander and ends with code 2.
 */
export function action<A extends unknown[]>(
  io: CommandIo,
  run: (...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args);
    } catch (thrown) {
      const error = asStewardError(thrown);
      const { file, line, column, field } = error.place;
      const place = [file, line && `line ${line}`, column && `column ${column}`, field && `field ${field}`].filter(
        Boolean,
      );
      io.err(`error: ${error.message}`);
      if (place.length > 0) io.err(`  at: ${place.join(', ')}`);
      if (error.advice) io.err(`  do: ${error.advice}`);
      io.err(`  code: ${error.code}`);
      io.exitCode = exitCodes.failed;
    }
  };
}

/** Parses a whole number option of at least `least`; a wrong one is a usage error (exit code 2). */
export function wholeNumber(least = 0): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number of at least ${least}.`);
    return value;
  };
}

/** The names of a list with commas. */
export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
