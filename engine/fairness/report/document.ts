/** What a colour says; hosts of a report map it to theirs. Series are told apart by labels as well. */
export type Tone = 'ink' | 'quiet' | 'hairline' | 'accent' | 'alert' | 'good' | `series${0 | 1 | 2 | 3 | 4 | 5}`;

/** A mark of a figure; lengths in units of its width and height, y downwards. */
export type Mark =
  | { mark: 'line'; from: Point; to: Point; tone: Tone; isDashed?: boolean }
  | { mark: 'path'; points: readonly Point[]; tone: Tone }
  | { mark: 'dot'; at: Point; r: number; tone: Tone }
  /** `shade`: 0 to 1, how much of the tone is laid on. */
  | { mark: 'box'; at: Point; width: number; height: number; tone: Tone; shade: number }
  /** `room`: how wide it may be; hosts that can measure letters cut it there. */
  | { mark: 'text'; at: Point; text: string; anchor: 'start' | 'middle' | 'end'; tone: Tone; room?: number };

export type Point = readonly [x: number, y: number];

/** The size of text in figures, in their units. */
export const figureText = 11;

/** A chart that is drawn alike wherever the report goes; all that it shows stands in a table too. */
export interface Figure {
  kind: 'figure';
  title: string;
  /** What can be seen, for those who cannot; stands under the figure where there is no note. */
  description: string;
  /** What a reader of the figure needs, where the description has every value. */
  note?: string;
  width: number;
  height: number;
  marks: readonly Mark[];
}

export interface Table {
  kind: 'table';
  caption: string;
  columns: readonly { name: string; isNumber?: boolean }[];
  rows: readonly (readonly string[])[];
}

/** What a report is made of, in order. The first column of a table names its rows. */
export type Block =
  | { kind: 'heading'; level: 2 | 3 | 4; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'facts'; rows: readonly (readonly [name: string, value: string])[] }
  | Table
  | Figure;

/** A report before it is written as HTML or PDF: the same for both. */
export interface ReportDocument {
  title: string;
  subtitle: string;
  /** The program and its version. */
  maker: string;
  /** At the foot of every page. */
  foot: string;
  blocks: readonly Block[];
}
