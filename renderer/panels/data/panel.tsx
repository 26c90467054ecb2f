import {
  IconDatabaseExport,
  IconFileImport,
  IconFilter,
  IconListCheck,
  IconSettings,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { ImportRecord } from '../../../engine/contract/content.ts';
import { Columns, useColumns } from '../../app/columns.tsx';
import { usePreference } from '../../app/preferences.ts';
import { useActions, useKeys, useOpenWorkspace } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { AttributeDetails } from './attributes-table.tsx';
import { AuditSection } from './audit-section.tsx';
import { BackupsSection } from './backups-section.tsx';
import { CatalogSection, catalogPage } from './catalog-section.tsx';
import styles from './data.module.css';
import { findBox } from './find-box.tsx';
import { ImportDetails } from './import-details.tsx';
import { ImportDialog, type ImportWay } from './import-dialog.tsx';
import { ImportsSection } from './imports-section.tsx';
import { RulesSection, RulesWhy } from './rules-section.tsx';
import { SettingsSection } from './settings-section.tsx';

const sections = [
  {
    id: 'imports',
    name: 'Imports',
    icon: IconFileImport,
    why: 'An import reads a file row by row. Rows that cannot be used are set aside with their line and reason, and the rest goes in; importing the same file again changes nothing.',
  },
  {
    id: 'catalog',
    name: 'Catalog',
    icon: IconUsersGroup,
    why: 'The catalog is what a recommender learns from: users, items and what the ones did with the others. What is unequal or missing here is unequal or missing in every model made of it, so that it is worth a look before the first one. Choose an attribute to see its values.',
  },
  {
    id: 'rules',
    name: 'Signal rules',
    icon: IconFilter,
    why: '',
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

/** Milliseconds after which the palette has let go of the focus. */
const paletteCloses = 60;

/** Data: what came in and from where, what is in the catalog, rules, backups, the check, the audit log, settings. */
export function DataPanel() {
  const [section, goToSection] = usePreference<SectionId>('data.section', 'imports');
  const [importing, setImporting] = useState<ImportWay | null>(null);
  const [record, setRecord] = useState<ImportRecord | null>(null);
  const [awaited, setAwaited] = useState<number | null>(null);
  const [attribute, setAttribute] = useState<string | null>(null);
  const { showRight, isNarrow } = useColumns('data');
  const setSection = (next: SectionId) => {
    // The drawer tells of what was chosen in the section that is left, and would lie over the new one.
    if (isNarrow && next !== section) showRight(false);
    goToSection(next);
  };
  const workspace = useOpenWorkspace();
  const find = () => {
    setSection('catalog');
    focusSoon(findBox);
  };
  useKeys([
    { key: 'i', does: 'Import a file', group: 'Data', run: () => setImporting('file') },
    { key: '/', does: 'Find a user or an item', group: 'Data', run: find },
  ]);
  useActions([
    { id: 'import', label: 'Import a file', group: 'Data', keys: 'i', run: () => setImporting('file') },
    {
      id: 'import.dataset',
      label: 'Import a known data set',
      group: 'Data',
      description: 'MovieLens, MovieTweetings, Book-Crossing',
      run: () => setImporting('dataset'),
    },
    {
      id: 'find',
      label: 'Find a user or an item',
      group: 'Data',
      keys: '/',
      // The palette gives the focus back to where it was as it closes.
      run: () => setTimeout(find, paletteCloses),
    },
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
              <ImportsSection
                onImport={() => setImporting('file')}
                chosen={record}
                awaited={awaited}
                onChoose={(next) => {
                  setAwaited(null);
                  setRecord(next);
                }}
                onFollow={setRecord}
              />
            )}
            {section === 'catalog' && (
              <CatalogSection
                onImport={setImporting}
                chosen={attribute}
                onChoose={(next) => {
                  setAttribute(next);
                  showRight(true);
                }}
              />
            )}
            {section === 'rules' && <RulesSection />}
            {section === 'backups' && workspace && <BackupsSection workspace={workspace} />}
            {section === 'audit' && <AuditSection />}
            {section === 'settings' && <SettingsSection />}
          </section>
        }
        whyLabel="Details"
        why={
          <div className={styles.why}>
            {section === 'imports' && record ? (
              <ImportDetails
                record={record}
                onCatalog={() => {
                  setSection('catalog');
                  focusSoon(catalogPage);
                }}
              />
            ) : section === 'catalog' && attribute ? (
              <AttributeDetails id={attribute} />
            ) : section === 'rules' ? (
              <RulesWhy />
            ) : (
              <p>{current.why}</p>
            )}
          </div>
        }
      />
      {importing && (
        <ImportDialog
          way={importing}
          onStarted={({ id }) => {
            setImporting(null);
            setAwaited(id);
            setSection('imports');
          }}
          onClose={() => setImporting(null)}
        />
      )}
    </>
  );
}
