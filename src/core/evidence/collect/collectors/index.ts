import type { Collectors } from '../collector';
import { appCollectors } from './apps';
import { armCollectors } from './arm';
import { configurationCollectors } from './configurations';
import { detailCollectors } from './details';
import { governanceCollectors } from './governance';
import { nameCollectors } from './names';
import { recoveryCollectors } from './recovery';
import { sourceCollectors } from './sources';
import { localCollectors } from './local';
import { storageCollectors } from './storage';
import { telemetryCollectors } from './telemetry';
import { vaultCollectors } from './vault';
import { workspaceCollectors } from './workspace';

/** Every kind of query with who answers it. */
export const allCollectors: Collectors = { ...localCollectors, ...workspaceCollectors, ...armCollectors, ...detailCollectors, ...appCollectors, ...storageCollectors, ...vaultCollectors, ...telemetryCollectors, ...nameCollectors, ...sourceCollectors, ...configurationCollectors, ...recoveryCollectors, ...governanceCollectors };
