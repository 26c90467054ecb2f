import { baseline } from './baseline.ts';
import { content } from './content.ts';
import { ease } from './ease.ts';
import { factorAlgorithms } from './factors/index.ts';
import { group } from './group.ts';
import type { Algorithm, ModelId } from './model.ts';
import { itemAttributeKnn, itemKnn, userAttributeKnn, userKnn } from './neighbourhood.ts';
import { paco } from './paco.ts';
import { slim } from './slim.ts';
import { svd } from './svd.ts';
import { topPopular } from './toppopular.ts';

/** Every algorithm there is, by the id that the app, the command line and model files know it by. */
export const algorithms: ReadonlyMap<ModelId, Algorithm> = new Map(
  [
    topPopular,
    baseline,
    itemKnn,
    userKnn,
    itemAttributeKnn,
    userAttributeKnn,
    group,
    paco,
    svd,
    ease,
    slim,
    content,
    ...factorAlgorithms,
  ].map((algorithm: Algorithm) => [algorithm.id, algorithm] as const),
);
