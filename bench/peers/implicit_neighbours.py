"""Nearest neighbours and lists of the best of implicit (Ben Frederickson)."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import implicit
import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender

from steward_peer import main

# How many of the best are compared.
BEST = 10


def neighbours(job):
    """Each item's best neighbours, as rows of BEST numbers, -1 where there are fewer."""
    params = {**job.params, "num_threads": job.threads}
    BM25Recommender(**params).fit(job.matrix[:200], show_progress=False)
    model = BM25Recommender(**params)

    def work():
        model.fit(job.matrix, show_progress=False)
        return model.similarity

    def best(similarity):
        lists = np.full((job.items, BEST), -1)
        for item in range(job.items):
            start, end = similarity.indptr[item], similarity.indptr[item + 1]
            order = start + np.lexsort((similarity.indices[start:end], -similarity.data[start:end]))
            others = similarity.indices[order][similarity.indices[order] != item][:BEST]
            lists[item, : len(others)] = others
        return lists

    return work, best


def recommend(job):
    """The best items of every user, without those of the history."""
    factors, k = job.params["factors"], job.params["k"]
    model = AlternatingLeastSquares(factors=factors, iterations=1, num_threads=job.threads, random_state=1)
    model.fit(job.matrix, show_progress=False)
    everybody = np.arange(job.users)

    def work():
        return model.recommend(everybody, job.matrix, N=k, filter_already_liked_items=True)

    work()
    return work, lambda lists: lists[0]


if __name__ == "__main__":
    main({"neighbours": neighbours, "recommend": recommend}, implicit.__version__)
