import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import type { ScoringPool } from '../../moderation/classifiers/pool.ts';
import { inSlices, Pace } from '../../numeric/pace.ts';
import type { JudgedPost } from '../../store/judged.ts';
import type { StoredPolicy } from '../../store/policies.ts';
import type { Store } from '../../store/store.ts';
import type { AucOptions } from './aucs.ts';
import { type IdentityAudit, identityAudit, type ProbeAudit, probeAudit } from './audit.ts';
import { type Probe, probeOf } from './probe.ts';
import { type IdentityTerm, identityTerms, termFinder } from './terms.ts';

/** Posts read at a time, and sentences scored at a time. */
const atOnce = 256;
/** Ordinary posts that are named for each term, those with the highest scores. */
const examplesTold = 5;

/** Posts that people judged under a policy, by number: their texts are not kept. */
export interface JudgedSample {
  policy: string;
  /** What the policy's classifier looks for. */
  label: string;
  /** What is decided from: the lowest threshold of the policy. */
  threshold: number;
  ids: string[];
  /** The workspace's own numbers of the posts. */
  contents: Int32Array;
  /** 1 where a person acted under this policy, 0 where a person kept the post. */
  truth: Uint8Array;
  /** Present scores of the policy's classifier. */
  scores: Float64Array;
  languages: (string | null)[];
  kinds: (string | null)[];
  /** Rows of `people`; -1 where the author is none of them, or not known. */
  authors: Int32Array;
  /** The users of the workspace; null where authors were not asked for. */
  people: CatalogData | null;
  /** One array of 0 and 1 a term: posts whose text names it. */
  named: Uint8Array[];
  terms: readonly IdentityTerm[];
}

export interface SampleOptions {
  terms?: readonly IdentityTerm[];
  /** The users of the workspace, where posts are to be grouped by their authors. */
  people?: CatalogData | null;
  signal?: AbortSignal;
}

/**
 * Reads what people decided about posts that a policy's classifier has scored. Actions under other policies say nothing
 * about this one, and are left out. NOT_FOUND where there is no such policy, BAD_INPUT where it has no threshold.
 */
export async function judgedSample(
  store: Pick<Store, 'policies' | 'judged'>,
  policyId: string,
  { terms = identityTerms, people = null, signal }: SampleOptions = {},
): Promise<JudgedSample> {
  const policy = policyOf(store, policyId);
  const find = termFinder(terms);
  const kept: (Omit<JudgedPost, 'text' | 'title'> & { found: number[] })[] = [];
  const pace = new Pace();
  for (let after = 0; ; ) {
    signal?.throwIfAborted();
    const page = store.judged.page(policy.label, after, atOnce);
    for (const { text, title, ...post } of page) {
      if (post.verdict !== 'keep' && post.policy !== policy.id) continue;
      kept.push({ ...post, found: find(title === null ? text : `${title}\n${text}`) });
    }
    if (page.length < atOnce) break;
    after = page.at(-1)!.decision;
    await pace.turn();
  }
  const named = terms.map(() => new Uint8Array(kept.length));
  for (const [row, { found }] of kept.entries()) for (const term of found) named[term]![row] = 1;
  return {
    policy: policy.id,
    label: policy.label,
    threshold: thresholdOf(policy),
    contents: Int32Array.from(kept, ({ content }) => content),
    ids: kept.map(({ externalId }) => externalId),
    truth: Uint8Array.from(kept, ({ verdict }) => Number(verdict !== 'keep')),
    scores: Float64Array.from(kept, ({ probability }) => probability),
    languages: kept.map(({ language }) => language),
    kinds: kept.map(({ kind }) => kind),
    authors: Int32Array.from(
      kept,
      ({ author }) => (author === null ? undefined : people?.interactions.users.row(author)) ?? -1,
    ),
    people,
    named,
    terms,
  };
}

/** What a classifier does to posts that name a term, by what people decided. */
export interface DecisionAudit {
  audit: IdentityAudit;
  /** For each term the ids of posts that people kept and the classifier scores highest. */
  examples: { term: string; posts: string[] }[];
}

/** The subgroup AUCs over a sample, in slices. */
export async function decisionAudit(
  sample: JudgedSample,
  options: Omit<AucOptions, 'cluster'>,
): Promise<DecisionAudit> {
  const { ids, truth, scores, named, terms, threshold } = sample;
  const audit = await inSlices(identityAudit(sample, options));
  const examples = terms.flatMap(({ id }, term) => {
    const wrong = [...ids.keys()].filter((row) => named[term]![row] && truth[row] === 0 && scores[row]! >= threshold);
    wrong.sort((a, b) => scores[b]! - scores[a]! || a - b);
    return wrong.length === 0 ? [] : [{ term: id, posts: wrong.slice(0, examplesTold).map((row) => ids[row]!) }];
  });
  return { audit, examples };
}

/**
 * Scores the probe's sentences with a policy's classifier on the scoring threads, and audits them. NOT_FOUND where there
 * is no such policy, BAD_INPUT where no classifier serves it or it has no threshold.
 */
export async function policyProbe(
  { store, pool }: { store: Pick<Store, 'policies'>; pool: Pick<ScoringPool, 'score' | 'labels'> },
  policyId: string,
  { probe = probeOf(), signal, ...options }: Omit<AucOptions, 'cluster'> & { probe?: Probe; signal?: AbortSignal },
): Promise<ProbeAudit> {
  const { threshold, scores } = await probeScores({ store, pool }, policyId, probe, signal);
  return inSlices(probeAudit(probe, scores, threshold, options));
}

/** What a policy's classifier says of each of a probe's texts, and where the policy begins to act; errors as `policyProbe`. */
export async function probeScores(
  { store, pool }: { store: Pick<Store, 'policies'>; pool: Pick<ScoringPool, 'score' | 'labels'> },
  policyId: string,
  { texts: sentences }: Pick<Probe, 'texts'>,
  signal?: AbortSignal,
): Promise<{ threshold: number; scores: Float64Array }> {
  const policy = policyOf(store, policyId);
  const threshold = thresholdOf(policy);
  const column = pool.labels.indexOf(policy.label);
  if (column < 0) {
    throw new StewardError('BAD_INPUT', `No classifier serves the policy '${policyId}'.`, {
      advice: `There are scores for: ${pool.labels.join(', ') || 'nothing'}.`,
      place: { field: 'policy' },
    });
  }
  const scores = new Float64Array(sentences.length);
  for (let start = 0; start < scores.length; start += atOnce) {
    const texts = sentences.slice(start, start + atOnce).map((text) => ({ text }));
    const batch = await pool.score(texts, signal);
    for (let i = 0; i < texts.length; i++) scores[start + i] = batch.scores[i * batch.labels.length + column]!;
  }
  return { threshold, scores };
}

function policyOf({ policies }: Pick<Store, 'policies'>, id: string): StoredPolicy {
  const policy = policies.read(id);
  if (policy) return policy;
  const names = policies.list().map((one) => one.id);
  throw new StewardError('NOT_FOUND', `There is no policy '${id}'.`, {
    advice: `There are: ${names.join(', ')}.`,
    place: { field: 'policy' },
  });
}

/** Where a policy begins to do something to a post. */
function thresholdOf({ id, thresholds }: StoredPolicy): number {
  const set = Object.values(thresholds).filter((threshold) => threshold !== null);
  if (set.length > 0) return Math.min(...set);
  throw new StewardError('BAD_INPUT', `The policy '${id}' has no threshold, so that it decides nothing.`, {
    advice: 'Set one, or audit another policy.',
    place: { field: 'policy' },
  });
}
