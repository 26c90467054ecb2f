import { useEffect, useRef, useState } from 'react';
import type { FeedItem } from '../../../engine/contract/feed-result.ts';
import { Columns, useColumns } from '../../app/columns.tsx';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { pinOf, withPin } from './config.ts';
import { configurationId } from './configuration.tsx';
import { droppedSearchId } from './dropped.tsx';
import { useFitModel } from './empty.tsx';
import { FeedsProvider, useFeeds } from './feeds-context.tsx';
import { usePlace, type WhyTab } from './place.ts';
import { useCalibrateSources, useEmbedItems } from './remedy.tsx';
import { FeedsSubject } from './subject.tsx';
import { ActProvider, actWords, type FeedAction, useActing } from './use-act.tsx';
import { answerWords, useInterview } from './use-interview.ts';
import { allocatorsId, cardsId, useItems, useSwitchView } from './use-items.ts';
import { userFieldId } from './who-part.tsx';
import { FeedsWhy } from './why.tsx';
import { FeedsWork } from './work.tsx';

/** Feeds: for whom and how on the left, the feed in the middle, and on the right why it is what it is. */
export function FeedsPanel() {
  return (
    <FeedsProvider>
      <ActProvider>
        <Panel />
      </ActProvider>
    </FeedsProvider>
  );
}

/** Milliseconds after which the palette has let go of the focus. */
const paletteCloses = 60;
const group = 'Feeds';

function Panel() {
  const [isTextShown, setTextShown] = useState(false);
  const toggleText = () => setTextShown(!isTextShown);
  useFeedKeys(toggleText);
  return (
    <Columns
      panel="feeds"
      subject={<FeedsSubject />}
      work={<FeedsWork isTextShown={isTextShown} onShowText={toggleText} />}
      whyLabel="Why"
      why={<FeedsWhy />}
    />
  );
}

/** Everything that keys and the palette do in this panel. */
function useFeedKeys(toggleText: () => void) {
  const { current, view, isComparing, choice, setChoice, configs } = useFeeds();
  const { items, item, choose, go, open, leave, chosen } = useItems();
  const { act, undo, canUndo } = useActing();
  const interview = useInterview();
  const { isNarrow, isRightOpen, showRight } = useColumns('feeds');
  const [, setSide] = usePlace('side');
  const [, setWhy] = usePlace('why');
  const fit = useFitModel();
  const { start: embed } = useEmbedItems();
  const { start: calibrate } = useCalibrateSources();
  const switchView = useSwitchView();
  const showWhy = (tab: WhyTab) => {
    setWhy(tab);
    showRight(true);
  };
  const findUser = () => {
    setChoice({ ...choice, kind: 'user' });
    focusSoon(userFieldId);
  };
  const findDropped = () => {
    showWhy('dropped');
    focusSoon(droppedSearchId);
  };
  // Where the item leaves the feed that follows, what stands in its place then is chosen.
  const acted = useRef<{ items: readonly FeedItem[]; at: number } | null>(null);
  useEffect(() => {
    if (!acted.current || acted.current.items === items) return;
    const next = items[Math.min(acted.current.at, items.length - 1)];
    acted.current = null;
    if (next && !items.some((one) => one.item === chosen)) choose(next.item);
  });
  const actOn = (action: FeedAction) => {
    if (!item) return;
    acted.current = { items, at: items.indexOf(item) };
    act(action, item.item, item.title);
  };
  const goToWork = () => document.getElementById(view === 'allocators' ? allocatorsId : cardsId)?.focus();
  const pin = () => {
    if (!item || !current.config) return;
    current.change(withPin(current.config, item.item, pinOf(current.config, item.item) === null ? item.place : null));
  };
  const isTable = view === 'allocators';
  const compare = () => switchView('compare');
  const allocators = () => switchView('allocators');
  useKeys([
    // The table of allocators has j, k and Enter of its own, and no items to act on.
    ...(isTable
      ? []
      : [
          { key: 'j', does: 'Next item', group, repeats: true, run: () => go(1) },
          { key: 'k', does: 'Previous item', group, repeats: true, run: () => go(-1) },
          { key: 'Enter', does: 'Show the journey of the item', group, run: () => item && open(item.item) },
          ...(['like', 'seen', 'not-interested'] as const).map((action) => ({
            key: actWords[action].key,
            does: actWords[action].name,
            group,
            run: () => actOn(action),
          })),
          { key: 'p', does: 'Pin the item to its place, or unpin it', group, run: pin },
        ]),
    ...(canUndo ? [{ key: 'z', does: 'Undo the latest action on an item', group, run: undo }] : []),
    ...(choice.kind === 'visitor'
      ? [
          {
            key: 'g',
            does: interview.isOn ? 'Close the questions to the visitor' : 'Ask the visitor',
            group,
            run: interview.isOn ? interview.finish : interview.goOn,
          },
        ]
      : []),
    ...(interview.isOn
      ? [
          ...answerWords.map(({ answer, key, name }) => ({
            key,
            does: `Answer as the visitor: ${name.toLowerCase()}`,
            group,
            run: () => interview.answer(answer),
          })),
          { key: 'b', does: 'Take back the last answer of the visitor', group, run: interview.back },
        ]
      : []),
    { key: 'c', does: isComparing ? 'Show one feed' : 'Compare two configurations', group, run: compare },
    { key: 'a', does: isTable ? 'Show the feed' : 'Compare allocators', group, run: allocators },
    ...(isComparing
      ? [
          { key: '1', does: 'Turn the knobs of A', group, run: () => setSide('a') },
          { key: '2', does: 'Turn the knobs of B', group, run: () => setSide('b') },
        ]
      : []),
    { key: 'u', does: 'Find a user', group, run: findUser },
    { key: 'o', does: 'Open a configuration', group, run: () => document.getElementById(configurationId)?.focus() },
    ...(current.isChanged ? [{ key: 'r', does: 'Reset the knobs', group, run: current.reset }] : []),
    { key: 'f', does: 'Show the funnel', group, run: () => showWhy('funnel') },
    { key: 'd', does: 'Find what was dropped', group, run: findDropped },
    { key: 'm', does: 'Show or cover the text of reduced items', group, run: toggleText },
    { key: '/', does: isTable ? 'Go to the allocators' : 'Go to the feed', group, run: goToWork },
    ...(isTable && !(isNarrow && isRightOpen)
      ? [{ key: 'Escape', does: 'Back to the feed', group, run: allocators }]
      : chosen !== null && !(isNarrow && isRightOpen)
        ? [{ key: 'Escape', does: 'Back to the funnel', group, run: leave }]
        : []),
  ]);
  useActions([
    {
      id: 'feeds.compare',
      label: isComparing ? 'Show one feed' : 'Compare two configurations',
      group,
      keys: 'c',
      run: compare,
    },
    {
      id: 'feeds.allocators',
      label: isTable ? 'Show the feed' : 'Compare allocators on the same candidates',
      group,
      keys: 'a',
      run: allocators,
    },
    // The palette gives the focus back to where it was as it closes.
    { id: 'feeds.user', label: 'Preview for a user', group, keys: 'u', run: () => setTimeout(findUser, paletteCloses) },
    {
      id: 'feeds.visitor',
      label: 'Preview for a visitor',
      group,
      run: () => setChoice({ ...choice, kind: 'visitor' }),
    },
    { id: 'feeds.ask', label: 'Ask a visitor from the start', group, run: interview.begin },
    { id: 'feeds.funnel', label: 'Show the funnel', group, keys: 'f', run: () => showWhy('funnel') },
    {
      id: 'feeds.dropped',
      label: 'Find what was dropped',
      group,
      keys: 'd',
      run: () => setTimeout(findDropped, paletteCloses),
    },
    { id: 'feeds.fit', label: 'Fit a model for the feed', group, run: fit },
    { id: 'feeds.embed', label: 'Embed the texts of items', group, run: embed },
    { id: 'feeds.calibrate', label: 'Calibrate the sources of candidates', group, run: calibrate },
    ...(current.isChanged
      ? [{ id: 'feeds.reset', label: 'Reset the knobs', group, keys: 'r', run: current.reset }]
      : []),
    ...configs.map(({ name }) => ({
      id: `feeds.config.${name}`,
      label: `Open the configuration ${name}`,
      group,
      run: () => current.open(name),
    })),
  ]);
}
