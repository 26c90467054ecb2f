import type { Command } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import { type MitigationMethod, type MitigationPointChoice, mitigationMethods } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { printVersion } from './fit-workspace.ts';
import { action, type CommandIo, wholeNumber } from './io.ts';
import { followModels } from './model-jobs.ts';

interface FitOptions {
  workspace?: string;
  slot?: string;
  activate?: boolean;
  json?: boolean;
}

interface SaveOptions {
  workspace?: string;
  name: string;
  base?: string;
  json?: boolean;
}

/** `steward mitigate fit` and `mitigate save`: a point of the frontier as a version, or as a configuration of feeds. */
export function addMitigateApply(mitigate: Command, io: CommandIo): void {
  mitigate
    .command('fit')
    .description("fit the run's model on all data under a point of training, and keep it as a version")
    .argument('<mitigation>', 'its number', wholeNumber(1))
    .argument('<point>', "the method and its strength, as 'reweigh=1'")
    .option('--workspace <dir>', 'the workspace folder')
    .option('--slot <name>', "what the version is for ('default' by default)")
    .option('--activate', 'make it the active version of its slot')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (mitigation: number, point: string, options: FitOptions) => {
        const { slot, activate } = options;
        const version = await withWorkspace(io, options, async (client) => {
          const started = await client.fairness.fitPoint({ ...pointOf(mitigation, point), slot, activate });
          const job = await followModels(io, client, started, 'fit');
          return (await client.models.versions()).find((one) => one.job === job.id);
        });
        if (!version) throw new StewardError('INTERNAL', 'The fit left no version.');
        if (options.json) io.out(JSON.stringify(version));
        else printVersion(io, version);
      }),
    );
  mitigate
    .command('save')
    .description('save a configuration of feeds that does what a point of re-ranking does')
    .argument('<mitigation>', 'its number', wholeNumber(1))
    .argument('<point>', "the method and its strength, as 'floor=0.2'")
    .requiredOption('--name <name>', 'what the configuration is called; one of that name gets a new version')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--base <name>', "the configuration that it differs from ('default' by default)")
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (mitigation: number, point: string, options: SaveOptions) => {
        const { name, base } = options;
        const saved = await withWorkspace(io, options, (client) =>
          client.fairness.savePoint({ ...pointOf(mitigation, point), name, base }),
        );
        if (options.json) io.out(JSON.stringify(saved));
        else {
          io.out(`Saved '${saved.name}', version ${saved.version}: ${saved.about}`);
          io.out(`  see a feed by it: steward feed --config ${saved.name} --user ID`);
        }
      }),
    );
}

function pointOf(mitigation: number, text: string): MitigationPointChoice {
  return { mitigation, ...methodAndStrength(text, mitigationMethods, 'point') };
}

/** 'floor=0.2' as one of some methods with a strength above 0; BAD_INPUT, naming the methods, otherwise. */
export function methodAndStrength<Method extends MitigationMethod>(
  text: string,
  methods: readonly Method[],
  field: string,
): { method: Method; strength: number } {
  const [name, value = ''] = text.split('=', 2);
  const method = methods.find((one) => one === name);
  const strength = Number(value);
  if (method && strength > 0 && Number.isFinite(strength)) return { method, strength };
  throw new StewardError('BAD_INPUT', `'${text}' is no method with a strength.`, {
    advice: `Write it as '${methods[0]}=1'; the methods are: ${methods.join(', ')}.`,
    place: { field },
  });
}
