import type { Tone } from './document.ts';

/** Colours on white: text has 4.5:1 and more, lines 3:1. */
export const lightTones: Readonly<Record<Tone, string>> = {
  ink: '#1c1e21',
  quiet: '#5a616b',
  hairline: '#d9dce1',
  accent: '#1f5fbf',
  alert: '#b3261e',
  good: '#1b7a43',
  series0: '#1f5fbf',
  series1: '#b35a00',
  series2: '#1b7a43',
  series3: '#8a3fa8',
  series4: '#b3261e',
  series5: '#3d6b73',
};

/** The same on near-black. */
export const darkTones: Readonly<Record<Tone, string>> = {
  ink: '#e6e8eb',
  quiet: '#a2a9b3',
  hairline: '#353a41',
  accent: '#7fb0ff',
  alert: '#ff8a80',
  good: '#6fcf97',
  series0: '#7fb0ff',
  series1: '#ffb061',
  series2: '#6fcf97',
  series3: '#d09be8',
  series4: '#ff8a80',
  series5: '#8fc3cc',
};
