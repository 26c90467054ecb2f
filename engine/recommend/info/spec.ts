import type { AlgorithmInfo } from '../../contract/index.ts';

/** What is said of a parameter beside its default. Numbers have bounds, texts have choices, the others neither. */
export interface ParamSpec {
  /** One sentence. */
  about: string;
  choices?: readonly string[];
  /** What a model can be given at all, both ends included; zero is excluded where `above` is set. */
  bounds?: { least: number; most: number; whole: boolean; above: boolean };
  /** What tuning draws from. */
  tune?: { low: number; high: number; scale: 'linear' | 'log' };
  /** The choices that tuning draws from. */
  drawn?: readonly string[];
}

/** What is said of an algorithm beside what the algorithm says of itself. */
export interface AlgorithmSpec extends Pick<AlgorithmInfo, 'name' | 'family' | 'signal' | 'needs'> {
  params: Record<string, ParamSpec>;
}

type Tuned = [low: number, high: number, scale: 'linear' | 'log'];

function bounded(about: string, bounds: ParamSpec['bounds'], tuned: Tuned | undefined): ParamSpec {
  const [low, high, scale] = tuned ?? [];
  return {
    about,
    bounds,
    ...(low !== undefined && high !== undefined && scale !== undefined && { tune: { low, high, scale } }),
  };
}

/** A whole number from `least` to `most`. */
export function whole(about: string, least: number, most: number, tuned?: Tuned): ParamSpec {
  return bounded(about, { least, most, whole: true, above: false }, tuned);
}

/** A number from zero to `most`. */
export function number(about: string, most: number, tuned?: Tuned): ParamSpec {
  return bounded(about, { least: 0, most, whole: false, above: false }, tuned);
}

/** A number above zero, up to `most`. */
export function positive(about: string, most: number, tuned?: Tuned): ParamSpec {
  return bounded(about, { least: 0, most, whole: false, above: true }, tuned);
}

/** One of some words; tuning draws from `drawn`, where it draws at all. */
export function choice(about: string, choices: readonly string[], drawn?: readonly string[]): ParamSpec {
  return { about, choices, ...(drawn && { drawn }) };
}

/** True or false. */
export function flag(about: string): ParamSpec {
  return { about };
}
