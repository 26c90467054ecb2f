import type { Settings } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** Small facts about the workspace (`meta`) and what people set (`setting`). */
export class SettingsStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A fact about the workspace itself, such as its name. */
  meta(key: string): string | undefined {
    return this.#db.get(build.selectFrom('meta').select('value').where('key', '=', key))?.value;
  }

  setMeta(key: string, value: string): void {
    this.#db.run(
      build
        .insertInto('meta')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
    );
  }

  /** The settings, each as it was set or as `defaults` has it. */
  read(defaults: Settings): Settings {
    const stored = this.#db.all(build.selectFrom('setting').selectAll());
    const changed = Object.fromEntries(stored.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
    return { ...defaults, ...changed };
  }

  change(settings: Partial<Settings>): void {
    this.#db.transaction(() => {
      for (const [key, value] of Object.entries(settings)) {
        const json = JSON.stringify(value);
        this.#db.run(
          build
            .insertInto('setting')
            .values({ key, value: json })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json })),
        );
      }
    });
  }
}
