import { Autocomplete, Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ModelVersion, Recommendation } from '../../../engine/contract/models.ts';
import { useColumns } from '../../app/columns.tsx';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import own from './versions.module.css';
import { versionName } from './versions.ts';

/** The field that asks for a user. */
export const tryId = 'try-user';

/** How many items are asked for. */
const length = 20;

const columns: readonly Column<Recommendation>[] = [
  { id: 'rank', name: 'Rank', width: '44px', isNumber: true, cell: ({ rank }) => rank, value: ({ rank }) => -rank },
  {
    id: 'item',
    name: 'Item',
    width: 'minmax(140px, 1fr)',
    cell: ({ item, title }) => <span title={item}>{title ?? item}</span>,
    value: ({ item, title }) => title ?? item,
  },
  {
    id: 'score',
    name: 'Score',
    width: '76px',
    isNumber: true,
    about: 'What the model orders items by; its scale is the model’s own.',
    cell: ({ score }) => score.toPrecision(4),
    value: ({ score }) => score,
  },
  {
    id: 'reasons',
    name: 'Because of',
    width: 'minmax(160px, 1.4fr)',
    cell: ({ reasons }) => {
      const text = reasons.slice(0, 3).map(({ label }) => label);
      return text.length === 0 ? (
        <span className="dim">–</span>
      ) : (
        <span title={text.join(', ')}>{text.join(', ')}</span>
      );
    },
  },
];

/** What a version recommends to a user, right now. */
export function TryIt({ version }: { version: ModelVersion }) {
  const { queries } = useWorkbench();
  const { showRight } = useColumns('models');
  const [asked, setAsked] = usePlace('asked');
  const [text] = useDebouncedValue(asked.user.trim(), 150);
  const found = useQuery({
    ...queries.catalog.find.queryOptions({ input: { subject: 'user', text, limit: 20 } }),
    placeholderData: (previous) => previous,
  });
  const isUser = found.data?.some(({ id }) => id === text) ?? false;
  const recommended = useRecommended(version, isUser ? text : '');
  const users = useMemo(() => (found.data ?? []).map(({ id }) => id), [found.data]);
  const { data, error, isFetching } = recommended;
  return (
    <section className={own.try} aria-label="Try it">
      <div className={own.tryHead}>
        <h2>Try {versionName(version)}</h2>
        <Autocomplete
          id={tryId}
          size="xs"
          label="User"
          placeholder="Id of a user"
          data={users}
          limit={20}
          filter={({ options }) => options}
          value={asked.user}
          onChange={(user) => setAsked({ ...asked, user, item: null })}
          renderOption={({ option }) => {
            const user = found.data?.find(({ id }) => id === option.value);
            return (
              <span>
                {option.value} <span className="dim">{user && counted(user.interactions, 'interaction')}</span>
              </span>
            );
          }}
        />
        <span className="dim" role="status">
          {isFetching ? <Loader size={12} aria-label="Recommending" /> : data && `${count(data.items.length)} items`}
        </span>
      </div>
      {error && <ProblemNote error={error} onRetry={() => void recommended.refetch()} />}
      {found.error && <ProblemNote error={found.error} />}
      {version.problem && <Empty title={`${versionName(version)} cannot be used`}>{version.problem}</Empty>}
      {!version.problem && !text && (
        <Empty title="Whom to recommend to?">
          Type the beginning of a user’s id; the most active ones are offered first. What they had already is left out.
        </Empty>
      )}
      {!version.problem && text && found.data && !isUser && !found.isFetching && (
        <Empty title={`No user “${text}”`}>
          {users.length > 0 ? 'Choose one of those that begin like this.' : 'No id begins like this.'}
        </Empty>
      )}
      {!version.problem && isUser && !data && !error && <Waiting lines={6} />}
      {data && isUser && data.items.length === 0 && (
        <Empty title="Nothing to recommend">This user has had every item that the version knows.</Empty>
      )}
      {data && isUser && data.items.length > 0 && (
        <DataTable
          label="Recommendations"
          columns={columns}
          rows={data.items}
          rowId={({ item }) => item}
          minWidth={480}
          chosen={asked.item}
          onChoose={({ item }) => setAsked({ ...asked, item })}
          onOpen={({ item }) => {
            setAsked({ ...asked, item });
            showRight(true);
          }}
        />
      )}
    </section>
  );
}

/** What a version recommends to a user; nothing is asked for without one. */
export function useRecommended(version: ModelVersion | undefined, user: string) {
  const { queries } = useWorkbench();
  return useQuery({
    ...queries.models.recommend.queryOptions({ input: { user: user || '-', version: version?.id, k: length } }),
    enabled: version !== undefined && user !== '' && version.problem === null,
  });
}
