import type { Shown } from '../../catalog/demo/behaviour.ts';
import { simulate } from '../../catalog/demo/fixtures.ts';
import { kinds } from '../../catalog/demo/plan.ts';
import type { DemoSettings } from '../../catalog/demo/settings.ts';
import { attributesOf as personAttributes } from '../../catalog/demo/users.ts';
import { attributesOf } from '../../catalog/interactions/attributes.ts';
import { InteractionsBuilder } from '../../catalog/interactions/interactions.ts';
import type { FeatureData, Impressions } from './features/data.ts';

/** A demo as rankers see it, and the truth about what was shown. */
export interface RankingDemo {
  data: FeatureData;
  impressions: Impressions;
  /** For each impression the chance that it is opened if it is looked at. */
  openness: Float32Array;
  devices: string[];
}

/** Simulates a demo with its impressions, for tests and benches. */
export function rankingDemo(wanted: Partial<DemoSettings>): RankingDemo {
  const shown: (Shown & { user: number })[] = [];
  const { items, histories } = simulate(wanted, (user, one) => shown.push({ ...one, user }));
  const builder = new InteractionsBuilder({ time: true, kind: true });
  for (const { id } of items) builder.items.add(id);
  for (const { person, length, item, kind, at, value } of histories) {
    builder.users.add(person.id);
    for (let n = 0; n < length; n++) {
      builder.add(person.id, items[item[n]!]!.id, value[n]!, at[n]!, kinds[kind[n]!]!.name);
    }
  }
  const interactions = builder.finish();
  const devices = ['phone', 'computer', 'tablet'];
  const people = histories.map(({ person }) => {
    const { gender, country, occupation, age, device } = personAttributes(person);
    const decade = age === undefined ? undefined : `${Math.floor(Number(age) / 10) * 10}s`;
    const known = Object.entries({ gender, country, occupation, age: decade }).filter(
      ([, value]) => value !== undefined,
    );
    return { id: person.id, attributes: known.map(([name, value]) => `${name}:${value}`), device: String(device) };
  });
  const described = items.map(({ id, attributes }) => ({
    id,
    attributes: [
      `topic:${attributes.topic}`,
      `publisher:${attributes.publisher}`,
      ...(attributes.tags as string[]).map((tag) => `tags:${tag}`),
    ],
  }));
  const ints = (of: (one: Shown & { user: number }) => number) => Int32Array.from(shown, of);
  return {
    data: {
      catalog: {
        interactions,
        signals: interactions.kinds.ids.map((name) => kinds.find((kind) => kind.name === name)!.signal),
        userAttributes: attributesOf(interactions.users, people),
        itemAttributes: attributesOf(interactions.items, described),
        prices: Float32Array.from(items, ({ truth }) => truth.price ?? 0),
      },
      publishedAt: Float64Array.from(items, ({ truth }) => truth.publishedAt),
    },
    impressions: {
      user: ints(({ user }) => user),
      item: ints(({ item }) => item),
      time: Float64Array.from(shown, ({ at }) => at),
      position: ints(({ place }) => place),
      request: ints(({ page }) => page),
      device: ints(({ user }) => devices.indexOf(people[user]!.device)),
    },
    openness: Float32Array.from(shown, ({ openness }) => openness),
    devices,
  };
}
