"""EASE (Steck, WWW 2019) as its paper prints it, in numpy: a Gram matrix and its inverse. BLAS gets all threads."""

import argparse
import os

parser = argparse.ArgumentParser(add_help=False)
parser.add_argument("--threads", default="2")
os.environ["OPENBLAS_NUM_THREADS"] = parser.parse_known_args()[0].threads

import numpy as np

from steward_peer import main


def weights_of(matrix, l2):
    gram = (matrix.T @ matrix).toarray()
    diagonal = np.diag_indices(len(gram))
    gram[diagonal] += l2
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    weights[diagonal] = 0
    return weights


def fit(job):
    weights_of(job.matrix[:200, :200], job.params["l2"])

    def scores(weights):
        rows = np.unique(job.asked_users)
        dense = job.matrix[rows] @ weights
        return dense[np.searchsorted(rows, job.asked_users), job.asked_items]

    return lambda: weights_of(job.matrix, job.params["l2"]), scores


def recommend(job):
    """The best k items of every user, 512 users at a time, without those of the history."""
    weights = weights_of(job.matrix, job.params["l2"])
    k = job.params["k"]

    def work():
        lists = np.empty((job.users, k), dtype=np.int64)
        for start in range(0, job.users, 512):
            known = job.matrix[start : start + 512]
            scores = known @ weights
            scores[known.nonzero()] = -np.inf
            best = np.argpartition(-scores, k, axis=1)[:, :k]
            order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
            lists[start : start + 512] = np.take_along_axis(best, order, 1)
        return lists

    return work, lambda lists: lists


if __name__ == "__main__":
    main({"fit": fit, "recommend": recommend}, np.__version__)
