import { drawGamma, type Random, seededRandom } from '../../numeric/random.ts';
import { chance, clamp, drawKey, drawShares, pick } from './draw.ts';
import { userId } from './items.ts';
import {
  behaviour,
  type Country,
  type Device,
  day,
  demographics,
  disparities,
  type Gender,
  meanTaste,
  olderFrom,
} from './plan.ts';
import { type DemoSettings, mostPerUser } from './settings.ts';

/** What a person truly is, also where the data does not say it. */
export interface Person {
  n: number;
  id: string;
  gender: Gender;
  country: Country;
  device: Device;
  /** In years. */
  age: number;
  occupation: string;
  joined: number;
  /** What the data does not say of this person. */
  missing: string[];
  /** Interactions that they would have by their own nature, before what is planted; log-normal, median 1. */
  drive: number;
  /** `drive` times what is planted for their groups: expected interactions are proportional to it. */
  activity: number;
}

/** What a person likes, and how they rate and buy. */
export interface Character {
  /** Shares of `topics`, adding up to 1. */
  taste: Float64Array;
  ratingBias: number;
  /** How much a price puts them off: a factor around 1. */
  priceSensitivity: number;
}

const trades = ['clerk', 'teacher', 'nurse', 'driver', 'engineer', 'shopkeeper'] as const;
/** One in seven joins while the demo runs, in the first 80 % of its days. */
const newcomers = 1 / 7;
const newcomerSpan = 0.8;

/** Who a user is: depends on the seed, the days and their number alone. */
export function personOf(settings: DemoSettings, n: number): Person {
  const { start, days, seed } = settings;
  const random = seededRandom(seed).fork(2).fork(n);
  const gender = drawKey(random, demographics.gender.values);
  const country = drawKey(random, demographics.country.values);
  const device = drawKey(random, demographics.device.values);
  const age = Math.floor(clamp(16 + 12 * drawGamma(random, 2.4), 16, 90));
  const occupation = occupationOf(age, random);
  const isNew = chance(random, newcomers);
  const joinedAfter = isNew ? newcomerSpan * days * random.uniform() : -730 * random.uniform();
  const missing = (['gender', 'country', 'age', 'occupation'] as const).filter((name) =>
    chance(random, demographics[name].missing),
  );
  const drive = Math.exp(behaviour.activitySigma * random.normal());
  return {
    n,
    id: userId(n),
    gender,
    country,
    device,
    age,
    occupation,
    joined: start + Math.floor(joinedAfter * day),
    missing,
    drive,
    activity:
      drive *
      (age >= olderFrom ? disparities.activityOfOlder : 1) *
      (gender === 'woman' ? disparities.activityOfWomen : 1),
  };
}

/** What this person likes; drawn apart from `personOf`, which is asked for twice. */
export function characterOf({ seed }: DemoSettings, { n, gender }: Person): Character {
  const random = seededRandom(seed).fork(3).fork(n);
  const concentration = gender === 'woman' ? disparities.concentration.woman : disparities.concentration.others;
  return {
    taste: drawShares(
      random,
      meanTaste(gender).map((share) => concentration * share),
    ),
    ratingBias: behaviour.ratingBias * random.normal(),
    priceSensitivity: Math.exp(0.3 * random.normal()),
  };
}

/** What the data says of a person; what is missing is not there. */
export function attributesOf(person: Person): Record<string, string | number> {
  const { gender, country, device, age, occupation, joined } = person;
  const all = Object.entries({ age, gender, country, device, occupation, joined });
  return Object.fromEntries(all.filter(([name]) => !person.missing.includes(name)));
}

/**
 * How many interactions each user has: proportional to activity and the time they had since they joined, nobody more
 * than `mostPerUser`, exactly `interactions` in all. A step a thousand users, so that the caller can let others work.
 */
export function* quotas(settings: DemoSettings): Generator<void, Uint32Array> {
  const { users, interactions, days, start } = settings;
  const weights = new Float64Array(users);
  for (let n = 0; n < users; n++) {
    const { activity, joined } = personOf(settings, n);
    weights[n] = activity * Math.min(1, 1 - (joined - start) / (days * day));
    if (n % 1000 === 0) yield;
  }
  const most = mostPerUser(settings);
  const factor = yield* factorFor(weights, interactions, most);
  const result = new Uint32Array(users);
  let sum = 0;
  let given = 0;
  for (let n = 0; n < users; n++) {
    sum += Math.min(most, weights[n]! * factor);
    // Rounding the running sum loses nothing; the last one takes what floating point left over.
    const upTo = n === users - 1 ? interactions : Math.min(interactions, Math.round(sum));
    result[n] = upTo - given;
    given = upTo;
    if (n % 100_000 === 0) yield;
  }
  return result;
}

/** The factor by which capped weights add up to `total`: the cap takes from the few what the factor gives to all. */
function* factorFor(weights: Float64Array, total: number, most: number): Generator<void, number> {
  let factor = 0;
  let capped = 0;
  for (let round = 0; round < 60; round++) {
    let free = 0;
    let atCap = 0;
    for (const weight of weights) {
      if (weight * factor >= most) atCap += 1;
      else free += weight;
    }
    yield;
    if (round > 0 && atCap === capped) break;
    capped = atCap;
    factor = (total - atCap * most) / Math.max(free, Number.MIN_VALUE);
  }
  return factor;
}

function occupationOf(age: number, random: Random): string {
  if (age < 24 && chance(random, 0.7)) return 'student';
  if (age >= 66 && chance(random, 0.85)) return 'retired';
  if (age >= olderFrom && chance(random, 0.2)) return 'retired';
  return pick(random, trades);
}
