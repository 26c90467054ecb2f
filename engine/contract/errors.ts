/**
 * Every failure that a person can meet has a stable code. The code is what tests, scripts and the UI branch on; the
 * message says what happened, where and what to do.
 */
export const errorCodes = [
  'BAD_INPUT',
  'BAD_FILE',
  'BAD_CLASSIFIER',
  'NOT_FOUND',
  'CONFLICT',
  'STALE_LEASE',
  'NOTHING_TO_UNDO',
  'NO_WORKSPACE',
  'WORKSPACE_MISSING',
  'WORKSPACE_EXISTS',
  'WORKSPACE_IN_USE',
  'WORKSPACE_READ_ONLY',
  'WORKSPACE_DAMAGED',
  'WORKSPACE_FROM_FUTURE',
  'NO_MODELS',
  'CANCELLED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Where in the outside world a failure was found; every field is optional because not every failure has a place. */
export interface ErrorPlace {
  file?: string;
  line?: number;
  column?: string;
  field?: string;
}

/**
 * The one error class of Steward. `message` is a whole sentence for a person; `advice` says what to do next.
 * Anything else that is thrown is a defect and reaches people as INTERNAL.
 */
export class StewardError extends Error {
  readonly code: ErrorCode;
  readonly advice: string;
  readonly place: ErrorPlace;

  constructor(
    code: ErrorCode,
    message: string,
    options: { advice?: string; place?: ErrorPlace; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'StewardError';
    this.code = code;
    this.advice = options.advice ?? '';
    this.place = options.place ?? {};
  }
}

/**
 * The error as one of ours: a StewardError as it is, one from a connection or a thread rebuilt, anything else wrapped as
 * INTERNAL with its message kept.
 */
export function asStewardError(error: unknown): StewardError {
  if (error instanceof StewardError) return error;
  if (error instanceof Error && 'code' in error && errorCodes.includes(error.code as ErrorCode)) {
    // A connection carries what is ours as data; from a thread the error's own fields come back on a plain Error.
    const { advice, place } = ('data' in error ? error.data : error) as { advice?: string; place?: ErrorPlace };
    return new StewardError(error.code as ErrorCode, error.message, { advice, place, cause: error });
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new StewardError('CANCELLED', 'The work was cancelled.', { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new StewardError('INTERNAL', message, {
    advice: 'This is a defect in Steward: copy the details into a bug report.',
    cause: error,
  });
}
