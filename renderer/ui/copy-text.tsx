import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { copyText } from './copy.ts';
import styles from './copy-text.module.css';
import { shortVersion } from './format.ts';

/** A hash by its beginning, with a button that copies all of it. */
export function Hash({ value, what }: { value: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const Icon = isCopied ? IconCheck : IconCopy;
  return (
    <span className={styles.hash}>
      <code title={value}>{shortVersion(value)}</code>
      <ActionIcon
        size={20}
        aria-label={isCopied ? `Copied ${what}` : `Copy ${what}`}
        title={isCopied ? 'Copied' : `Copy ${what}`}
        onClick={() => void copyText(value).then(setCopied)}
      >
        <Icon size={13} aria-hidden />
      </ActionIcon>
    </span>
  );
}
