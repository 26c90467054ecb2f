import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconFileImport } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { CatalogSummary } from '../../../engine/contract/catalog.ts';
import { RunningJobs, useRunningJobs } from '../../app/running-jobs.tsx';
import { useActions } from '../../app/workbench.tsx';
import { copyText } from '../../ui/copy.ts';
import { Figure } from '../../ui/figure.tsx';
import { count, counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { AttributesTable } from './attributes-table.tsx';
import styles from './catalog.module.css';
import data from './data.module.css';
import { FindBox } from './find-box.tsx';
import type { ImportWay } from './import-dialog.tsx';
import { KindsTable } from './kinds-table.tsx';
import { PopularityPart } from './popularity-part.tsx';
import { useIsFilling, useSummary } from './use-catalog.ts';

/** The id of what is in the catalog, for what leads there. */
export const catalogPage = 'catalog-page';

/** What the workspace holds for its recommender: users, items, what they did, and how unequally. */
export function CatalogSection({
  onImport,
  chosen,
  onChoose,
}: {
  onImport: (way: ImportWay) => void;
  /** The attribute that is explained beside the catalog. */
  chosen: string | null;
  onChoose: (attribute: string) => void;
}) {
  const { data: summary, error, refetch } = useSummary();
  const isFilling = useIsFilling();
  const isEmpty = summary !== undefined && summary.users + summary.items + summary.interactions === 0;
  return (
    <>
      <header className={data.head}>
        <h1>Catalog</h1>
        {summary && !isEmpty && (
          <span className="dim" role="status">
            {counted(summary.users, 'user')}, {counted(summary.items, 'item')},{' '}
            {counted(summary.interactions, 'interaction')}
            {isFilling && ', as it was before the import that is under way'}
          </span>
        )}
        <Button
          variant="filled"
          leftSection={<IconFileImport size={15} aria-hidden />}
          onClick={() => onImport('file')}
        >
          Import a file
        </Button>
      </header>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!summary && !error && <Waiting lines={8} />}
      {isEmpty && <NothingYet onImport={onImport} />}
      {summary && !isEmpty && <Filled summary={summary} chosen={chosen} onChoose={onChoose} onImport={onImport} />}
    </>
  );
}

function Filled({
  summary,
  chosen,
  onChoose,
  onImport,
}: {
  summary: CatalogSummary;
  chosen: string | null;
  onChoose: (attribute: string) => void;
  onImport: (way: ImportWay) => void;
}) {
  const { kinds, attributes, popularity } = summary;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <section id={catalogPage} className={styles.page} tabIndex={0} aria-label="What is in the catalog">
      <Part title="Kinds of interactions" n={kinds.length}>
        {kinds.length > 0 ? (
          <KindsTable kinds={kinds} />
        ) : (
          <Empty title="No interactions yet" action={<Button onClick={() => onImport('file')}>Import a file</Button>}>
            Models learn from who did what with which item, for example one rating a line with user, item and value.
          </Empty>
        )}
      </Part>
      {popularity && (
        <Part title="Popularity of items">
          <PopularityPart summary={summary} popularity={popularity} />
        </Part>
      )}
      <Part title="What is known of users and items" n={attributes.length}>
        {attributes.length > 0 ? (
          <AttributesTable attributes={attributes} chosen={chosen} onChoose={onChoose} />
        ) : (
          <Empty title="No attributes yet" action={<Button onClick={() => onImport('file')}>Import a file</Button>}>
            A table of users or items tells what interactions cannot: for example a title, a genre or an age.
          </Empty>
        )}
      </Part>
      <Part title="Find a user or an item">
        <FindBox />
      </Part>
      <Part title="This data">
        <DataIdentity summary={summary} />
      </Part>
    </section>
  );
}

function Part({ title, n, children }: { title: string; n?: number; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h2>
        {title} {n !== undefined && <span className="dim">{count(n)}</span>}
      </h2>
      {children}
    </section>
  );
}

/** What says that two models learned from the same: the revision, and the hash over all of it. */
function DataIdentity({ summary: { revision, hash } }: { summary: CatalogSummary }) {
  const [copied, setCopied] = useState('');
  const copy = async () => {
    if (await copyText(hash)) setCopied(hash);
  };
  const isCopied = copied === hash;
  useActions([{ id: 'data.hash', label: 'Copy the hash of the data', group: 'Data', run: () => void copy() }]);
  return (
    <dl className={data.facts}>
      <dt>Revision</dt>
      <dd>
        <Figure means="Grows with every change of users, items and interactions; models say at which one they learned.">
          {count(revision)}
        </Figure>
      </dd>
      <dt>SHA-256</dt>
      <dd className={styles.hash}>
        <code>{hash}</code>
        <Button
          size="compact-xs"
          leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={() => void copy()}
        >
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </dd>
    </dl>
  );
}

/** An empty catalog: what would fill it, or the work that is filling it just now. */
function NothingYet({ onImport }: { onImport: (way: ImportWay) => void }) {
  const filling = useRunningJobs(['demo', 'import-data']);
  if (filling.length > 0) {
    return (
      <div className={data.jobs}>
        <RunningJobs jobs={filling} />
      </div>
    );
  }
  return (
    <Empty
      title="Nothing to recommend yet"
      action={
        <>
          <Button variant="filled" onClick={() => onImport('file')}>
            Import a file
          </Button>
          <Button onClick={() => onImport('dataset')}>Import a known data set</Button>
        </>
      }
    >
      A file of interactions is enough to begin: for example one rating a line, with user, item, value and time.
    </Empty>
  );
}
