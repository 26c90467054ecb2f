import { describe, type Group } from './groups.ts';

/** Lengths of mussels' muscles at five places (McDonald et al. 1991, as scipy's documentation has them). */
export const mussels: Group[] = [
  ['tillamook', [0.0571, 0.0813, 0.0831, 0.0976, 0.0817, 0.0859, 0.0735, 0.0659, 0.0923, 0.0836]],
  ['newport', [0.0873, 0.0662, 0.0672, 0.0819, 0.0749, 0.0649, 0.0835, 0.0725]],
  ['petersburg', [0.0974, 0.1352, 0.0817, 0.1016, 0.0968, 0.1064, 0.105]],
  ['magadan', [0.1033, 0.0915, 0.0781, 0.0685, 0.0677, 0.0697, 0.0764, 0.0689]],
  ['tvarminne', [0.0703, 0.1026, 0.0956, 0.0973, 0.1039, 0.1045]],
].map(([name, values]) => ({ name: name as string, values: Float64Array.from(values as number[]) }));

export const described = mussels.map(({ values }) => describe(values));

/** Groups named g0, g1, ... of plain numbers. */
export function groupsFrom(...values: readonly (readonly number[])[]): Group[] {
  return values.map((numbers, g) => ({ name: `g${g}`, values: Float64Array.from(numbers) }));
}
