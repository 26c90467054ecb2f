import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import { type SignalRule, type StoredRule, signalRule } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandModule } from './io.ts';

interface Options {
  workspace?: string;
  json?: boolean;
}

/** `rules [list]` and `rules save FILE`: what models learn from interactions. */
export const rulesCommand: CommandModule = (program, io) => {
  const parent = program.command('rules').description('Rules that turn interactions into what models learn from.');
  withOptions(parent.command('list', { isDefault: true }))
    .description('Tell the newest version of every rule.')
    .action(
      action(io, ({ workspace, json }: Options) =>
        withWorkspace(io, { workspace }, async (client) => {
          const rules = await client.catalog.rules();
          if (json) io.out(JSON.stringify(rules));
          else for (const rule of rules) for (const line of describe(rule)) io.out(line);
        }),
      ),
    );
  withOptions(parent.command('save'))
    .argument('<file>', "one rule as JSON, as 'rules list --json' prints them")
    .description('Save a rule as a new version of its name; earlier versions are kept.')
    .action(
      action(io, async (file: string, { workspace, json }: Options) => {
        const rule = await readRule(file);
        await withWorkspace(io, { workspace }, async (client) => {
          const saved = await client.catalog.saveRule(rule);
          io.out(json ? JSON.stringify(saved) : `${saved.name}, version ${saved.version}`);
        });
      }),
    );
};

function withOptions(command: Command): Command {
  return command.option('--workspace <dir>', 'the workspace folder').option('--json', 'print JSON');
}

/** Reads a rule. BAD_FILE where there is no such file or it is no JSON, BAD_INPUT, with the field, where it is no rule. */
async function readRule(file: string): Promise<SignalRule> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new StewardError('BAD_FILE', 'The file cannot be read as JSON.', {
      place: { file },
      advice: "Write one rule as 'rules list --json' prints them.",
      cause,
    });
  }
  const parsed = signalRule.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new StewardError('BAD_INPUT', `This is no rule: ${message}.`, {
    place: { file, field: path.join('.') },
    advice: 'A rule has a name, a signal (explicit or implicit) and a list of kinds.',
  });
}

function describe({ name, version, isBuiltIn, signal, about, kinds, ...more }: StoredRule): string[] {
  const terms = kinds.map(({ kind, weight, useValue, atLeast }) => {
    const from = atLeast === null ? '' : ` from ${atLeast}`;
    return `${kind}${from}${signal === 'implicit' ? ` ${weight}${useValue ? ' x value' : ''}` : ''}`;
  });
  const { halfLifeDays, threshold, alpha } = more;
  const numbers = [
    `threshold ${threshold}`,
    `alpha ${alpha}`,
    ...(halfLifeDays ? [`half-life ${halfLifeDays} days`] : []),
  ];
  return [
    `${name} (${signal}, version ${version}${isBuiltIn ? ', built in' : ''})${about ? `: ${about}` : ''}`,
    `  ${terms.length > 0 ? terms.join(', ') : 'all kinds'}${signal === 'implicit' ? `; ${numbers.join(', ')}` : ''}`,
  ];
}
