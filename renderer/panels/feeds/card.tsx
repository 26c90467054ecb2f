import { ActionIcon, Button } from '@mantine/core';
import { IconEye, IconEyeOff, IconHeart, IconPhoto } from '@tabler/icons-react';
import type { FeedItem } from '../../../engine/contract/feed-result.ts';
import type { feedActions } from '../../../engine/contract/feeds.ts';
import { hostOf } from '../../ui/format.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { Badge } from './badge.tsx';
import styles from './cards.module.css';
import { actWords, useActing } from './use-act.tsx';
import { factsOf, headlineOf } from './words.ts';

const icons: Record<(typeof feedActions)[number], typeof IconEye> = {
  like: IconHeart,
  seen: IconEye,
  'not-interested': IconEyeOff,
};
const actions = ['like', 'seen', 'not-interested'] as const;

/** Whether the text of an item stays covered until somebody asks: what moderators reduced may hurt. */
export function isCovered({ effect }: FeedItem, isShown: boolean): boolean {
  return effect !== 'none' && effect !== 'inform' && !isShown;
}

/** One item of the feed as its readers would meet it, with what can be done on it. */
export function Card({
  item,
  asOf,
  isChosen,
  isTextShown,
  hasPicture,
  onShowText,
}: {
  item: FeedItem;
  asOf: number;
  isChosen: boolean;
  isTextShown: boolean;
  /** Whether a place is kept for a picture. */
  hasPicture: boolean;
  onShowText: () => void;
}) {
  const facts = factsOf(item, asOf);
  const { headline, beneath } = headlineOf(item);
  return (
    <>
      <span className={styles.place}>
        <span className="visually-hidden">Place </span>
        {item.place}
      </span>
      {hasPicture && <Picture media={item.media} />}
      <div className={styles.body}>
        <div className={styles.titleLine}>
          {isCovered(item, isTextShown) ? (
            <span className={styles.covered}>
              Text covered: moderation reduced it{' '}
              <Button size="compact-xs" tabIndex={isChosen ? 0 : -1} onClick={onShowText}>
                Show <kbd aria-hidden>m</kbd>
              </Button>
            </span>
          ) : (
            <h2 className={styles.title} title={headline}>
              <MaskedLine line={headline} />
            </h2>
          )}
        </div>
        {beneath !== null && !isCovered(item, isTextShown) && (
          <p className={styles.description}>
            <MaskedLine line={beneath} />
          </p>
        )}
        {item.notices.map((notice) => (
          <p key={notice} className={styles.notice}>
            <Badge badge="notice" /> {notice}
          </p>
        ))}
        <div className={styles.foot}>
          <span className={styles.facts}>{facts.join(' · ')}</span>
          {item.badges
            .filter((badge) => badge !== 'notice' || item.notices.length === 0)
            .map((badge) => (
              <Badge key={badge} badge={badge} isNamed />
            ))}
        </div>
      </div>
      <CardActions item={item} isChosen={isChosen} />
    </>
  );
}

function CardActions({ item, isChosen }: { item: FeedItem; isChosen: boolean }) {
  const { act, refusal } = useActing();
  const name = item.title ?? item.item;
  return (
    <div className={styles.actions}>
      {actions.map((action) => {
        if (refusal() !== null) return null;
        const Icon = icons[action];
        const { name: does, key } = actWords[action];
        return (
          <ActionIcon
            key={action}
            size={24}
            tabIndex={isChosen ? 0 : -1}
            aria-label={`${does}: ${name}`}
            title={`${does} (${key})`}
            onClick={() => act(action, item.item, item.title)}
          >
            <Icon size={15} aria-hidden />
          </ActionIcon>
        );
      })}
    </div>
  );
}

/** Where a picture would be. Nothing is loaded from the network; the host says where it would come from. */
function Picture({ media }: { media: readonly string[] }) {
  const first = media[0];
  return (
    <span className={styles.picture} data-empty={first === undefined} title={first}>
      {first !== undefined && (
        <>
          <IconPhoto size={18} stroke={1.5} aria-hidden />
          <span className={styles.host}>
            <span className="visually-hidden">Picture, not loaded, from </span>
            {hostOf(first)}
          </span>
          {media.length > 1 && <span className={styles.host}>{media.length} pictures</span>}
        </>
      )}
    </span>
  );
}
