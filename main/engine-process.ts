import { createEngine } from '../engine/engine.ts';
import { hostEngine } from './engine-host.ts';
import { parentLink } from './parent-link.ts';

// The entry of the engine's own process, for both hosts: an Electron utility process and a forked Node.
await hostEngine(createEngine, parentLink());
