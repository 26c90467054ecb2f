import { Modal } from '@mantine/core';
import { Fragment, useSyncExternalStore } from 'react';
import styles from './help.module.css';
import { printKey } from './keys.ts';
import { useWorkbench } from './workbench.tsx';

/** Every key that works here and now, by what it is for. */
export function HelpOverlay({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { keys } = useWorkbench();
  const bindings = useSyncExternalStore(keys.subscribe, keys.getAll);
  const groups = [...Map.groupBy(bindings, ({ group }) => group)];
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keys" size="lg">
      <div className={styles.groups}>
        {groups.map(([group, items]) => (
          <section key={group}>
            <h2 className={styles.heading}>{group}</h2>
            <dl className={styles.keys}>
              {items.map(({ key, does }) => (
                <Fragment key={`${key} ${does}`}>
                  <dt>
                    <kbd>{printKey(key, navigator.platform)}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
