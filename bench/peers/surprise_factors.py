"""Factor models of Surprise (Nicolas Hug). It has one thread and no setting for more."""

import numpy as np
import pandas as pd
import surprise
from surprise import SVD, Dataset, Reader, SVDpp

from steward_peer import main


def fitting(make):
    def task(job):
        entries = job.matrix.tocoo()
        frame = pd.DataFrame({"user": entries.row, "item": entries.col, "rating": entries.data.astype(float)})
        scale = Reader(rating_scale=(1, 5))
        train = Dataset.load_from_df(frame, scale).build_full_trainset()
        model = make(random_state=1, **job.params)
        # What Python imports and builds at the first fit is not what is timed.
        make(random_state=1, n_epochs=1).fit(Dataset.load_from_df(frame[:500], scale).build_full_trainset())

        def scores(fitted):
            pairs = zip(job.asked_users.tolist(), job.asked_items.tolist())
            return np.array([fitted.predict(user, item).est for user, item in pairs])

        return lambda: model.fit(train), scores

    return task


if __name__ == "__main__":
    main({"SVD": fitting(SVD), "SVDpp": fitting(SVDpp)}, surprise.__version__)
