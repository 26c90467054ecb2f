import { IconArrowDown, IconCompass, IconInfoCircle, IconSparkles } from '@tabler/icons-react';
import type { FeedItem } from '../../../engine/contract/feed-result.ts';
import styles from './badge.module.css';

type BadgeId = FeedItem['badges'][number];

const words: Record<BadgeId, { name: string; letter: string; about: string; icon: typeof IconCompass }> = {
  reduced: { name: 'Reduced', letter: 'D', about: 'Moderation shows it to fewer people.', icon: IconArrowDown },
  notice: { name: 'Notice', letter: 'I', about: 'Moderation put a notice beside it.', icon: IconInfoCircle },
  fresh: { name: 'Fresh', letter: 'F', about: 'Published a short while ago.', icon: IconSparkles },
  exploring: { name: 'Exploring', letter: 'E', about: 'Shown to learn who likes it.', icon: IconCompass },
};

/** What is special about an item, as icon, letter and colour; the name too where there is room. */
export function Badge({ badge, isNamed = false }: { badge: BadgeId; isNamed?: boolean }) {
  const { name, letter, about, icon: Icon } = words[badge];
  return (
    <span className={styles.badge} data-badge={badge} title={`${name}: ${about}`}>
      <Icon size={13} stroke={2} aria-hidden />
      <span aria-hidden>{letter}</span>
      <span className={isNamed ? undefined : 'visually-hidden'}>{name}</span>
    </span>
  );
}
