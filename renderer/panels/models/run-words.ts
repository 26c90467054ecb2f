import type { ParamValue, Protocol } from '../../../engine/contract/models.ts';

/** A protocol in a few words: user 20 %, @10. */
export function protocolText({ split, share, k, relevantFrom }: Protocol): string {
  const part = split === 'loo' ? '' : ` ${Math.round(share * 100)} %`;
  return `${split}${part}, @${k}${relevantFrom === null ? '' : `, from ${relevantFrom}`}`;
}

/** A value of a parameter; numbers without the digits that only binary fractions have. */
export function paramText(value: ParamValue | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);
}
