import { figureText, type Mark, type Point, type Tone } from './document.ts';

/** Of all figures, in their units, and of the names on their left. */
export const width = 680;
export const left = 170;

interface LabelLooks {
  anchor?: 'start' | 'middle' | 'end';
  tone?: Tone;
  /** How wide it may be. */
  room?: number;
}

/** A text with its baseline at a point. */
export function label(text: string, at: Point, { anchor = 'middle', tone = 'quiet', room }: LabelLooks = {}): Mark {
  if (room === undefined) return { mark: 'text', at, text, anchor, tone };
  return { mark: 'text', at, text: fitted(text, room), anchor, tone, room };
}

/** Shortened so that it fits by a generous guess of the width of letters. */
function fitted(text: string, room: number): string {
  const letters = Math.max(3, Math.floor(room / (figureText * 0.56)));
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** A scale over [low, high] with ticks at round values. */
export function scaleOf(low: number, high: number, from: number, to: number) {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const rough = 10 ** Math.floor(Math.log10(span / 4));
  const step = rough * ([1, 2, 5, 10].find((times) => rough * times * 5 >= span) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const at = (value: number) => from + ((value / step - first) / (last - first)) * (to - from);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, n) => {
    return [((first + n) * step).toFixed(digits), at((first + n) * step)] as const;
  });
  return { at, ticks };
}

/** Lines of a series are told apart by their tone and by a number. */
export function seriesTone(n: number): Tone {
  return `series${(n % 6) as 0 | 1 | 2 | 3 | 4 | 5}`;
}

/** Names of series with their tones and numbers, one under another. */
export function legend(names: readonly string[], [x, y]: Point, room: number): Mark[] {
  return names.flatMap((name, s): Mark[] => {
    const at = y + s * 18;
    return [
      { mark: 'box', at: [x, at - 9], width: 12, height: 10, tone: seriesTone(s), shade: 1 },
      label(`${s + 1}  ${name}`, [x + 18, at], { anchor: 'start', tone: 'ink', room }),
    ];
  });
}
