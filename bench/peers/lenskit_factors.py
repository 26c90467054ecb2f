"""Factor models of LensKit (Michael Ekstrand). Its own threads do the work, so BLAS gets one."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import lenskit
import numpy as np
import pandas as pd
from lenskit.als import BiasedMFScorer
from lenskit.config import ParallelSettings
from lenskit.data import from_interactions_df
from lenskit.parallel import init_threading
from lenskit.training import TrainingOptions

from steward_peer import main


def dataset(matrix):
    entries = matrix.tocoo()
    frame = pd.DataFrame({"user_id": entries.row, "item_id": entries.col, "rating": entries.data})
    return from_interactions_df(frame)


def known(vocabulary, asked, *arrays):
    """Rows of arrays for ids, zeros where the id was not in the training."""
    numbers = vocabulary.numbers(asked, missing="negative")
    found = numbers >= 0
    return [np.where(found if a.ndim == 1 else found[:, None], a[numbers], 0) for a in arrays]


def explicit_als(job):
    init_threading(ParallelSettings(num_threads=job.threads, num_backend_threads=1))
    data = dataset(job.matrix)
    BiasedMFScorer(embedding_size=8, epochs=1).train(dataset(job.matrix[:200]))
    model = BiasedMFScorer(**job.params)

    def work():
        model.train(data, TrainingOptions(rng=1))
        return model

    def scores(fitted):
        bias = fitted.bias
        users, user_bias = known(fitted.users, job.asked_users, fitted.user_embeddings, bias.user_biases)
        items, item_bias = known(fitted.items, job.asked_items, fitted.item_embeddings, bias.item_biases)
        return bias.global_bias + user_bias + item_bias + np.einsum("ij,ij->i", users, items)

    return work, scores


if __name__ == "__main__":
    main({"explicit-als": explicit_als}, lenskit.__version__)
