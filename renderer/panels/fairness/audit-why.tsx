import styles from '../models/recommender.module.css';
import { AuditsWhy } from './audits-why.tsx';
import { CellWhy } from './cell-why.tsx';
import { useAudit } from './data.ts';
import { usePlace } from './place.ts';

/** Right: the test behind the cell that the keyboard is at. */
export function AuditWhy() {
  const { audit } = useAudit();
  const [chosen] = usePlace('cell');
  const cell = audit?.cells.find(({ key }) => key === chosen);
  if (!audit || !cell) return <AuditsWhy />;
  return (
    <div className={styles.why}>
      <CellWhy audit={audit} cell={cell} />
    </div>
  );
}
