import { NumberInput } from '@mantine/core';
import { type FeedConfig, sourceIds } from '../../../engine/contract/feed-config.ts';
import { count } from '../../ui/format.ts';
import { quotaOf, withQuota } from './config.ts';
import styles from './subject.module.css';
import { sourceWords } from './words.ts';

/** How many candidates each source may bring. Other candidates need a new first pass, which takes a moment longer. */
export function Sources({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const total = config.sources.reduce((sum, { quota }) => sum + quota, 0);
  return (
    <details className={styles.fold}>
      <summary>
        Sources <span className="dim">{`${config.sources.length} of ${sourceIds.length}, ${count(total)} in all`}</span>
      </summary>
      <div className={styles.sources}>
        {sourceIds.map((id) => (
          <NumberInput
            key={id}
            classNames={{ root: styles.source }}
            label={sourceWords[id].name}
            title={sourceWords[id].about}
            placeholder="0"
            min={0}
            max={2000}
            step={50}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={quotaOf(config, id)}
            onChange={(quota) => onChange(withQuota(config, id, typeof quota === 'number' ? quota : 0))}
          />
        ))}
      </div>
    </details>
  );
}
