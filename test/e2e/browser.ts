import bundledChromium from '@sparticuz/chromium';

/** Chromium from the npm package, unpacked at the first call on a machine, or the one that CHROMIUM_PATH names. */
export async function browserPath(): Promise<string> {
  return process.env.CHROMIUM_PATH ?? bundledChromium.executablePath();
}
