/** One key that does something in the place that a person is in. */
export interface KeyBinding {
  /** The key as `KeyboardEvent.key` names it, with `Alt+` or `Mod+` before it where one is held. */
  key: string;
  /** What it does, as the help overlay says it. */
  does: string;
  /** The heading that the help overlay lists it under. */
  group: string;
  run(): void;
  /** Acts in text fields too, as for keys with a modifier. */
  everywhere?: boolean;
  /** Acts over an open dialog too, as for the palette. */
  aboveDialogs?: boolean;
  /** Goes on while the key is held down; a decision must not. */
  repeats?: boolean;
}

/** The parts of a keyboard event that decide what it means. */
export interface KeyStroke {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  repeat: boolean;
}

/** What has the focus, or is open, when a key is pressed. */
export interface KeyPlace {
  /** A field that takes typing has the focus. */
  typing: boolean;
  /** A dialog or menu is open: it has the keyboard to itself. */
  dialog: boolean;
  /** A button or link has the focus, which Enter and Space belong to. */
  control: boolean;
}

/** The stroke in the notation of KeyBinding, e.g. `Mod+k`, `Alt+1`, `?`. */
export function nameStroke(stroke: KeyStroke): string {
  if (stroke.altKey) {
    // On some layouts Alt changes the character, so that digits are read from the physical key.
    const digit = /^Digit(\d)$/.exec(stroke.code)?.[1];
    return `Alt+${digit ?? stroke.key}`;
  }
  if (stroke.ctrlKey || stroke.metaKey) return `Mod+${stroke.key.toLowerCase()}`;
  return stroke.key.length === 1 && /[A-Z]/.test(stroke.key) ? stroke.key.toLowerCase() : stroke.key;
}

/** The binding that a stroke means in this place; the one registered last wins. Undefined where it means nothing. */
export function matchKey(bindings: readonly KeyBinding[], stroke: KeyStroke, place: KeyPlace): KeyBinding | undefined {
  if (stroke.isComposing) return undefined;
  const name = nameStroke(stroke);
  if (place.control && (name === 'Enter' || name === ' ')) return undefined;
  return bindings.findLast(
    (binding) =>
      binding.key === name &&
      (binding.everywhere || !place.typing) &&
      (binding.aboveDialogs || !place.dialog) &&
      (binding.repeats || !stroke.repeat),
  );
}

/** How a key is printed, in the manner of the platform. */
export function printKey(key: string, platform: string): string {
  const isMac = /mac|darwin/i.test(platform);
  const names: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Alt: isMac ? '⌥' : 'Alt',
    Escape: 'Esc',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return key
    .split('+')
    .map((part) => names[part] ?? (key.length > 1 && part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? '' : '-');
}
