import { StewardError } from '../contract/errors.ts';
import { type SignalRule, type StoredRule, signalRule } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** Who made the rules that come with Steward. */
const builtInActor = 'steward';

/** Rules that make signals of interactions. All versions are kept: models say which one they learnt by. */
export class RuleStore {
  readonly #db: Database;
  readonly #clock: () => number;
  #builtIn: readonly string[] = [];

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Makes sure that the rules that come with Steward are there; said once, at open. What people changed stays. */
  seed(rules: readonly SignalRule[]): void {
    this.#builtIn = rules.map(({ name }) => name);
    this.#db.transaction(() => {
      for (const rule of rules) if (!this.#newest(rule.name)) this.#insert(rule, 1, builtInActor);
    });
  }

  /** The newest version of every rule: those that come with Steward first, then by name. */
  list(): StoredRule[] {
    const names = this.#db.all(build.selectFrom('signal_rule').select('name').distinct().orderBy('name'));
    const own = names.map(({ name }) => name).filter((name) => !this.#builtIn.includes(name));
    return [...this.#builtIn, ...own].flatMap((name) => this.#newest(name) ?? []);
  }

  /** A rule in a version, the newest by default. NOT_FOUND, naming the rules that there are, where there is none. */
  get(name: string, version?: number): StoredRule {
    const found = version === undefined ? this.#newest(name) : this.#read(name, version);
    if (found) return found;
    const names = this.list().map((rule) => rule.name);
    throw new StewardError(
      'NOT_FOUND',
      version === undefined ? `There is no rule '${name}'.` : `There is no version ${version} of the rule '${name}'.`,
      { advice: `Rules are: ${names.join(', ')}.`, place: { field: 'rule' } },
    );
  }

  /** Saves a rule as a new version of its name; one that changes nothing makes none. */
  save(rule: SignalRule, actor: string): StoredRule {
    return this.#db.transaction(() => {
      const newest = this.#newest(rule.name);
      if (newest && definitionOf(newest) === definitionOf(rule)) return newest;
      this.#insert(rule, (newest?.version ?? 0) + 1, actor);
      return this.#newest(rule.name)!;
    });
  }

  #insert(rule: SignalRule, version: number, actor: string): void {
    this.#db.run(
      build
        .insertInto('signal_rule')
        .values({ name: rule.name, version, definition: definitionOf(rule), at: this.#clock(), actor }),
    );
  }

  #newest(name: string): StoredRule | undefined {
    const query = build.selectFrom('signal_rule').selectAll().where('name', '=', name).orderBy('version', 'desc');
    return this.#view(this.#db.get(query.limit(1)));
  }

  #read(name: string, version: number): StoredRule | undefined {
    return this.#view(
      this.#db.get(build.selectFrom('signal_rule').selectAll().where('name', '=', name).where('version', '=', version)),
    );
  }

  #view(row: { definition: string; version: number; at: number; actor: string; name: string } | undefined) {
    if (!row) return undefined;
    const { version, at, actor, name } = row;
    const rule = signalRule.parse(JSON.parse(row.definition));
    return { ...rule, version, at, actor, isBuiltIn: this.#builtIn.includes(name) };
  }
}

/** A rule as it is stored: parsed once more, so that its keys are in one order and nothing else comes in. */
function definitionOf(rule: SignalRule): string {
  return JSON.stringify(signalRule.parse(rule));
}
