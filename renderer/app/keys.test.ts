import { describe, expect, it } from 'vitest';
import { type KeyBinding, type KeyStroke, matchKey, nameStroke, printKey } from './keys.ts';

const plain = { altKey: false, ctrlKey: false, metaKey: false, isComposing: false, repeat: false, code: '' };
const stroke = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({ ...plain, key, ...more });
const binding = (key: string, more: Partial<KeyBinding> = {}): KeyBinding => ({
  key,
  does: key,
  group: 'Test',
  run: () => undefined,
  ...more,
});
const nowhere = { typing: false, dialog: false, control: false };

describe('matchKey', () => {
  const bindings = [binding('1'), binding('Enter'), binding('?'), binding('Mod+k', { everywhere: true })];

  it('finds single letters, and shifted ones by their character', () => {
    expect(matchKey(bindings, stroke('1'), nowhere)?.key).toBe('1');
    expect(matchKey(bindings, stroke('?'), nowhere)?.key).toBe('?');
    expect(matchKey([binding('z')], stroke('Z'), nowhere)?.key).toBe('z');
    expect(matchKey(bindings, stroke('x'), nowhere)).toBeUndefined();
  });

  it('keeps quiet while somebody types, except for keys that hold everywhere', () => {
    const typing = { ...nowhere, typing: true };
    expect(matchKey(bindings, stroke('1'), typing)).toBeUndefined();
    expect(matchKey(bindings, stroke('k', { ctrlKey: true }), typing)?.key).toBe('Mod+k');
    expect(matchKey(bindings, stroke('k', { metaKey: true }), typing)?.key).toBe('Mod+k');
  });

  it('leaves everything to an open dialog, and Enter to a focused control', () => {
    expect(matchKey(bindings, stroke('1'), { ...nowhere, dialog: true })).toBeUndefined();
    const palette = [binding('Mod+k', { everywhere: true, aboveDialogs: true })];
    expect(matchKey(palette, stroke('k', { ctrlKey: true }), { ...nowhere, dialog: true })?.key).toBe('Mod+k');
    expect(matchKey(bindings, stroke('Enter'), { ...nowhere, control: true })).toBeUndefined();
    expect(matchKey(bindings, stroke('1'), { ...nowhere, control: true })?.key).toBe('1');
  });

  it('is not a plain key when a modifier is held: Ctrl-1 is the browser’s', () => {
    expect(matchKey(bindings, stroke('1', { ctrlKey: true }), nowhere)).toBeUndefined();
    expect(matchKey(bindings, stroke('1', { isComposing: true }), nowhere)).toBeUndefined();
  });

  it('does not repeat a decision while a key is held down', () => {
    expect(matchKey(bindings, stroke('1', { repeat: true }), nowhere)).toBeUndefined();
    expect(matchKey([binding('j', { repeats: true })], stroke('j', { repeat: true }), nowhere)?.key).toBe('j');
  });
});

describe('the names of keys', () => {
  it('reads Alt-digits from the physical key, which Alt may turn into another character', () => {
    expect(nameStroke(stroke('¡', { altKey: true, code: 'Digit1' }))).toBe('Alt+1');
  });

  it('prints them in the manner of the platform', () => {
    expect(printKey('Mod+k', 'Linux x86_64')).toBe('Ctrl-K');
    expect(printKey('Mod+k', 'MacIntel')).toBe('⌘K');
    expect(printKey('z', 'Linux x86_64')).toBe('z');
  });
});
