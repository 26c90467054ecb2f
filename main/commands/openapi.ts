import { openApi } from '../web/openapi.ts';
import { action, type CommandModule } from './io.ts';

/** `steward openapi`: the document that `steward serve` has at /v1/openapi.json. */
export const openapiCommand: CommandModule = (program, io) => {
  program
    .command('openapi')
    .description('print the OpenAPI 3.1 document of GET /v1/feed, which programs ask for feeds')
    .action(
      action(io, async () => {
        io.out(JSON.stringify(openApi(), null, 2));
      }),
    );
};
