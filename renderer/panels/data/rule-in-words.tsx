import type { SignalRule } from '../../../engine/contract/catalog.ts';
import { formula, inWords } from './rule-words.ts';
import styles from './rules.module.css';

/** A rule as sentences, and as its formula with its own numbers; null keeps the place while a draft is not whole. */
export function RuleInWords({ rule }: { rule: SignalRule | null }) {
  return (
    <section className={styles.words} aria-label="The rule in words">
      {rule ? (
        <>
          {inWords(rule).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          {formula(rule).map((line) => (
            <code key={line} className={styles.formula}>
              {line}
            </code>
          ))}
        </>
      ) : (
        <p className="dim">What is marked above must be mended before the rule says anything.</p>
      )}
    </section>
  );
}
