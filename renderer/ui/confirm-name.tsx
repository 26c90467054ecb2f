import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import styles from './confirm-name.module.css';
import { ProblemNote } from './states.tsx';

/** Asks for the name of a thing before it is done away with for good. */
export function ConfirmName({
  title,
  name,
  verb,
  children,
  isBusy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  name: string;
  /** What the button does: 'Remove'. */
  verb: string;
  /** What goes with it, in a sentence. */
  children: ReactNode;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const isRight = typed.trim() === name;
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) onConfirm();
        }}
      >
        <p>{children}</p>
        {error !== null && error !== undefined && <ProblemNote error={error} />}
        <TextInput
          data-autofocus
          label={`Type ${name} to ${verb.toLowerCase()}`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={styles.foot}>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button type="submit" variant="filled" loading={isBusy} disabled={!isRight}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
