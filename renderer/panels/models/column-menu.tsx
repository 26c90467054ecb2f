import { Button, Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import styles from './column-menu.module.css';
import type { ColumnChoice } from './run-columns.tsx';

/** Which columns the table of runs has. */
export function ColumnMenu({
  choices,
  chosen,
  onChange,
}: {
  choices: readonly ColumnChoice[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" transitionProps={{ duration: 80 }}>
      <Popover.Target>
        <Button leftSection={<IconColumns3 size={15} aria-hidden />}>Columns</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className={styles.choices}>
          {choices.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="xs"
              label={name}
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
              }
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
