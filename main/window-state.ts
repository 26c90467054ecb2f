import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** How the window was left; where it was is absent when that place can no longer be seen. */
const windowState = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  isMaximised: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

/** The window of a first start. */
export const defaultWindow: WindowState = { width: 1280, height: 820, isMaximised: false };

/** The part of a screen that is free for windows. */
export interface WorkArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Reads the remembered state; a missing, broken or nonsensical file means a first start. */
export function readWindowState(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return defaultWindow;
  }
}

/** Remembers the state. Failing to is no reason to keep a window from closing, so the caller is told by a boolean. */
export function writeWindowState(file: string, state: WindowState): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(windowState.parse(state)));
    return true;
  } catch {
    return false;
  }
}

/** How much of the title bar must be in reach for a window to count as visible. */
const grip = { width: 120, height: 40 };

/** Fits the window to the screens there are now: a screen may have been unplugged or have become smaller. */
export function fitToDisplays(state: WindowState, areas: readonly WorkArea[]): WindowState {
  const { x, y } = state;
  const largest = areas.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), areas[0] ?? defaultArea);
  const home =
    x === undefined || y === undefined ? undefined : areas.find((area) => isInReach({ ...state, x, y }, area));
  const { width, height } = home ?? largest;
  const size = { width: Math.min(state.width, width), height: Math.min(state.height, height) };
  return home ? { ...state, ...size } : { ...size, isMaximised: state.isMaximised };
}

const defaultArea: WorkArea = { x: 0, y: 0, width: defaultWindow.width, height: defaultWindow.height };

function isInReach(window: WorkArea, area: WorkArea): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTitleInside = window.y >= area.y && window.y + grip.height <= area.y + area.height;
  return overlap >= grip.width && isTitleInside;
}
