import { type ServeOptions, serveWorkbench } from '../web/serve.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';

/** `steward serve`: the workbench in the browser, for machines without a desktop and for programs that post. */
export const serveCommand: CommandModule = (program, io) => {
  program
    .command('serve')
    .description(
      'Serve the workbench on 127.0.0.1 until Ctrl-C, take posts at /intake and /reports, and answer /v1/feed.',
    )
    .option('--workspace <dir>', 'the workspace to open at once')
    .option('--port <number>', 'the port to listen on; any free one by default', wholeNumber())
    .option('--open', 'open the system browser')
    .action(action(io, (options: ServeOptions) => serveWorkbench(options, io)));
};
