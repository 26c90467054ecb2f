import { StewardError } from '../../engine/contract/errors.ts';
import type { ParamValue } from '../../engine/contract/index.ts';
import { type Algorithms, algorithmOf, paramsFromText } from '../../engine/recommend/params.ts';
import type { RunRequest } from '../../engine/recommend/run.ts';

/** Gives the algorithms when they are needed: a command that fits nothing loads none. */
export type LoadAlgorithms = () => Promise<Algorithms>;

/** Collects an option that may be given several times. */
export function several(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** The models of `--models a,b` with the parameters of `--set a.factors=64`. BAD_INPUT where either names none. */
export function requestsOf(algorithms: Algorithms, models: string, settings: readonly string[]): RunRequest[] {
  const names = models
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const given = new Map(names.map((name) => [name, {} as Record<string, string>]));
  for (const setting of settings) {
    const found = /^([^.=]+)\.([^=]+)=(.*)$/.exec(setting);
    if (!found) throw wrongSetting(setting, 'Write --set model.parameter=value, for example --set bprmf.factors=64.');
    const of = given.get(found[1]!);
    if (!of) throw wrongSetting(setting, `The models of this run are: ${names.join(', ')}.`);
    of[found[2]!] = found[3]!;
  }
  return [...given].map(([name, texts]) => {
    const algorithm = algorithmOf(algorithms, name);
    return { name, algorithm, params: paramsFromText(algorithm, texts) };
  });
}

/** Parameters of one model from `--set factors=64`. */
export function paramsOf(
  algorithms: Algorithms,
  model: string,
  settings: readonly string[],
): Record<string, ParamValue> {
  const texts = settings.map((setting): [string, string] => {
    const at = setting.indexOf('=');
    if (at <= 0) throw wrongSetting(setting, 'Write --set parameter=value, for example --set factors=64.');
    return [setting.slice(0, at), setting.slice(at + 1)];
  });
  return paramsFromText(algorithmOf(algorithms, model), Object.fromEntries(texts));
}

function wrongSetting(setting: string, advice: string): StewardError {
  return new StewardError('BAD_INPUT', `The setting '${setting}' sets nothing.`, { advice, place: { field: 'set' } });
}
