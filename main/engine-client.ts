import { createORPCClient } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../engine/contract/index.ts';

export type EngineClient = ContractRouterClient<Contract>;

/** A typed client over one connection to the engine, for what a host itself asks of it. */
export function connectClient(port: SupportedMessagePort): EngineClient {
  return createORPCClient<EngineClient>(new RPCLink({ port }));
}
