import { IconDatabaseExport, IconFileImport, IconListCheck, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import type { ImportRecord } from '../../../engine/contract/content.ts';
import { Columns } from '../../app/columns.tsx';
import { usePreference } from '../../app/preferences.ts';
import { useActions, useKeys, useOpenWorkspace } from '../../app/workbench.tsx';
import { AuditSection } from './audit-section.tsx';
import { BackupsSection } from './backups-section.tsx';
import styles from './data.module.css';
import { ImportDialog } from './import-dialog.tsx';
import { ImportDetails, ImportsSection } from './imports-section.tsx';
import { SettingsSection } from './settings-section.tsx';

const sections = [
  {
    id: 'imports',
    name: 'Imports',
    icon: IconFileImport,
    why: 'An import reads a file row by row. Rows that cannot be used are set aside with their line and reason, and the rest goes in; importing the same file again changes nothing.',
  },
  {
    id: 'backups',
    name: 'Backups',
    icon: IconDatabaseExport,
    why: 'A backup is one file with everything in the workspace. Restoring puts it in the place of what is there now, which is moved aside, never deleted.',
  },
  {
    id: 'audit',
    name: 'Check and audit',
    icon: IconListCheck,
    why: 'Each line of the audit log carries a hash of the line before it, so that a line that was changed or taken out later can be found.',
  },
  {
    id: 'settings',
    name: 'Settings',
    icon: IconSettings,
    why: 'Settings belong to this workspace and hold at once. The reviewer’s name stands beside every decision.',
  },
] as const;
type SectionId = (typeof sections)[number]['id'];

/** Data: what came in and from where, backups, the check of the database, the audit log, and settings. */
export function DataPanel() {
  const [section, setSection] = usePreference<SectionId>('data.section', 'imports');
  const [isImporting, setImporting] = useState(false);
  const [chosen, setChosen] = useState<ImportRecord | null>(null);
  const workspace = useOpenWorkspace();
  useKeys([{ key: 'i', does: 'Import a file', group: 'Data', run: () => setImporting(true) }]);
  useActions([
    { id: 'import', label: 'Import a file', group: 'Data', keys: 'i', run: () => setImporting(true) },
    ...sections.map(({ id, name }) => ({ id: `data.${id}`, label: name, group: 'Data', run: () => setSection(id) })),
  ]);
  const current = sections.find(({ id }) => id === section) ?? sections[0];
  return (
    <>
      <Columns
        panel="data"
        subject={
          <nav className={styles.nav} aria-label="Data">
            {sections.map(({ id, name, icon: Icon }) => (
              <button
                key={id}
                type="button"
                className={styles.place}
                aria-current={id === section ? 'page' : undefined}
                onClick={() => setSection(id)}
              >
                <Icon size={16} aria-hidden />
                {name}
              </button>
            ))}
          </nav>
        }
        work={
          <section className={styles.work} aria-label={current.name}>
            {section === 'imports' && (
              <ImportsSection onImport={() => setImporting(true)} chosen={chosen} onChoose={setChosen} />
            )}
            {section === 'backups' && workspace && <BackupsSection workspace={workspace} />}
            {section === 'audit' && <AuditSection />}
            {section === 'settings' && <SettingsSection />}
          </section>
        }
        whyLabel="Details"
        why={
          <div className={styles.why}>
            {section === 'imports' && chosen ? <ImportDetails record={chosen} /> : <p>{current.why}</p>}
          </div>
        }
      />
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}
