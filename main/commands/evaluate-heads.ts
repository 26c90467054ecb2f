import type { CommandModule } from './io.ts';

/** `steward evaluate heads`: what the heads do on the parts they were not trained on. */
export const evaluateHeadsCommand: CommandModule = (program) => {
  program.command('evaluate').command('heads');
};
