import type { DataPlane } from '../provider';

/** A data plane that only has addresses: resources report Azure's own host names, and nothing listens there. */
export const addressOnly = (name: string, address: (resourceName: string, service: string | undefined) => string): DataPlane => ({ name, endpoint: address });
