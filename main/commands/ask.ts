import { setTimeout as after } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import { type VisitorAnswer, type VisitorQuestion, visitorAnswers } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { withWorkspace } from './engine.ts';
import { linesOf } from './feed.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';

/** How often it is looked whether the questions are made, in milliseconds. */
const pauseMs = 200;
/** What may be typed for each answer. */
const keys: Readonly<Record<string, VisitorAnswer['answer']>> = {
  y: 'like',
  n: 'dislike',
  '?': 'unknown',
  '': 'unknown',
};

interface Options {
  workspace?: string;
  answers: VisitorAnswer[];
  config: string;
  k?: number;
  json?: boolean;
}

/** `steward ask`: questions to somebody nobody knows, then their feed. At a terminal they are asked, otherwise told. */
export const askCommand: CommandModule = (program, io) => {
  program
    .command('ask')
    .description('ask a visitor a few questions, each about the item that tells most, and make their feed')
    .option('--answers <item=answer,...>', `what they said so far: ${visitorAnswers.join(', ')}`, answersFrom, [])
    .option('--workspace <dir>', 'the workspace folder')
    .option('--k <n>', 'places; as the configuration says by default', wholeNumber(1))
    .option('--config <name>', 'a configuration by name', 'default')
    .option('--json', 'print one JSON object: the next question and the feed')
    .action(
      action(io, async (options: Options) => {
        await withWorkspace(io, options, async (client) => {
          const answers = [...options.answers];
          let question = await questionFor(io, client, answers);
          while (!options.json && io.ask && question.question) {
            const answer = await put(io, io.ask, question);
            if (!answer) break;
            answers.push(answer);
            question = await questionFor(io, client, answers);
          }
          const own = (await client.feeds.configs()).find(({ name }) => name === options.config);
          const config = own && options.k !== undefined ? { ...own, k: options.k } : options.config;
          const visitor = { history: [], attributes: {}, answers };
          const feed = await client.feeds.preview({ for: { visitor }, config });
          if (options.json) return io.out(JSON.stringify({ answers, question, feed }));
          for (const line of standing(question)) io.out(line);
          for (const line of linesOf(feed, false)) io.out(line);
        });
      }),
    );
};

/** The next question, once questions are made; how far that is goes to the terminal. */
async function questionFor(
  io: CommandIo,
  client: Engine['client'],
  answers: VisitorAnswer[],
): Promise<VisitorQuestion> {
  for (;;) {
    const question = await client.feeds.question({ answers });
    if (question.state !== 'growing') {
      io.progress('');
      return question;
    }
    io.progress(`Making the questions: ${Math.round(100 * (question.progress ?? 0))} %`);
    if (io.signal.aborted) throw new StewardError('CANCELLED', 'The questions were not made to the end.');
    await after(pauseMs);
  }
}

/** Puts one question until the answer is one; null where nobody wants to go on. */
async function put(
  io: CommandIo,
  ask: NonNullable<CommandIo['ask']>,
  asked: VisitorQuestion,
): Promise<VisitorAnswer | null> {
  const { item, title, publisher, topic } = asked.question!;
  const facts = [publisher, topic].filter((fact) => fact !== null).join(', ');
  for (const line of standing(asked)) io.err(line);
  for (;;) {
    const typed = await ask(
      `${asked.asked + 1} of ${asked.most}: ${title ?? item}${facts && ` (${facts})`}  y like, n dislike, ? not known, q the feed: `,
    );
    const text = typed?.trim().toLowerCase();
    if (text === undefined || text === 'q') return null;
    const answer = keys[text];
    if (answer) return { item, answer };
    io.err('Type y, n, ? or q.');
  }
}

/** What is thought so far, for people. */
function* standing({ words, asked, alike, people, estimate }: VisitorQuestion): Generator<string> {
  if (asked > 0)
    yield `After ${asked} ${asked === 1 ? 'answer' : 'answers'}: ${alike} of ${people} people answer alike.`;
  if (words) yield words;
  const best = estimate.slice(0, 5).map(({ title, item, place, before }) => {
    const move = before === null ? ' (new)' : before > place ? ` (up ${before - place})` : '';
    return `${title ?? item}${move}`;
  });
  if (best.length > 0) yield `So far: ${best.join('; ')}`;
}

function answersFrom(text: string, before: VisitorAnswer[]): VisitorAnswer[] {
  const given = text.split(',').map((part): VisitorAnswer => {
    const at = part.lastIndexOf('=');
    const item = part.slice(0, at).trim();
    const answer = visitorAnswers.find((one) => one === part.slice(at + 1).trim());
    if (at < 1 || item === '' || !answer) {
      throw new InvalidArgumentError(`'${part}' is not item=answer with one of ${visitorAnswers.join(', ')}.`);
    }
    return { item, answer };
  });
  return [...before, ...given];
}
