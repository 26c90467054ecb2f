import { Select } from '@mantine/core';
import type { Audit } from '../../../engine/contract/fairness.ts';
import { inOrder, metricName } from '../models/metrics.ts';
import styles from '../models/recommender.module.css';
import { usePlace } from './place.ts';

/** What of the side of people is looked at; null where the audit has none of it. */
export interface Chosen {
  subject: string | null;
  metric: string | null;
  grouping: string | null;
}

/** The remembered choice, or what comes first in this audit. */
export function useChoices({ cells, subjects }: Audit): Chosen {
  const [subject] = usePlace('subject');
  const [metric] = usePlace('metric');
  const [grouping] = usePlace('grouping');
  const people = cells.filter(({ side }) => side === 'people');
  const pick = (wanted: string | null, offered: readonly string[]) =>
    offered.find((one) => one === wanted) ?? offered[0] ?? null;
  return {
    subject: pick(subject, people.length > 0 ? subjects : []),
    metric: pick(metric, metricsOf(people)),
    grouping: pick(grouping, [...new Set(people.map((cell) => cell.grouping))]),
  };
}

function metricsOf(cells: Audit['cells']): string[] {
  return inOrder([...new Set(cells.map(({ metric }) => metric))], (id) => id);
}

/** The fields that choose what is looked at. */
export function Choices({
  audit,
  subject,
  metric,
  grouping,
  withSubject = true,
  withGrouping = true,
}: Chosen & { audit: Audit; withSubject?: boolean; withGrouping?: boolean }) {
  const [, setSubject] = usePlace('subject');
  const [, setMetric] = usePlace('metric');
  const [, setGrouping] = usePlace('grouping');
  const people = audit.cells.filter(({ side }) => side === 'people');
  return (
    <div className={styles.row}>
      {withSubject && (
        <Select aria-label="Run" allowDeselect={false} data={audit.subjects} value={subject} onChange={setSubject} />
      )}
      <Select
        aria-label="Metric"
        allowDeselect={false}
        data={metricsOf(people).map((value) => ({ value, label: metricName(value, null) }))}
        value={metric}
        onChange={setMetric}
      />
      {withGrouping && (
        <Select
          aria-label="Groups"
          allowDeselect={false}
          data={[...new Set(people.map((cell) => cell.grouping))].map((value) => ({ value, label: `by ${value}` }))}
          value={grouping}
          onChange={setGrouping}
        />
      )}
    </div>
  );
}
