import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Hash } from '../../ui/copy-text.tsx';
import { count, moment, took } from '../../ui/format.ts';
import styles from '../models/recommender.module.css';
import { useAudit, useAudits } from './data.ts';
import { usePlace } from './place.ts';
import { ReportButtons } from './report-buttons.tsx';
import { useNewAudit } from './use-new-audit.ts';
import { auditName } from './words.ts';

/** Which audit is read, with what it asked and what it was made of. */
export function ChosenAudit() {
  const { rows } = useAudits();
  const { id, audit } = useAudit();
  const [, setAudit] = usePlace('audit');
  const [, setOpen] = usePlace('isOpen');
  const begin = useNewAudit();
  if (rows.length === 0) return <p className="dim">The audit that is read shows here once there is one.</p>;
  return (
    <>
      <Select
        label="Audit"
        allowDeselect={false}
        data={rows.map((row) => ({ value: String(row.id), label: `${row.id}: ${auditName(row)}` }))}
        value={id === null ? null : String(id)}
        onChange={(value) => {
          setAudit(Number(value));
          setOpen(false);
        }}
      />
      {audit && (
        <>
          {audit.isBehind && (
            <p role="note">The data changed since: its figures are of the data as it was. Audit again to compare.</p>
          )}
          <dl className={styles.facts} style={{ marginBlockStart: 8 }}>
            <dt>Made</dt>
            <dd>{moment(audit.createdAt)}</dd>
            <dt>Took</dt>
            <dd>{took(audit.seconds)}</dd>
            <dt>Draws</dt>
            <dd>
              {count(audit.spec.draws)}, seed {audit.spec.seed}
            </dd>
            <dt>Hash</dt>
            <dd>
              <Hash value={audit.hash} what="the hash of the audit" />
            </dd>
          </dl>
        </>
      )}
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          rightSection={<kbd aria-hidden>n</kbd>}
          onClick={begin}
        >
          New audit
        </Button>
        {id !== null && <ReportButtons id={id} />}
      </div>
    </>
  );
}
