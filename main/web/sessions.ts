import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** 256 random bits, in the letters that a URL and a cookie may hold. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in constant time; hashing first makes the lengths equal and hides them. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Who may use the loopback host: a token in the address is good for one visit and is swapped for a session secret, which
 * lives in a cookie. Nothing is stored, so that stopping the host ends every session.
 */
export class Sessions {
  readonly #tokens = new Set<string>();
  readonly #secrets = new Set<string>();

  /** A token for one visit. */
  issueToken(): string {
    const token = randomSecret();
    this.#tokens.add(token);
    return token;
  }

  /** Uses the token up; the secret of the new session, or null for a token that is unknown or used. */
  redeem(given: string): string | null {
    const token = find(this.#tokens, given);
    if (token === null) return null;
    this.#tokens.delete(token);
    const secret = randomSecret();
    this.#secrets.add(secret);
    return secret;
  }

  isSession(given: string): boolean {
    return find(this.#secrets, given) !== null;
  }
}

/** Looks at every entry whatever comes first, so that time does not tell which one was near. */
function find(known: ReadonlySet<string>, given: string): string | null {
  let found: string | null = null;
  for (const secret of known) if (isSameSecret(given, secret)) found = secret;
  return found;
}

/**
 * The token for programs that post to /intake and /reports. It is kept in the config folder, readable by its owner only,
 * so that a script need not be told a new one after each start.
 */
export async function readApiToken(config: string): Promise<string> {
  await mkdir(config, { recursive: true });
  const file = join(config, 'loopback-token');
  try {
    const kept = (await readFile(file, 'utf8')).trim();
    if (/^[\w-]{43}$/.test(kept)) {
      await chmod(file, 0o600);
      return kept;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const token = randomSecret();
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  // The mode above counts only for a new file; one that held something else keeps its old mode.
  await chmod(file, 0o600);
  return token;
}
