"""What all programs here share: reading the data, timing one task, and the line that they print.

    PROGRAM TASK --data FILE --params JSON --threads N --out FILE

A program maps names of tasks to functions of a `Job`. Such a function brings the data into the form that the package
wants, makes a small fit where the package compiles or loads something at its first call, and returns two functions:
the work that is timed, and one that turns its result into scores of the asked pairs, which is not timed.
The scores go to --out as 32-bit floats; one line of JSON, {"seconds", "version"}, is printed.
"""

import argparse
import gc
import json
import time
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp


@dataclass
class Job:
    """The data and the parameters of one task."""

    users: int
    items: int
    matrix: sp.csr_matrix  # users x items, float32
    asked_users: np.ndarray
    asked_items: np.ndarray
    params: dict
    threads: int

    def dots(self, users, items):
        """Scores of the asked pairs: products of rows of two matrices of factors."""
        return np.einsum("ij,ij->i", users[self.asked_users], items[self.asked_items])


def read(path, params, threads):
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        arrays = {
            a["name"]: np.frombuffer(file.read(4 * a["length"]), dtype=a["type"]) for a in header["arrays"]
        }
    shape = (header["users"], header["items"])
    parts = (arrays["values"].copy(), arrays["indices"].copy(), arrays["indptr"].copy())
    return Job(*shape, sp.csr_matrix(parts, shape=shape), arrays["asked_users"], arrays["asked_items"], params, threads)


def main(tasks, version):
    """Runs the task that the command line names. `version` is what is printed beside the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=sorted(tasks))
    parser.add_argument("--data", required=True)
    parser.add_argument("--params", default="{}")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    job = read(args.data, json.loads(args.params), args.threads)
    work, scores = tasks[args.task](job)
    gc.collect()
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    np.asarray(scores(result), dtype="<f4").tofile(args.out)
    print(json.dumps({"seconds": seconds, "version": version}))
