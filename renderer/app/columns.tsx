import { useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import styles from './columns.module.css';
import { usePreference } from './preferences.ts';
import { useKeys } from './workbench.tsx';

/** Widths in px of the outer columns, and whether they are open. */
export interface ColumnLayout {
  left: number;
  right: number;
  isLeftOpen: boolean;
  isRightOpen: boolean;
}

const initial: ColumnLayout = { left: 320, right: 392, isLeftOpen: true, isRightOpen: true };
/** Where the left column is a short list of places, tables need the room more. */
const initialByPanel: Partial<Record<string, ColumnLayout>> = {
  data: { ...initial, left: 224 },
  models: { ...initial, left: 272 },
  fairness: { ...initial, left: 272 },
};
const limits = { left: [220, 560], right: [260, 640] } as const;
/** At this width and below the right column lies over the work as a drawer. */
export const drawerQuery = '(max-width: 1280px)';

/** The remembered layout of a panel's columns, with what the top bar needs to show and hide them. */
export function useColumns(panel: string) {
  const [layout, setLayout] = usePreference<ColumnLayout>(`columns.${panel}`, initialByPanel[panel] ?? initial);
  const [isDrawerOpen, setDrawerOpen] = usePreference(`drawer.${panel}`, false);
  const isNarrow = useMediaQuery(drawerQuery, window.matchMedia(drawerQuery).matches) ?? false;
  const isRightOpen = isNarrow ? isDrawerOpen : layout.isRightOpen;
  return {
    layout,
    setLayout,
    isNarrow,
    isRightOpen,
    toggleLeft: () => setLayout({ ...layout, isLeftOpen: !layout.isLeftOpen }),
    showRight: (isOpen: boolean) => (isNarrow ? setDrawerOpen(isOpen) : setLayout({ ...layout, isRightOpen: isOpen })),
  };
}

/** Subject, work and why: three columns that resize by mouse and keyboard, collapse, and remember their widths. */
export function Columns({
  panel,
  subject,
  work,
  why,
  whyLabel,
  keepClear = 0,
}: {
  panel: string;
  subject: ReactNode;
  work: ReactNode;
  why: ReactNode;
  whyLabel: string;
  /** Height in px at the bottom of the work that the drawer must not cover. */
  keepClear?: number;
}) {
  const { layout, setLayout, isNarrow, isRightOpen, toggleLeft, showRight } = useColumns(panel);
  useKeys([
    { key: '[', does: 'Show or hide the left column', group: 'Columns', run: toggleLeft },
    { key: ']', does: 'Show or hide the right column', group: 'Columns', run: () => showRight(!isRightOpen) },
    ...(isNarrow && isRightOpen
      ? [{ key: 'Escape', does: 'Close the right column', group: 'Columns', run: () => showRight(false) }]
      : []),
  ]);
  return (
    <div className={styles.columns}>
      {layout.isLeftOpen && (
        <>
          <div className={styles.side} style={{ inlineSize: layout.left }}>
            {subject}
          </div>
          <Divider side="left" layout={layout} onChange={setLayout} />
        </>
      )}
      <main className={styles.work} style={coverStyle(isNarrow && isRightOpen ? layout.right : 0)}>
        {work}
      </main>
      {isRightOpen && (
        <>
          {!isNarrow && <Divider side="right" layout={layout} onChange={setLayout} />}
          <section
            className={isNarrow ? styles.drawer : styles.side}
            style={{ inlineSize: layout.right, ...(isNarrow && { insetBlockEnd: keepClear }) }}
            aria-label={whyLabel}
          >
            {why}
          </section>
        </>
      )}
    </div>
  );
}

/** Tells the work how much of it the drawer covers, so that it can keep what is read out from under it. */
function coverStyle(covered: number): CSSProperties {
  return { '--covered': `${covered}px` } as CSSProperties;
}

function Divider({
  side,
  layout,
  onChange,
}: {
  side: 'left' | 'right';
  layout: ColumnLayout;
  onChange: (layout: ColumnLayout) => void;
}) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const [min, max] = limits[side];
  const resize = (width: number) => onChange({ ...layout, [side]: Math.round(Math.min(max, Math.max(min, width))) });
  const away = side === 'left' ? 1 : -1;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
    if (step === 0) return;
    event.preventDefault();
    resize(layout[side] + step * away);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current) resize(from.current.width + (event.clientX - from.current.x) * away);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is not an <hr>
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of the ${side} column`}
      aria-valuenow={layout[side]}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.divider}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width: layout[side] };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => resize(initial[side])}
    />
  );
}
