import type { ProviderContext, StoredResource } from '../../providers/provider';
import { measureNamespace } from './serviceBus';
import { measurePlan, measureSite } from './sites';

const measures: Readonly<Record<string, (resource: StoredResource, context: ProviderContext) => void>> = {
  'microsoft.servicebus/namespaces': ({ id }, context) => { measureNamespace(id, context); },
  'microsoft.web/sites': measureSite, 'microsoft.web/sites/slots': measureSite, 'microsoft.web/serverfarms': measurePlan,
};

/** Writes down how large the things of a resource are at this moment, as far as that is known without asking another process. */
export function measureLevels(resource: StoredResource, context: ProviderContext): void { measures[resource.type.toLowerCase()]?.(resource, context); }
