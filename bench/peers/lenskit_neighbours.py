"""Item neighbourhoods of LensKit (Michael Ekstrand). Its own threads do the work, so BLAS gets one."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import lenskit
import numpy as np
from lenskit.config import ParallelSettings
from lenskit.knn.item import ItemKNNScorer
from lenskit.parallel import init_threading

from lenskit_factors import dataset
from steward_peer import main

# How many of the best are compared.
BEST = 10


def neighbours(job):
    """Each item's best neighbours, as rows of BEST numbers, -1 where there are fewer."""
    init_threading(ParallelSettings(num_threads=job.threads, num_backend_threads=1))
    data = dataset(job.matrix)
    ItemKNNScorer(**job.params).train(dataset(job.matrix[:200]))
    model = ItemKNNScorer(**job.params)

    def work():
        model.train(data)
        return model

    def best(fitted):
        lists = np.full((job.items, BEST), -1)
        similar = fitted.sim_matrix.to_scipy()
        # Its numbers are by the items that occur.
        ids = fitted.items.ids()
        for number, item in enumerate(ids):
            start, end = similar.indptr[number], similar.indptr[number + 1]
            others = ids[similar.indices[start:end]]
            lists[item, : min(BEST, end - start)] = others[np.lexsort((others, -similar.data[start:end]))][:BEST]
        return lists

    return work, best


if __name__ == "__main__":
    main({"neighbours": neighbours}, lenskit.__version__)
