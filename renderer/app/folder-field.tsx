import { Button, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import styles from './app.module.css';
import { tellProblem } from './workbench.tsx';

/** A path on the engine's machine: typed anywhere, or picked with the system's dialog in the desktop app. */
export function PathField({
  label,
  value,
  onChange,
  pick,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  pick: { kind: 'folder' | 'file'; title: string; create?: boolean };
  placeholder?: string;
}) {
  const bridge = window.steward;
  const choose = async () => {
    try {
      const chosen =
        pick.kind === 'file'
          ? await bridge?.pickFile({ title: pick.title })
          : await bridge?.pickFolder({ title: pick.title, create: pick.create ?? false });
      if (chosen) onChange(chosen);
    } catch (error) {
      tellProblem(error);
    }
  };
  return (
    <div className={styles.row}>
      <TextInput
        className={styles.grow}
        label={label}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {bridge && (
        <Button leftSection={<IconFolder size={15} aria-hidden />} onClick={() => void choose()}>
          Choose…
        </Button>
      )}
    </div>
  );
}
