import { Button } from '@mantine/core';
import { IconEye, IconEyeOff, IconPhoto } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { JobRow, Policy, Post, ReviewItem } from '../../../engine/contract/review.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { age, hostOf, isWebAddress, moment, probability } from '../../ui/format.ts';
import { MaskedLine, PostText } from '../../ui/post-text.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import { VerdictMark } from '../../ui/verdict.tsx';
import styles from './triage.module.css';

/** The words behind a score are asked for only where a person stays, not for each post that flies by. */
const explainAfter = 120;

/** One post in large type, its thread faded around it, masked until asked. */
export function ItemView({
  row,
  item: loaded,
  error,
  policies,
  policy,
  isMasked,
  onMask,
}: {
  row: JobRow;
  item: ReviewItem | undefined;
  error: unknown;
  policies: readonly Policy[];
  policy: string | null;
  isMasked: boolean;
  onMask: () => void;
}) {
  const { queries } = useWorkbench();
  const item = loaded?.job.id === row.id ? loaded : undefined;
  const settled = useSettled(row.id, explainAfter);
  const scored = item?.scores.some((score) => score.policy === policy) ?? false;
  const { data: weights } = useQuery({
    ...queries.review.explain.queryOptions({ input: { job: row.id, policy: policy ?? '-' } }),
    enabled: settled && scored && policy !== null,
  });
  const nameOf = (id: string) => policies.find((known) => known.id === id)?.name ?? id;
  const hidden = item ? countMasks(item) : 0;
  return (
    <>
      <header className={styles.itemHead}>
        <VerdictMark verdict={row.queue} isNamed />
        <span>
          {nameOf(row.policy)}
          {row.score !== null && ` ${probability(row.score)}`}
        </span>
        {row.author && <span className="dim">by {row.author}</span>}
        {item?.post.time && <span className="dim">{moment(item.post.time)}</span>}
        {item?.post.language && <span className="dim">{item.post.language}</span>}
        {row.heldBy && <span className={styles.held}>open in another window</span>}
        <Button
          size="compact-xs"
          className={styles.mask}
          aria-keyshortcuts="m"
          aria-pressed={!isMasked}
          leftSection={isMasked ? <IconEye size={14} aria-hidden /> : <IconEyeOff size={14} aria-hidden />}
          rightSection={<kbd aria-hidden>m</kbd>}
          onClick={onMask}
        >
          {isMasked ? `Unmask${hidden > 0 ? ` (${hidden})` : ''}` : 'Mask again'}
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: Enter leads here, and what scrolls must take the keyboard */}
      <section key={row.id} id="item" tabIndex={0} aria-label="Post" className={styles.scroll}>
        {error ? <ProblemNote error={error} /> : null}
        {item ? (
          <>
            {item.above.map((post) => (
              <ThreadPost key={post.content} post={post} isMasked={isMasked} />
            ))}
            <article className={styles.post} data-thread={item.above.length > 0}>
              {item.post.title && (
                <h1 className={styles.postTitle}>
                  <PostText
                    text={item.post.title}
                    masks={item.post.titleMasks}
                    weights={weights?.title ?? []}
                    isMasked={isMasked}
                  />
                </h1>
              )}
              <p className={styles.postText} lang={item.post.language ?? undefined}>
                <PostText
                  text={item.post.text}
                  masks={item.post.masks}
                  weights={weights?.text ?? []}
                  isMasked={isMasked}
                />
              </p>
              <Links post={item.post} />
              <p className={styles.legend}>
                {weights && policy && (
                  <>
                    Words that raised {nameOf(policy)}
                    <span className={styles.swatch} data-step="1" />
                    <span className={styles.swatch} data-step="2" />
                    <span className={styles.swatch} data-step="3" />
                    and lowered it
                    <span className={styles.swatch} data-step="-2" />
                  </>
                )}
              </p>
            </article>
            {item.below.map((post) => (
              <ThreadPost key={post.content} post={post} isMasked={isMasked} />
            ))}
          </>
        ) : (
          // The list already has the first line, masked: it holds the place until the whole post is here.
          <article className={styles.post}>
            <p className={styles.postText}>
              <MaskedLine line={row.line} />
            </p>
          </article>
        )}
      </section>
    </>
  );
}

function ThreadPost({ post, isMasked }: { post: Post; isMasked: boolean }) {
  return (
    <article className={styles.threadPost}>
      <p className={styles.threadHead}>
        {post.author ?? 'unknown author'}
        {post.time ? ` · ${age(post.time, Date.now())} ago` : ''}
        {post.effect !== 'none' && <VerdictMark verdict={post.effect} isNamed />}
      </p>
      {post.title && (
        <p className={styles.threadText}>
          <PostText text={post.title} masks={post.titleMasks} isMasked={isMasked} />
        </p>
      )}
      <p className={styles.threadText}>
        <PostText text={post.text} masks={post.masks} isMasked={isMasked} />
      </p>
    </article>
  );
}

/** Where the post and its media lie. Nothing is fetched from there; following a link is a person's own click. */
function Links({ post }: { post: Post }) {
  if (post.media.length === 0 && !post.url) return null;
  return (
    <ul className={styles.links}>
      {post.url && (
        <li>
          <Outward address={post.url} what="Open" />
        </li>
      )}
      {post.media.map((address) => (
        <li key={address} className={styles.media}>
          <span className={styles.blur} aria-hidden>
            <IconPhoto size={20} />
          </span>
          <Outward address={address} what="Open media" />
          <span className="dim">not loaded here</span>
        </li>
      ))}
    </ul>
  );
}

/** A link out of the workbench; an address that is no web address is only shown. */
function Outward({ address, what }: { address: string; what: string }) {
  if (!isWebAddress(address)) return <code>{address}</code>;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {what} at {hostOf(address)}
    </a>
  );
}

function countMasks({ post, above, below }: ReviewItem): number {
  return [post, ...above, ...below].reduce((sum, { masks, titleMasks }) => sum + masks.length + titleMasks.length, 0);
}

/** Whether a value has stayed the same for so many milliseconds. */
function useSettled(value: number, milliseconds: number): boolean {
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled === value;
}
