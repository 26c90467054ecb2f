import type { ComponentType } from 'react';
import styles from './sections.module.css';
import { useActions, useKeys } from './workbench.tsx';

/** A section of a panel as its left column lists it. */
export interface SectionEntry<Id extends string> {
  id: Id;
  name: string;
  icon: ComponentType<{ size: number; 'aria-hidden': true }>;
}

/** The digits that go between the sections of a panel, and the same in the palette; with the left column hidden as well. */
export function useSectionKeys<Id extends string>(
  panel: string,
  sections: readonly SectionEntry<Id>[],
  go: (id: Id) => void,
): void {
  useKeys(
    sections.map(({ id, name }, index) => ({ key: String(index + 1), does: name, group: panel, run: () => go(id) })),
  );
  useActions(
    sections.map(({ id, name }, index) => ({
      id: `${panel.toLowerCase()}.${id}`,
      label: `${panel}: ${name}`,
      group: panel,
      keys: String(index + 1),
      run: () => go(id),
    })),
  );
}

/** The way between the sections of a panel. */
export function Sections<Id extends string>({
  panel,
  sections,
  current,
  onGo,
}: {
  panel: string;
  sections: readonly SectionEntry<Id>[];
  current: Id;
  onGo: (id: Id) => void;
}) {
  return (
    <nav className={styles.nav} aria-label={panel}>
      {sections.map(({ id, name, icon: Icon }, index) => (
        <button
          key={id}
          type="button"
          className={styles.place}
          aria-current={id === current ? 'page' : undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => onGo(id)}
        >
          <Icon size={16} aria-hidden />
          <span className={styles.name}>{name}</span>
          <kbd aria-hidden>{index + 1}</kbd>
        </button>
      ))}
    </nav>
  );
}
