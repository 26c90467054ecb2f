"""Factor models of implicit (Ben Frederickson). BLAS gets one thread, as its README advises: it has threads of its own."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import implicit
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking

from steward_peer import main


def fitting(make, job):
    """A small fit first, so that threads and BLAS are there; then the one that is timed."""
    make(1).fit(job.matrix[:200], show_progress=False)
    model = make(job.params["iterations"])

    def work():
        model.fit(job.matrix, show_progress=False)
        return model

    return work, lambda fitted: job.dots(fitted.user_factors, fitted.item_factors)


def als(job):
    params = {name: value for name, value in job.params.items() if name != "iterations"}
    return fitting(
        lambda n: AlternatingLeastSquares(**params, iterations=n, num_threads=job.threads, random_state=1), job
    )


def bpr(job):
    params = {name: value for name, value in job.params.items() if name != "iterations"}
    return fitting(
        lambda n: BayesianPersonalizedRanking(**params, iterations=n, num_threads=job.threads, random_state=1), job
    )


if __name__ == "__main__":
    main({"als": als, "bpr": bpr}, implicit.__version__)
