import type { AttributeSummary } from '../../../engine/contract/catalog.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, counted } from '../../ui/format.ts';
import { typeWords } from './attribute-mapping.ts';
import styles from './catalog.module.css';
import { isMeasured, share, valuesLine } from './catalog-words.ts';
import data from './data.module.css';
import { tableHeight } from './kinds-table.tsx';
import { useSummary } from './use-catalog.ts';

/** An attribute is known by whom it describes and its name. */
export function attributeId({ subject, name }: AttributeSummary): string {
  return `${subject} ${name}`;
}

const columns: readonly Column<AttributeSummary>[] = [
  { id: 'subject', name: 'Of', width: '56px', cell: (row) => `${row.subject}s`, value: (row) => row.subject },
  { id: 'name', name: 'Attribute', width: 'minmax(96px, 1fr)', cell: (row) => row.name, value: (row) => row.name },
  { id: 'type', name: 'Type', width: '72px', cell: (row) => row.type, value: (row) => row.type },
  {
    id: 'values',
    name: 'Values',
    width: 'minmax(140px, 2fr)',
    cell: (row) => <span title={valuesLine(row)}>{valuesLine(row)}</span>,
  },
  {
    id: 'known',
    name: 'Known',
    width: '72px',
    isNumber: true,
    cell: (row) => count(row.known),
    value: (row) => row.known,
  },
  {
    id: 'missing',
    name: 'Missing',
    width: '132px',
    isNumber: true,
    cell: (row) => (
      <Figure means={missingMeans(row)} n={counted(row.known + row.missing, row.subject)}>
        {share(row.missing, row.known + row.missing)} of {count(row.known + row.missing)}
      </Figure>
    ),
    value: (row) => row.missing / Math.max(1, row.known + row.missing),
  },
  {
    id: 'distinct',
    name: 'Distinct',
    width: '68px',
    isNumber: true,
    cell: (row) => count(row.distinct),
    value: (row) => row.distinct,
  },
];

function missingMeans({ name, subject, missing }: AttributeSummary): string {
  return `${counted(missing, subject)} of whom or which “${name}” is not known. Missing is not the same as no: nothing is filled in.`;
}

/** What is known of users and items, and of how many it is not. */
export function AttributesTable({
  attributes,
  chosen,
  onChoose,
}: {
  attributes: readonly AttributeSummary[];
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  return (
    <div className={styles.table} style={{ blockSize: tableHeight(attributes.length) }}>
      <DataTable
        label="Attributes"
        minWidth={760}
        columns={columns}
        rows={attributes}
        rowId={attributeId}
        chosen={chosen}
        onChoose={(row) => onChoose(attributeId(row))}
      />
    </div>
  );
}

/** Beside the catalog: the values of the chosen attribute, each with its n. */
export function AttributeDetails({ id }: { id: string }) {
  const { data: summary } = useSummary();
  const attribute = summary?.attributes.find((row) => attributeId(row) === id);
  if (!attribute) return null;
  const { subject, name, type, known, missing, distinct, values } = attribute;
  const all = known + missing;
  return (
    <div className={data.details}>
      <h2>{name}</h2>
      <dl className={data.facts}>
        <dt>Describes</dt>
        <dd>{subject}s</dd>
        <dt>Type</dt>
        <dd>
          {type}: {typeWords[type].hint}
        </dd>
        <dt>Known</dt>
        <dd>
          {count(known)} of {count(all)}, {share(known, all)}
        </dd>
        <dt>Missing</dt>
        <dd>
          {count(missing)} of {count(all)}, {share(missing, all)}
        </dd>
        <dt>Distinct</dt>
        <dd>{count(distinct)}</dd>
      </dl>
      {type === 'text' ? (
        <p className="dim">Free words are kept and not listed here; models do not learn from them.</p>
      ) : (
        values.length > 0 && (
          <>
            <h3>
              {isMeasured(attribute) ? 'Lowest, median, highest' : `Most frequent, of ${counted(known, subject)}`}
            </h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
            <section className={styles.values} tabIndex={0} aria-label={`Values of ${name}`}>
              <dl className={data.facts}>
                {values.map(({ value, n }, at) => (
                  <div key={isMeasured(attribute) ? at : value} className={styles.contents}>
                    <dt>{value}</dt>
                    <dd>
                      {isMeasured(attribute) ? ['lowest', 'median', 'highest'][at] : `${count(n)}, ${share(n, known)}`}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          </>
        )
      )}
    </div>
  );
}
