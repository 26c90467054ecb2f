import { StewardError } from '../../contract/errors.ts';
import {
  type FairTraining,
  type FeedConfig,
  type Mitigation,
  type MitigationPoint,
  type MitigationPointChoice,
  type RunDetail,
  trainingMethods,
} from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';

type Stored = Omit<Mitigation, 'isBehind'>;

/** A point of a frontier with what it was measured on. */
export interface FoundPoint {
  mitigation: Stored;
  point: MitigationPoint;
}

/** NOT_FOUND where there is no such mitigation, or none of its points has that method and strength. */
export function findPoint({ mitigations }: Pick<Store, 'mitigations'>, asked: MitigationPointChoice): FoundPoint {
  const mitigation = mitigations.read(asked.mitigation);
  if (!mitigation) {
    throw new StewardError('NOT_FOUND', `There is no mitigation ${asked.mitigation}.`, {
      advice: 'Look at the list; it may have been removed.',
      place: { field: 'mitigation' },
    });
  }
  const { points } = mitigation;
  const point = points.find(({ method, strength }) => method === asked.method && strength === asked.strength);
  if (point) return { mitigation, point };
  throw new StewardError('NOT_FOUND', `Mitigation ${mitigation.id} has no point ${asked.method} ${asked.strength}.`, {
    advice: `It has: ${points.map(({ method, strength }) => `${method} ${strength}`).join(', ')}.`,
    place: { field: 'strength' },
  });
}

/** What a version under a point of training is fitted with. BAD_INPUT for a point of re-ranking. */
export function versionOfPoint({ mitigation, point }: FoundPoint, { params, rule, seed }: RunDetail) {
  const { spec, algorithm, better, worse } = mitigation;
  const method = trainingMethods.find((one) => one === point.method);
  if (!method) throw wrongStage(point, 'changes no training', 'Save it as a configuration of feeds.');
  const training: FairTraining = {
    method,
    strength: point.strength,
    by: method === 'ips' ? null : spec.by,
    between: method === 'regulariser' ? [better, worse] : null,
  };
  return { algorithm, params, rule, seed, mitigation: training };
}

/**
 * A configuration of feeds that does in each feed what a point of re-ranking did to lists. An exposure floor was held over
 * all lists together and is held in every feed; of `cp` a feed alone can hold the side of the items: the tail keeps the
 * share that it had on the validation part. BAD_INPUT for a point of training, and for calibration to head and tail, since
 * feeds are calibrated to topics.
 */
export function configOfPoint({ mitigation, point }: FoundPoint, base: FeedConfig, name: string): FeedConfig {
  const { method, strength, validation } = point;
  const about = `${method} ${strength} of mitigation ${mitigation.id}, ${mitigation.runName} by ${mitigation.spec.by}, on '${base.name}'.`;
  const own = { ...base, name, about: about.slice(0, 500) };
  switch (method) {
    case 'floor':
      return { ...own, tail: { share: strength, of: 'exposure' } };
    case 'fair':
      return { ...own, tail: { share: strength, of: 'prefixes' } };
    case 'cp':
      return { ...own, tail: { share: Math.round(100 * validation.tail) / 100, of: 'exposure' } };
    case 'calibrated':
      if (mitigation.spec.categories !== null) {
        return { ...own, allocator: 'calibrated', allocatorParams: { lambda: strength } };
      }
      throw new StewardError(
        'BAD_INPUT',
        'This point is calibrated to head and tail; feeds are calibrated to topics.',
        {
          advice: 'Try the methods again with the attribute of items that holds their topics as categories.',
          place: { field: 'method' },
        },
      );
    default:
      throw wrongStage(point, 'changes no lists', 'Fit it as a version.');
  }
}

function wrongStage({ method }: MitigationPoint, what: string, advice: string): StewardError {
  return new StewardError('BAD_INPUT', `The method ${method} ${what}.`, { advice, place: { field: 'method' } });
}
