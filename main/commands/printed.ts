import type { CommandIo } from './io.ts';

/** What a command printed, line by line. */
export interface Printed {
  io: CommandIo;
  out: string[];
  err: string[];
}

/** Where a command of a test prints: no terminal, never interrupted unless `more` says so. */
export function printed(more: Partial<CommandIo> = {}): Printed {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CommandIo = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    isTerminal: false,
    progress: () => {},
    signal: new AbortController().signal,
    exitCode: 0,
    ...more,
  };
  return { io, out, err };
}
