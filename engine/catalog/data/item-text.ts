import type { AttributeInfo, AttributeValue } from '../../store/catalog.ts';
import { textHash } from '../../text/identity.ts';

/** Bytes of the hash of a text. */
export const textHashSize = 16;

/** The attributes that hold the text of an item, where they are of type text: the title comes first. */
const textNames = ['title', 'description'];

/** Which attributes hold the text of items; none where items have no text. */
export function textAttributes(attributes: readonly AttributeInfo[]): string[] {
  return textNames.filter((name) =>
    attributes.some((one) => one.subject === 'item' && one.type === 'text' && one.name === name),
  );
}

/** The text of an item, as a post of this title would be scored: the title, a line break, the description. '' where there is none. */
export function itemText(attributes: Readonly<Record<string, AttributeValue>>, names: readonly string[]): string {
  const parts = names.map((name) => String(attributes[name] ?? '').trim());
  return parts.filter((part) => part !== '').join('\n');
}

/** Under which hash the embedding of an item's text is kept; zeros where there is no text. */
export function itemTextHash(text: string): Uint8Array {
  return text === '' ? new Uint8Array(textHashSize) : textHash({ text });
}
