import type { Algorithms } from '../../engine/recommend/params.ts';

/** All algorithms by id. Loaded when a command needs them: they bring worker threads and kernels along. */
export async function loadAlgorithms(): Promise<Algorithms> {
  const [{ topPopular }, { baseline }, { ease }, { slim }, { svd }, knn, { factorAlgorithms }] = await Promise.all([
    import('../../engine/recommend/models/toppopular.ts'),
    import('../../engine/recommend/models/baseline.ts'),
    import('../../engine/recommend/models/ease.ts'),
    import('../../engine/recommend/models/slim.ts'),
    import('../../engine/recommend/models/svd.ts'),
    import('../../engine/recommend/models/neighbourhood.ts'),
    import('../../engine/recommend/models/factors/index.ts'),
  ]);
  const all = [
    topPopular,
    baseline,
    ease,
    slim,
    svd,
    knn.itemKnn,
    knn.userKnn,
    knn.itemAttributeKnn,
    knn.userAttributeKnn,
    ...factorAlgorithms,
  ];
  return new Map(
    all.map((algorithm) => [
      algorithm.id as string,
      algorithm as unknown as import('../../engine/recommend/models/model.ts').Algorithm,
    ]),
  );
}
