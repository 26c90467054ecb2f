import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { Contract } from '../../engine/contract/index.ts';
import { Connection, type Transport } from './connection.ts';

/** Every operation of the engine, typed by the contract. */
export type Client = ContractRouterClient<Contract>;
/** The same operations as options and keys for TanStack Query. */
export type Queries = RouterUtils<Client>;

/** What the workbench knows of the engine. Made once in main.tsx and handed down. */
export interface Engine {
  connection: Connection;
  client: Client;
  queries: Queries;
  cache: QueryClient;
}

/** Wires client, cache and connection over a transport. Nothing is sent before `connection.run()`. */
export function createEngineClient(transport: Transport): Engine {
  const connection = new Connection({
    transport,
    identify: async (link) => (await createORPCClient<Client>(link).engine.about()).instance,
  });
  const client = createORPCClient<Client>(connection);
  return { connection, client, queries: createTanstackQueryUtils(client), cache: createCache() };
}

/**
 * The engine announces what changed, so data stays fresh until it says otherwise; and the engine is on this machine,
 * so being 'offline' means nothing here. A failed call is not repeated: what failed will fail again, and a lost
 * connection refetches everything when it is back.
 */
export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
