/** What a promise resolves with, or 'slow' where that takes longer than `ms` milliseconds. */
export async function withinTime<T>(answer: Promise<T>, ms: number): Promise<T | 'slow'> {
  const { promise: slow, resolve } = Promise.withResolvers<'slow'>();
  const timer = setTimeout(resolve, ms, 'slow');
  try {
    return await Promise.race([answer, slow]);
  } finally {
    clearTimeout(timer);
  }
}
