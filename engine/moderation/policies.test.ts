import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPolicies, route } from './policies.ts';

const labels = defaultPolicies.map(({ label }) => label);
const scores = fc.record(
  Object.fromEntries(labels.map((label) => [label, fc.double({ min: 0, max: 1, noNaN: true })])),
);
const strength = { remove: 3, reduce: 2, inform: 1, none: 0 };

describe('routing by the default policies', () => {
  test('names a policy and score that reach the step, or nothing', () => {
    fc.assert(
      fc.property(scores, (given) => {
        const routing = route(given);
        if (routing.route === 'none') {
          expect(routing).toEqual({ route: 'none', queue: null, policy: null, score: 0 });
          return;
        }
        expect(routing.score).toBe(given[routing.policy!]);
        const { thresholds } = defaultPolicies.find(({ id }) => id === routing.policy)!;
        const step = routing.route === 'reduce' && routing.queue === 'remove' ? 'review' : routing.route;
        expect(routing.score).toBeGreaterThanOrEqual(thresholds[step]!);
        expect(routing.queue === null).toBe(routing.route === 'remove');
      }),
    );
  });

  test('never weakens when a score rises', () => {
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(...labels),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, label, higher) => {
          const raised = { ...given, [label]: Math.max(given[label]!, higher) };
          expect(strength[route(raised).route]).toBeGreaterThanOrEqual(strength[route(given).route]);
        },
      ),
    );
  });

  test('does not depend on the order of policies or labels', () => {
    fc.assert(
      fc.property(scores, (given) => {
        const turned = Object.fromEntries(Object.entries(given).reverse());
        const { route: way, queue } = route(turned, defaultPolicies.toReversed());
        expect({ way, queue }).toEqual({ way: route(given).route, queue: route(given).queue });
      }),
    );
  });

  test.each([
    [{ threat: 0.995 }, 'remove', null],
    [{ threat: 0.99 }, 'reduce', 'remove'],
    [{ hate: 0.5 }, 'reduce', 'reduce'],
    [{ harassment: 0.999 }, 'reduce', 'remove'],
    [{ clickbait: 0.999 }, 'inform', 'inform'],
    [{ spam: 0.49, clickbait: 0.49 }, 'none', null],
    [{ unknown: 1 }, 'none', null],
    [{}, 'none', null],
  ])('%j leads to %s', (given, way, queue) => {
    expect(route(given as Record<string, number>)).toMatchObject({ route: way, queue });
  });
});
