import type { Random } from '../../numeric/random.ts';
import { drawExponential, drawIndex, runningSums } from './draw.ts';
import { hour } from './plan.ts';
import type { DemoSettings } from './settings.ts';

/**
 * Sessions lie in slots of two hours, a slot one session at most. A session begins in the first quarter of an hour of
 * its slot and lasts 70 minutes at most: between two sessions lie 35 minutes or more, within one never as much as 20.
 */
export const slot = 2 * hour;
const latestStart = 15 * 60_000;
export const longestSession = 70 * 60_000;

/** How much is read in each slot of a day, UTC: little at night, most in the evening. */
const rhythm = [2, 1, 1, 3, 8, 9, 8, 9, 9, 12, 16, 10];
const rhythmSums = runningSums(rhythm);
const slotsPerDay = rhythm.length;

/** The share of a person's slots that may hold a session: the day must end somewhere. */
const mostFull = 0.6;

/** When a session begins, and how many interactions it has. */
export interface PlannedSession {
  start: number;
  size: number;
}

/** The sessions of one person in the order of time; their sizes add up to `quota`. Nothing lies before `joined`. */
export function planSessions(
  { start, days }: Pick<DemoSettings, 'start' | 'days'>,
  { joined, quota }: { joined: number; quota: number },
  random: Random,
): PlannedSession[] {
  if (quota === 0) return [];
  // Everybody's slots begin at another minute, so that the crowd's do at all.
  const phase = Math.floor(random.uniform() * slot);
  // The last slot would reach beyond the last day.
  const end = days * slotsPerDay - 1;
  const first = Math.min(end - 1, Math.max(0, Math.ceil((joined - start - phase) / slot)));
  const meanSize = 4 + 4 * Math.exp(0.4 * random.normal());
  const most = Math.max(1, Math.floor(mostFull * (end - first)));
  const count = Math.min(most, Math.max(1, Math.round(quota / meanSize)), quota);
  const slots = drawSlots(first, end, count, random);
  const shares = runningSums(Array.from(slots, () => 0.3 + drawExponential(random, 1)));
  let given = 0;
  return Array.from(slots, (place, n) => {
    const upTo = Math.round((quota - count) * (shares[n]! / shares.at(-1)!));
    const size = 1 + upTo - given;
    given = upTo;
    return { start: start + place * slot + phase + Math.floor(random.uniform() * latestStart), size };
  });
}

/** So many different slots in [first, end), by the rhythm of the day, ascending. */
function drawSlots(first: number, end: number, count: number, random: Random): Int32Array {
  const taken = new Set<number>();
  while (taken.size < count) {
    let place = wanted(first, end, random);
    // Where the wanted one is taken the next free one is.
    while (taken.has(place)) place = place + 1 < end ? place + 1 : first;
    taken.add(place);
  }
  return Int32Array.from(taken).sort();
}

function wanted(first: number, end: number, random: Random): number {
  for (let tries = 0; tries < 20; tries++) {
    const onDay = first + random.below(end - first);
    const place = onDay - (onDay % slotsPerDay) + drawIndex(random, rhythmSums);
    if (place >= first && place < end) return place;
  }
  return first + random.below(end - first);
}
