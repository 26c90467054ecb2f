import styles from './post-text.module.css';
import { intensity, type Range, segment, type WeightedRange } from './segments.ts';

/**
 * A post's text with what hurts behind solid bars, until a person asks for it, and with the words that made a score
 * highlighted. Masked words are not in the page at all, so that neither a copy nor a screen reader gives them away.
 */
export function PostText({
  text,
  masks,
  weights = [],
  isMasked,
}: {
  text: string;
  masks: readonly Range[];
  weights?: readonly WeightedRange[];
  isMasked: boolean;
}) {
  return (
    <>
      {segment(text, masks, weights).map(({ start, text: part, masked, weight }) => {
        const step = intensity(weight);
        if (masked && isMasked) {
          return (
            <span
              key={start}
              role="img"
              aria-label="masked"
              className={styles.bar}
              data-step={step}
              style={{ inlineSize: `${Math.min(24, Math.max(2, part.length))}ch` }}
            />
          );
        }
        return step === 0 ? (
          <span key={start}>{part}</span>
        ) : (
          <mark key={start} className={styles.word} data-step={step}>
            {part}
          </mark>
        );
      })}
    </>
  );
}

/** The engine's first line of a post, in which it has already put blocks in the place of what hurts. */
export function MaskedLine({ line }: { line: string }) {
  // `split` with a group gives the blocks at the odd places.
  return line.split(/(█+)/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the line
      <span key={index} role="img" aria-label="masked" className={styles.block}>
        {part}
      </span>
    ),
  );
}
