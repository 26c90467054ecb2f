import { Switch } from '@mantine/core';
import { IconEqual, IconEqualNot } from '@tabler/icons-react';
import { useState } from 'react';
import type { Comparison } from '../../../engine/contract/models.ts';
import { useKeys } from '../../app/workbench.tsx';
import { shortVersion } from '../../ui/format.ts';
import { type Setting, settings } from './compare.ts';
import styles from './compare-settings.module.css';

/** All that made the two runs, with what differs between them in front and marked. */
export function CompareSettings({ comparison: { a, b } }: { comparison: Comparison }) {
  const [isAll, setAll] = useState(false);
  useKeys([{ key: 'd', does: 'Show all settings, or only what differs', group: 'Compare', run: () => setAll(!isAll) }]);
  const all = settings(a, b);
  const differing = all.filter(({ isSame }) => !isSame);
  const shown = isAll ? all : differing;
  return (
    <section className={styles.frame} aria-label="Settings">
      <div className={styles.head}>
        <span role="status">
          {differing.length} of {all.length} settings differ
        </span>
        <Switch
          label={
            <>
              Show those that agree <kbd aria-hidden>d</kbd>
            </>
          }
          checked={isAll}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <div className={styles.scroll} tabIndex={0}>
        {shown.length === 0 ? (
          <p className="dim">Nothing differs: the two runs are one measured twice.</p>
        ) : (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
                <th scope="col">
                  <span className="visually-hidden">Whether they differ</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((setting) => (
                <Row key={`${setting.group} ${setting.name}`} setting={setting} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function Row({ setting: { group, name, a, b, isSame } }: { setting: Setting }) {
  const text = (value: string | null) => (value === null ? <span className="dim">none</span> : shortVersion(value));
  return (
    <tr data-differs={!isSame}>
      <th scope="row">
        <span className="dim">{group}:</span> {name}
      </th>
      <td title={a ?? undefined}>{text(a)}</td>
      <td title={b ?? undefined}>{text(b)}</td>
      <td>
        {isSame ? (
          <IconEqual size={14} className={styles.same} aria-label="agree" />
        ) : (
          <IconEqualNot size={14} className={styles.differs} aria-label="differ" />
        )}
      </td>
    </tr>
  );
}
