import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import bundledChromium from '@sparticuz/chromium';
import { type Figure, median, root } from './measure.ts';

const rounds = 5;

/**
 * From the start of the host's process to the first contentful paint of the workbench in a browser that is already
 * running, on a new configuration, median of five. Needs a built workbench (`npm run build`).
 */
export async function paint(): Promise<Figure[]> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await bundledChromium.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--headless=shell'],
  });
  const total: number[] = [];
  const page: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
      const started = performance.now();
      const host = spawn(process.execPath, [join(root, 'main', 'cli.ts'), 'serve'], {
        env: { ...process.env, STEWARD_CONFIG: folder },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        const tab = await browser.newPage();
        await tab.goto(await printedUrl(host));
        const painted = await tab.evaluate(firstPaint);
        total.push(performance.now() - started);
        page.push(painted);
        await tab.close();
      } finally {
        host.kill();
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await browser.close();
  }
  return [
    { bench: 'paint', what: 'process start to first contentful paint', value: median(total), unit: 'ms' },
    { bench: 'paint', what: 'navigation to first contentful paint', value: median(page), unit: 'ms' },
  ];
}

function printedUrl(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    host.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const url = /http:\/\/\S+/.exec(out)?.[0];
      if (url) resolve(url);
    });
    host.once('exit', () => reject(new Error('The host ended before it printed its address.')));
  });
}

/** Runs in the page: waits for the first contentful paint and returns when it was, in milliseconds of the page's clock. */
function firstPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') resolve(entry.startTime);
    }).observe({ type: 'paint', buffered: true });
  });
}
