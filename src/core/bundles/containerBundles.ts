import { DeployError, CancelledError, EnvironmentError, LogicError } from '../errors';
import type { BundleStore, ConfigurationBlobs } from '../ports';
import { parseBundle, type Bundle } from './bundle';

/** Private container of the environment's storage account: what is lost with this computer is found there. */
export const bundleContainer = 'aos-deploy-bundles';

const blobOf = (environment: string, bundleId: string): string => `${encodeURIComponent(environment)}/${bundleId}.json`;

/** Stores a bundle beside the environment; makes the container when it is not there. A bundle that is there already stays: its name is its content. */
export async function keepInContainer(blobs: ConfigurationBlobs, { bundleId, content }: Bundle, signal?: AbortSignal): Promise<void> {
  const write = (): Promise<unknown> => blobs.write(blobOf(content.environment, bundleId), JSON.stringify(content), 'absent', signal);
  try {
    await write();
  } catch (error) {
    if (!(error instanceof LogicError) || error.code !== 'Blob.ContainerNotFound') throw error;
    await blobs.createContainer(signal);
    await write();
  }
}

/** Brings bundles of an environment that this computer does not have; each is checked against its name. Returns the IDs that are damaged there. */
export async function fetchFromContainer(blobs: ConfigurationBlobs, store: BundleStore, environment: string, signal?: AbortSignal): Promise<readonly string[]> {
  const known = new Set((await store.list()).entries.map(({ bundleId }) => bundleId));
  const damaged: string[] = [];
  for (const { name } of await listed(blobs, environment, signal)) {
    const bundleId = /\/([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (bundleId === undefined || known.has(bundleId)) continue;
    const found = await blobs.find(name, signal);
    if (!found) continue;
    try { await store.save(parseBundle(found.text, bundleId)); } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError || error instanceof EnvironmentError) throw error;
      damaged.push(bundleId);
    }
  }
  return damaged;
}

async function listed(blobs: ConfigurationBlobs, environment: string, signal?: AbortSignal): Promise<Awaited<ReturnType<ConfigurationBlobs['list']>>> {
  try { return await blobs.list(`${encodeURIComponent(environment)}/`, signal); } catch (error) {
    if (error instanceof LogicError && error.code === 'Blob.ContainerNotFound') return [];
    throw error;
  }
}

/** Deletes there what was pruned here. */
export async function pruneContainer(blobs: ConfigurationBlobs, environment: string, gone: readonly string[], signal?: AbortSignal): Promise<void> {
  if (gone.length === 0) return;
  const names = new Set(gone.map((bundleId) => blobOf(environment, bundleId)));
  for (const { name, etag } of await listed(blobs, environment, signal)) if (names.has(name)) await blobs.delete(name, etag, signal);
}
