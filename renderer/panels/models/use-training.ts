import { useEffect, useState } from 'react';
import { useWorkbench } from '../../app/workbench.tsx';
import { type LiveCurve, takeIn } from './curve.ts';

/** How often at most the screen follows a running job, in ms. */
const pace = 150;

/** The learning curves of a job while it runs, the newest fit last. They stay as they were when it ends. */
export function useTraining(job: number, isRunning: boolean): readonly LiveCurve[] {
  const { client } = useWorkbench();
  const [curves, setCurves] = useState<readonly LiveCurve[]>([]);
  useEffect(() => {
    if (!isRunning) return;
    const stop = new AbortController();
    let latest: readonly LiveCurve[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = () => {
      timer = null;
      setCurves(latest);
    };
    const follow = async () => {
      for await (const event of await client.models.training({ job }, { signal: stop.signal })) {
        latest = takeIn(latest, event);
        timer ??= setTimeout(show, pace);
      }
    };
    // A job without curves, or one that just ended, has none to follow; the job itself says how it went.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
      if (timer) clearTimeout(timer);
      if (latest.length > 0) setCurves(latest);
    };
  }, [client, job, isRunning]);
  return curves;
}
