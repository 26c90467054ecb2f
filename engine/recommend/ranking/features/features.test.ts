import { describe, expect, test } from 'vitest';
import { attributesOf } from '../../../catalog/interactions/attributes.ts';
import { type Interaction, interactionsOf } from '../../../catalog/interactions/interactions.ts';
import { atOnce } from '../../../numeric/pace.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { FeatureData, Requests } from './data.ts';
import { Encoder, learnStatistics } from './encoder.ts';
import { FeatureExtractor, type RawRows } from './extractor.ts';
import { layoutOf } from './layout.ts';
import { missing, other, plainNumber, type RankingSchema, schemaFor, schemaHash } from './schema.ts';

const minute = 60_000;
const day = 86_400_000;
const kinds = ['view', 'like', 'rating'];
const topics = ['books', 'maps', 'birds'];

/** Interactions of a few people with a few items in a week, some at the same time, in no order. */
function drawn(seed: number, count = 400): Interaction[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    user: `u${random.below(7)}`,
    item: `i${random.below(12)}`,
    kind: kinds[random.below(3)]!,
    value: 1 + random.below(5),
    time: random.below(7 * 24 * 12) * 5 * minute,
  }));
}

function dataOf(list: Interaction[], more: Partial<FeatureData> = {}): FeatureData {
  const interactions = interactionsOf(list);
  const { items, users } = interactions;
  const described = items.ids.map((id, n) => ({
    id,
    attributes: [`topic:${topics[n % 3]}`, `tags:t${n % 5}`, `tags:s${n % 4}`],
  }));
  return {
    catalog: {
      interactions,
      signals: interactions.kinds.ids.map((kind) => (kind === 'rating' ? 'explicit' : 'implicit')),
      userAttributes: attributesOf(
        users,
        users.ids.slice(1).map((id) => ({ id, attributes: ['gender:woman'] })),
      ),
      itemAttributes: attributesOf(items, described),
      prices: Float32Array.from(items.ids, (_, n) => n % 3),
    },
    ...more,
  };
}

function requestsAt(data: FeatureData, times: number[], seed = 9): Requests {
  const random = seededRandom(seed);
  const { users, items } = data.catalog.interactions;
  return {
    user: Int32Array.from(times, () => random.below(users.size)),
    item: Int32Array.from(times, () => random.below(items.size)),
    time: Float64Array.from(times),
  };
}

const rowsOf = (data: FeatureData, requests: Requests, schema = schemaFor(data)) =>
  atOnce(new FeatureExtractor(data, schema).rows(requests));

/** What the numbers of one row are, from all interactions before its time, in the simplest way. */
function bruteForce(data: FeatureData, user: number, item: number, time: number): Record<string, number> {
  const { interactions: all, signals, itemAttributes } = data.catalog;
  const before = [...all.user.keys()]
    .filter((n) => all.time![n]! < time)
    .sort((a, b) => all.time![a]! - all.time![b]! || a - b);
  const own = before.filter((n) => all.user[n] === user);
  const of = before.filter((n) => all.item[n] === item);
  const at = (n: number | undefined) => (n === undefined ? Number.NaN : all.time![n]!);
  const decayed = (places: number[], span: number) =>
    places.reduce((sum, n) => sum + Math.exp((at(n) - time) / span), 0);
  const rated = (places: number[]) => places.filter((n) => signals[all.kind![n]!] === 'explicit');
  const total = (places: number[]) => places.reduce((sum, n) => sum + all.value[n]!, 0);
  const everybody = total(rated(before)) / rated(before).length;
  const mean = (places: number[]) => (total(rated(places)) + 5 * everybody) / (rated(places).length + 5);
  const session: number[] = [];
  for (const n of own) {
    if (session.length > 0 && at(n) - at(session.at(-1)) > 30 * minute) session.length = 0;
    session.push(n);
  }
  const goesOn = time - at(own.at(-1)) <= 30 * minute;
  const history = own
    .map((n) => all.item[n]!)
    .filter((one, n, list) => one !== list[n - 1])
    .reverse();
  const attributes = (one: number) =>
    Array.from(
      itemAttributes!.rows.indices.subarray(itemAttributes!.rows.indptr[one]!, itemAttributes!.rows.indptr[one + 1]!),
    );
  const counts = new Map<number, number>();
  for (const one of history.slice(0, 10)) for (const a of attributes(one)) counts.set(a, (counts.get(a) ?? 0) + 1);
  const length = Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0));
  const product = attributes(item).reduce((sum, a) => sum + (counts.get(a) ?? 0), 0);
  const share = (prefix: string) =>
    Math.max(
      ...attributes(item)
        .filter((a) => itemAttributes!.names[a]!.startsWith(prefix))
        .map(
          (a) =>
            history.slice(0, 50).filter((one) => attributes(one).includes(a)).length / Math.min(50, history.length),
        ),
    );
  return {
    'user events': own.length,
    'user events a week': decayed(own, 7 * day),
    'time since last': time - at(own.at(-1)),
    'time since first': time - at(own[0]),
    'user mean rating': mean(own),
    'item age': time - at(of[0]),
    'item events': of.length,
    'item events a week': decayed(of, 7 * day),
    'item events a day': decayed(of, day),
    'item mean rating': mean(of),
    'session events': goesOn ? session.length : 0,
    'session length': goesOn ? time - at(session[0]) : 0,
    'similarity to history': product / (length * Math.sqrt(attributes(item).length)),
    "user's share of like": own.filter((n) => all.kinds.id(all.kind![n]!) === 'like').length / own.length,
    "user's share of its topic": share('topic:'),
    "user's share of its tags": share('tags:'),
  };
}

describe('features as of the time', () => {
  test('counters that go on are what a count of all that was before gives', () => {
    const data = dataOf(drawn(1));
    const schema = schemaFor(data);
    const { placeOf, numbers } = layoutOf(schema);
    const random = seededRandom(4);
    // Times of interactions themselves, and between them.
    const requests = requestsAt(
      data,
      Array.from({ length: 150 }, () => (300 + random.below(7 * 24 * 24)) * 2.5 * minute),
    );
    const rows = rowsOf(data, requests, schema);
    for (let row = 0; row < rows.rows; row++) {
      const expected = bruteForce(data, requests.user[row]!, requests.item[row]!, requests.time[row]!);
      for (const [name, value] of Object.entries(expected)) {
        const own = rows.numbers[row * numbers + placeOf.get(name)!]!;
        if (Number.isNaN(value) || !Number.isFinite(value)) expect(own, name).toBeNaN();
        else expect(own, name).toBeCloseTo(value, value > 1e5 ? -2 : 4);
      }
    }
  });

  test('what comes at the time or later cannot be seen', () => {
    const time = 4 * day;
    const past = drawn(2).filter((one) => one.time! < time);
    // The future tells all: whoever will buy has all the later interactions, and the item its best ratings.
    const future = Array.from({ length: 500 }, (_, n) => ({
      user: 'u1',
      item: 'i1',
      kind: kinds[n % 3]!,
      value: 5,
      time: time + n * minute,
    }));
    // Both know the same users, items and kinds.
    const [blind, told] = [dataOf(past), dataOf([...past, ...future])];
    const impressions = {
      user: Int32Array.of(1, 1),
      item: Int32Array.of(1, 1),
      time: Float64Array.of(time - day, time),
      position: Int32Array.of(1, 1),
      request: Int32Array.of(0, 1),
    };
    const shown = { ...impressions, openedAt: Float64Array.of(time + 1, time + 1) };
    const notYet = { ...impressions, openedAt: Float64Array.of(Number.NaN, Number.NaN) };
    const effects = (since: number) => ({
      effect: Uint8Array.from(blind.catalog.prices!, () => 2),
      since: Float64Array.from(blind.catalog.prices!, () => since),
    });
    const requests = requestsAt(
      blind,
      Array.from({ length: 60 }, (_, n) => time - (n % 20) * 7 * minute),
    );
    const schema = schemaFor(blind);
    const withFuture = rowsOf({ ...told, impressions: shown, effects: effects(time) }, requests, schema);
    const without = rowsOf({ ...blind, impressions: notYet }, requests, schema);
    expect(withFuture).toEqual(without);
    // And a moment later it is seen.
    const later = requestsAt(blind, [time + day]);
    expect(rowsOf({ ...told, effects: effects(time) }, later, schema)).not.toEqual(rowsOf(blind, later, schema));
  });

  test('rows do not depend on the order of requests or interactions', () => {
    const list = drawn(3).map((one, n) => ({ ...one, time: one.time! + n }));
    const data = dataOf(list);
    const requests = requestsAt(data, [3 * day, day, 5 * day, day]);
    const rows = rowsOf(data, requests);
    const turned = {
      user: requests.user.toReversed(),
      item: requests.item.toReversed(),
      time: requests.time.toReversed(),
    };
    const other = rowsOf(data, turned);
    const { numbers } = layoutOf(schemaFor(data));
    for (let row = 0; row < 4; row++) {
      expect(rows.numbers.subarray(row * numbers, (row + 1) * numbers)).toEqual(
        other.numbers.subarray((3 - row) * numbers, (4 - row) * numbers),
      );
    }
  });

  test('rates of opening count a place as much as it is looked at, and texts are compared with what was last read', () => {
    const list = [
      { user: 'a', item: 'x', kind: 'view', value: 1, time: day },
      { user: 'a', item: 'y', kind: 'view', value: 1, time: 2 * day },
      { user: 'b', item: 'z', kind: 'view', value: 1, time: 2 * day },
    ];
    const data = dataOf(list, {
      impressions: {
        user: Int32Array.of(0, 0, 1, 1),
        item: Int32Array.of(0, 1, 0, 2),
        time: Float64Array.of(day, 2 * day, day, 3 * day),
        position: Int32Array.of(1, 2, 2, 1),
        request: Int32Array.of(0, 1, 0, 1),
        openedAt: Float64Array.of(day, 2 * day, Number.NaN, 3 * day),
      },
      propensities: Float64Array.of(1, 0.5),
      embeddings: { dimensions: 2, values: Float32Array.of(1, 0, 0, 1, 1, 1) },
    });
    const rows = rowsOf(data, { user: Int32Array.of(0), item: Int32Array.of(0), time: Float64Array.of(3 * day) });
    // Three impressions weigh 1 + 0.5 + 0.5, two were opened: the mean of all is 1.
    expect(rows.numbers[plainNumber['item open rate']]).toBeCloseTo((1 + 10 * 1) / (1.5 + 10), 5);
    expect(rows.numbers[plainNumber['user open rate']]).toBeCloseTo((2 + 10 * 1) / (1.5 + 10), 5);
    expect(rows.numbers[plainNumber['text similarity to history']]).toBeCloseTo(Math.SQRT1_2, 5);
  });

  test('time does not go back, and interactions need times', () => {
    const data = dataOf(drawn(1));
    const extractor = new FeatureExtractor(data, schemaFor(data));
    extractor.counters.advance(day);
    expect(() => extractor.counters.advance(day - 1)).toThrow(RangeError);
    const untimed = dataOf([{ user: 'u', item: 'i', value: 1, kind: 'view' }]);
    expect(() => new FeatureExtractor(untimed, schemaFor(untimed))).toThrow('no times');
  });
});

describe('rows', () => {
  const data = dataOf(drawn(5));
  const schema = schemaFor(data, { sources: ['popular', 'knn'], devices: ['phone', 'tablet'] });
  const { placeOf, categories, numbers } = layoutOf(schema);

  function one(requests: Partial<Requests>): RawRows {
    const all = { user: Int32Array.of(0), item: Int32Array.of(1), time: Float64Array.of(8 * day + 17.5 * 3_600_000) };
    return rowsOf(data, { ...all, ...requests }, schema);
  }

  test('say what is missing, of anonymous people too', () => {
    const anonymous = one({ user: Int32Array.of(-1) });
    expect(anonymous.categories[placeOf.get('user:gender')!]).toBe(missing);
    expect(anonymous.categories[placeOf.get('user')!]).toBe(missing);
    expect(anonymous.categories[placeOf.get('last:topic')!]).toBe(missing);
    expect(anonymous.numbers[plainNumber['user events']]).toBeNaN();
    expect(anonymous.numbers[plainNumber['item events']]).toBeGreaterThan(0);
    const encoder = new Encoder(schema, learnStatistics(schema, anonymous));
    const rows = atOnce(encoder.encode(anonymous));
    const slot = encoder.fieldOf.indexOf(schema.fields.findIndex(({ name }) => name === 'user events'));
    expect(encoder.describe(rows.index[slot]!)).toEqual({ field: 'user events', value: 'unknown' });
    expect(rows.value[slot]).toBe(1);
  });

  test('hold hour, weekday, device, effect, sources and sets', () => {
    const rows = one({
      device: Int32Array.of(1),
      sources: { score: Float32Array.of(0.5, Number.NaN), rank: Float32Array.of(3, Number.NaN) },
    });
    const category = (name: string) => rows.categories[placeOf.get(name)!]! - 2;
    // 1970 began on a Thursday; eight days later it is Friday.
    expect([category('hour'), category('weekday'), category('device'), category('item effect')]).toEqual([17, 5, 1, 0]);
    expect(rows.numbers[placeOf.get('rank by popular')!]).toBe(3);
    expect(rows.numbers[placeOf.get('score of popular')!]).toBe(0.5);
    expect(rows.numbers[placeOf.get('rank by knn')!]).toBeNaN();
    const tags = rows.categories.subarray(placeOf.get('item:tags')!, placeOf.get('item:tags')! + 6);
    expect(tags.filter((tag) => tag >= 2)).toHaveLength(2);
    const encoder = new Encoder(schema, learnStatistics(schema, rows));
    const { value } = atOnce(encoder.encode(rows));
    const slots = [...encoder.fieldOf.keys()].filter((s) => schema.fields[encoder.fieldOf[s]!]!.name === 'item:tags');
    expect(slots.map((s) => value[s])).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2), 0, 0, 0, 0]);
    expect(one({ device: Int32Array.of(7) }).categories[placeOf.get('device')!]).toBe(other);
  });

  test('long lists of values are hashed within their buckets, the same for the same text', () => {
    const small = schemaFor(data, { mostValues: 4 });
    const field = small.fields.find(({ name }) => name === 'item:tags')!;
    expect(field).toMatchObject({ values: null, buckets: 32 });
    const rows = rowsOf(data, requestsAt(data, [day, 2 * day]), small);
    expect(rows.categories.every((index) => index < 2 + 32)).toBe(true);
    expect(schemaHash(small)).not.toBe(schemaHash(schema));
    expect(schemaHash(structuredClone(schema))).toBe(schemaHash(schema));
  });

  test('buckets hold about as many rows each, and numbers are standardised', () => {
    const numbersOnly: RankingSchema = {
      ...schema,
      fields: [
        { name: 'a', group: 'item', kind: 'number', encoding: 'buckets' },
        { name: 'b', group: 'item', kind: 'number', encoding: 'standard' },
      ],
    };
    const random = seededRandom(1);
    const raw = {
      rows: 2000,
      categories: new Int32Array(0),
      numbers: Float32Array.from({ length: 4000 }, () => Math.exp(random.normal())),
    };
    const encoder = new Encoder(numbersOnly, learnStatistics(numbersOnly, raw));
    const { index, value } = atOnce(encoder.encode(raw));
    const counts = new Map<number, number>();
    for (let row = 0; row < 2000; row++) counts.set(index[2 * row]!, (counts.get(index[2 * row]!) ?? 0) + 1);
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(5);
    const second = value.filter((_, n) => n % 2 === 1);
    expect(Math.abs(second.reduce((sum, x) => sum + x, 0) / 2000)).toBeLessThan(0.1);
    expect(Math.max(...second)).toBeLessThanOrEqual(4);
    expect(numbers).toBeGreaterThan(0);
    expect(categories).toBeGreaterThan(0);
  });
});
