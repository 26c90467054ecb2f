import { count } from '../../ui/format.ts';
import { useAlgorithms, useData } from './data.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { lacking, modelsUsed } from './train.ts';

/** Right: what the kind of training is for, what the data is, and what the chosen algorithms are. */
export function TrainWhy() {
  const [draft] = usePlace('draft');
  const { data: algorithms = [] } = useAlgorithms();
  const { data } = useData();
  const chosen = [...new Set(modelsUsed(draft).map(({ algorithm }) => algorithm))];
  return (
    <div className={styles.why}>
      {draft.kind === 'evaluate' && (
        <>
          <h2>Evaluate</h2>
          <p>
            Part of the data is held out. Each model learns from the rest, recommends to every user, and is measured on
            what was held out. Models that are evaluated together see the same split, so that they can be compared user
            by user.
          </p>
        </>
      )}
      {draft.kind === 'tune' && (
        <>
          <h2>Tune</h2>
          <p>
            Settings are drawn at random from the range or the choices of each parameter. They are compared on a part of
            what is learnt from, so that the figure of the best one, measured once on what was held out, is not too good
            to be true. A value that is typed in stays as it is.
          </p>
        </>
      )}
      {draft.kind === 'fit' && (
        <>
          <h2>Fit a version</h2>
          <p>
            The model learns from everything there is and is kept as a version. The active version of a slot is the one
            that recommends; it can be exchanged and put back at any time.
          </p>
        </>
      )}
      {data && (
        <>
          <h3>Data now</h3>
          <dl className={styles.facts}>
            <dt>Interactions</dt>
            <dd>{count(data.interactions)}</dd>
            <dt>Users</dt>
            <dd>{count(data.users)}</dd>
            <dt>Items</dt>
            <dd>{count(data.items)}</dd>
            <dt>Kinds</dt>
            <dd>{data.kinds.map(({ name, signal }) => `${name} (${signal})`).join(', ') || 'none'}</dd>
          </dl>
        </>
      )}
      {chosen.map((id) => {
        const info = algorithms.find((algorithm) => algorithm.id === id);
        if (!info) return null;
        const missing = lacking(info, data);
        return (
          <div key={id}>
            <h3>{info.name}</h3>
            <p>{info.about}</p>
            <p className="dim">
              Learns from{' '}
              {info.signal === 'either' ? 'ratings or traces' : info.signal === 'explicit' ? 'ratings' : 'traces'}.
              {info.needs.length > 0 && ` Needs ${info.needs.join(' and ')}.`}
            </p>
            {missing && <p>{missing}.</p>}
          </div>
        );
      })}
    </div>
  );
}
