/** One import of a source file, as written. */
export interface Import {
  specifier: string;
  line: number;
  /** Erased when the file runs: it cannot make a circle at run time and needs no installed package there. */
  isType: boolean;
}

// Strings are matched so that a comment sign inside one is left alone, and kept; comments become blanks of their size.
const commentsAndStrings = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

const statement =
  /(?:^|[;}\n])\s*(?:import|export)\s+(?<type>type\s)?(?:[^'";]*?\sfrom\s*)?(?<quote>['"])(?<path>[^'"\n]+)\k<quote>/g;
const call = /\bimport\(\s*(?<quote>['"])(?<path>[^'"\n]+)\k<quote>/g;

/** The source without its comments; every line keeps its number. */
export function withoutComments(source: string): string {
  return source.replace(commentsAndStrings, (text) =>
    text.startsWith('//') || text.startsWith('/*') ? text.replace(/[^\n]/g, ' ') : text,
  );
}

/** Every static, re-exporting and dynamic import of a source file; what only quotes one is none. */
export function findImports(source: string): Import[] {
  const code = withoutComments(source);
  const strings = [...code.matchAll(commentsAndStrings)].map(({ 0: text, index }) => [index, index + text.length]);
  const found: Import[] = [];
  for (const pattern of [statement, call]) {
    for (const match of code.matchAll(pattern)) {
      const { path = '', type } = match.groups ?? {};
      const keyword = match.index + match[0].search(/import|export/);
      if (strings.some(([start = 0, end = 0]) => start < keyword && keyword < end)) continue;
      const end = match.index + match[0].length;
      found.push({ specifier: path, line: code.slice(0, end).split('\n').length, isType: type !== undefined });
    }
  }
  return found;
}
