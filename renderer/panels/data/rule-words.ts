import type { SignalRule } from '../../../engine/contract/catalog.ts';

/** A number as a person would write it, without the noise of binary fractions. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

/** What a rule does, in whole sentences. */
export function inWords(rule: SignalRule): string[] {
  return rule.signal === 'explicit' ? explicitWords(rule) : implicitWords(rule);
}

function explicitWords({ kinds }: SignalRule): string[] {
  const parts = kinds.map(
    ({ kind, atLeast }) => `“${kind}”${atLeast === null ? '' : ` of ${plainNumber(atLeast)} or more`}`,
  );
  const of = parts.length === 0 ? 'any kind that is explicit' : `kind ${joined(parts, 'or')}`;
  return [`The rating of a pair is the value of the latest interaction of ${of}.`, 'A pair without one has no rating.'];
}

function implicitWords({ kinds, halfLifeDays, threshold, alpha }: SignalRule): string[] {
  const parts = kinds.map(({ kind, weight, useValue, atLeast }) => {
    const times = useValue
      ? weight === 1
        ? 'its value'
        : `${plainNumber(weight)} times its value`
      : plainNumber(weight);
    return `each “${kind}”${atLeast === null ? '' : ` of ${plainNumber(atLeast)} or more`} counts ${times}`;
  });
  const isSinking = kinds.some(({ weight, useValue }) => weight < 0 || useValue);
  return [
    parts.length === 0 ? 'Each interaction counts 1, whatever its kind.' : sentence(joined(parts, 'and')),
    halfLifeDays === null
      ? 'Old interactions count as much as new ones.'
      : `What is ${plainNumber(halfLifeDays)} days older than the newest interaction counts half, and so on; without a time it counts in full.`,
    threshold === 0 && !isSinking
      ? 'Every pair with any of them is positive.'
      : `A pair is positive where its sum reaches ${plainNumber(threshold)}.`,
    alpha === 0
      ? 'All positive pairs weigh the same.'
      : `The higher the sum, the surer: confidence is 1 + ${plainNumber(alpha)} × the sum.`,
  ];
}

/** The formula of the contract with the rule's own numbers in it, a line an equation. */
export function formula({ signal, kinds, halfLifeDays, threshold, alpha }: SignalRule): string[] {
  if (signal === 'explicit') return ['rating(u, i) = value of the latest interaction of u with i'];
  const hasValue = kinds.some(({ useValue }) => useValue);
  const term = [
    kinds.length === 0 ? '1' : 'weight(kind)',
    hasValue && 'value',
    halfLifeDays !== null && `2^(−age / ${plainNumber(halfLifeDays)} d)`,
  ];
  return [
    `strength(u, i) = Σ ${term.filter(Boolean).join(' · ')}`,
    `positive(u, i) ⇔ strength(u, i) ≥ ${plainNumber(threshold)}`,
    `confidence(u, i) = 1 + ${plainNumber(alpha)} · strength(u, i)`,
  ];
}

/** The kinds of a rule on one line, for a list. */
export function kindsLine({ kinds, signal }: SignalRule): string {
  if (kinds.length === 0) return signal === 'explicit' ? 'all explicit kinds' : 'all kinds';
  return kinds
    .map(({ kind, weight, useValue, atLeast }) => {
      const factor = signal === 'implicit' ? ` × ${plainNumber(weight)}${useValue ? ' × value' : ''}` : '';
      return `${kind}${atLeast === null ? '' : ` ≥ ${plainNumber(atLeast)}`}${factor}`;
    })
    .join(', ');
}

function joined(parts: readonly string[], word: 'and' | 'or'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
