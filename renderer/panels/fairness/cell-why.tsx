import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Audit, AuditCell, GroupValue } from '../../../engine/contract/fairness.ts';
import { useKeys } from '../../app/workbench.tsx';
import { copyText } from '../../ui/copy.ts';
import { Figure } from '../../ui/figure.tsx';
import { count } from '../../ui/format.ts';
import { wordsOf } from '../models/metrics.ts';
import styles from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import { drawerOf, drawerText, rangeText } from './drawer.ts';
import { useMetricName } from './use-metric-name.ts';
import { figure } from './words.ts';

/** The test drawer: what was found in a cell, by which test and why, and every figure that it rests on. */
export function CellWhy({ audit, cell }: { audit: Audit; cell: AuditCell }) {
  const metric = useMetricName()(cell.metric, cell.run);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () => {
    void copyText(drawerText(audit, cell, metric)).then((isCopied) => setCopied(isCopied ? cell.key : null));
  };
  useKeys([{ key: 'y', does: 'Copy the test as text', group: 'Audit', run: copy }]);
  const isCopied = copied === cell.key;
  return (
    <>
      <h2>
        {metric} of {cell.subject}
      </h2>
      <p className="dim">
        by {cell.grouping}
        {cell.stratum !== null && `, within ${cell.stratum}`}
      </p>
      <p>
        <VerdictMark verdict={cell.verdict} isNamed />
        {cell.differsWithin && <span className="dim"> differs, but within the margin</span>}
      </p>
      <p>{cell.words}</p>
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          rightSection={<kbd aria-hidden>y</kbd>}
          onClick={copy}
        >
          {isCopied ? 'Copied' : 'Copy as text'}
        </Button>
      </div>
      <GroupTable groups={cell.groups} hideBelow={audit.spec.hideBelow} means={wordsOf(cell.metric).means} />
      {cell.test && (
        <>
          <h3>Why this test</h3>
          <p>{cell.test.branch}</p>
        </>
      )}
      {drawerOf(audit, cell).map(({ title, facts }) => (
        <div key={title}>
          <h3>{title}</h3>
          <dl className={styles.facts}>
            {facts.map(([name, value]) => (
              <div key={name} className={styles.contents}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {cell.test && (
        <>
          <h3>Definition</h3>
          <p>{cell.test.definition}</p>
          <p className="dim">{cell.test.source}</p>
        </>
      )}
    </>
  );
}

function GroupTable({ groups, hideBelow, means }: { groups: readonly GroupValue[]; hideBelow: number; means: string }) {
  return (
    <table className={styles.figures} aria-label="Groups">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">n</th>
          <th scope="col">
            <Figure means={means}>Mean</Figure>
          </th>
          <th scope="col">95 % interval</th>
          <th scope="col">sd</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ group, n, value, low, high, sd, size }) => (
          <tr key={group}>
            <th scope="row" style={{ whiteSpace: 'normal' }}>
              {group} {size === 'small' && <span className="dim">small</span>}
            </th>
            {size === 'hidden' ? (
              <td colSpan={4} className="dim">
                hidden, fewer than {hideBelow}
              </td>
            ) : (
              <>
                <td>{count(n)}</td>
                <td>{figure(value)}</td>
                <td>{rangeText(low, high) || '–'}</td>
                <td>{figure(sd)}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
