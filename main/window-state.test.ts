import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultWindow, fitToDisplays, readWindowState, writeWindowState } from './window-state.ts';

const screen = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };

describe('fitToDisplays', () => {
  it('keeps a window where it was', () => {
    const state = { x: 1500, y: 100, width: 1000, height: 700, isMaximised: true };
    expect(fitToDisplays(state, [screen, second])).toEqual(state);
  });

  it('lets the system place a window whose screen is gone, and one whose title bar is out of reach', () => {
    const gone = { x: 1500, y: 100, width: 1000, height: 700, isMaximised: false };
    const size = { width: 1000, height: 700, isMaximised: false };
    expect(fitToDisplays(gone, [screen])).toEqual(size);
    expect(fitToDisplays({ ...gone, x: 100, y: -300 }, [screen])).toEqual(size);
    expect(fitToDisplays({ ...gone, x: 1400, y: 100 }, [screen])).toEqual(size);
  });

  it('shrinks a window that no longer fits', () => {
    const large = { x: 0, y: 30, width: 5000, height: 4000, isMaximised: false };
    expect(fitToDisplays(large, [screen])).toMatchObject({ width: 1440, height: 875 });
    expect(fitToDisplays(large, [])).toMatchObject({ width: defaultWindow.width });
  });
});

describe('the file', () => {
  it('comes back as it was written', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'steward-window-')), 'deep', 'window.json');
    const state = { x: 1, y: 2, width: 900, height: 600, isMaximised: true };
    expect(writeWindowState(file, state)).toBe(true);
    expect(readWindowState(file)).toEqual(state);
  });

  it.each(['', '{', '[]', '{"width":1,"height":1,"isMaximised":false}', '{"width":"900","height":600}'])(
    'is ignored where it holds %j',
    (text) => {
      const file = join(mkdtempSync(join(tmpdir(), 'steward-window-')), 'window.json');
      writeFileSync(file, text);
      expect(readWindowState(file)).toEqual(defaultWindow);
    },
  );

  it('is missing at a first start', () => {
    expect(readWindowState(join(tmpdir(), 'steward-no-such-file.json'))).toEqual(defaultWindow);
  });
});
