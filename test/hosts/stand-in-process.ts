import { hostEngine } from '../../main/engine-host.ts';
import { parentLink } from '../../main/parent-link.ts';
import { createStandInEngine } from './stand-in-engine.ts';

// The stand-in engine in a process of its own, under the same host code as the real one.
await hostEngine(createStandInEngine, parentLink());
