/** Severities of the engine's log. A line never holds the text of a post. */
export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, detail?: object) => void;

/** Everything that the engine takes from outside. */
export interface EngineOptions {
  clock?: () => number;
  log?: Log;
  paths: {
    /** The person's own folder: recent workspaces, the demo. */
    config: string;
    /** Holds minilm-int8.onnx and tokenizer.json. */
    models: string;
    /** Each holds classifier folders. */
    heads: string[];
    /** The hashed lexicon of words that are masked. */
    lexicon: string;
  };
  /** Scoring threads; by default one a core, at most four. */
  workers?: number;
  /** A workspace to open at once. A failure becomes the workspace's state. */
  openAtStart?: string;
  /** Whether new content is scored by itself and the drop folder is watched; off for single commands. */
  background?: boolean;
}
