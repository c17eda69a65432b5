import * as l10n from '@vscode/l10n';
import type { SandboxReport } from '../../ports';
import type { JsonObject, JsonValue } from '../../../core/values';
import type { SandboxRequestView, SandboxView } from '../../../protocol/sandbox';
import { faultViews } from './faultPresets';

/** As many requests as a person looks through; the sandbox keeps more. */
const shownRequests = 200;

/** A running sandbox as its page draws it. */
export function sandboxView({ address, health, requests, faults }: SandboxReport, now: Date): SandboxView {
  const uptime = number(health.uptimeSeconds);
  return {
    endpoint: address.resourceManager, processId: address.processId, resources: number(health.resources) ?? 0, requestCount: number(health.requests) ?? requests.length,
    // Whole seconds, so that the page is not drawn anew for a rounding.
    ...(uptime === undefined ? {} : { startedAt: new Date(Math.round(now.getTime() / 10_000) * 10_000 - uptime * 1000).toISOString() }),
    noiseProfile: typeof health.noiseProfile === 'string' ? health.noiseProfile : '', endpoints: endpointsOf(address),
    requests: requests.slice(-shownRequests).reverse().map(requestView), faults: faultViews(faults), guides: guidesOf(address),
  };
}

const number = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const requestView = (entry: JsonObject): SandboxRequestView => ({
  time: text(entry.time), method: text(entry.method), path: text(entry.path), status: number(entry.status) ?? 0, faults: Array.isArray(entry.faults) ? entry.faults.map(String) : [],
  ...(typeof entry.durationMs === 'number' ? { durationMs: entry.durationMs } : {}), ...(typeof entry.dataPlane === 'string' ? { dataPlane: entry.dataPlane } : {}),
});

/** Every address among what the sandbox prints, each once. */
function endpointsOf(address: SandboxReport['address']): SandboxView['endpoints'] {
  const found = Object.entries(address).filter((entry): entry is [string, string] => entry[0] !== 'cloud' && typeof entry[1] === 'string' && /^(https?|amqps?|sb):\/\//.test(entry[1]));
  return found.filter(([, url], index) => found.findIndex(([, other]) => other === url) === index).map(([name, url]) => ({ name, url }));
}

/** `az` and the SDKs of some languages talk to https alone; then the sandbox wants to be started with its own certificate. */
function guidesOf({ resourceManager, tls, caFile }: SandboxReport['address']): SandboxView['guides'] {
  const zero = '00000000-0000-0000-0000-000000000001';
  return [
    { title: l10n.t('AOS Deploy in a terminal'), commands: [`aos-deploy plan --environment dev --cloud ${resourceManager}`] },
    {
      title: l10n.t('Azure CLI'), ...(tls ? {} : { note: l10n.t('The Azure CLI wants https: end this sandbox and start one with --tls, which prints the file of its certificate.') }),
      commands: [
        ...(tls ? [`export REQUESTS_CA_BUNDLE=${caFile ?? 'CA_FILE'}`] : ['aos-deploy sandbox start --tls --json']), `az cloud register --name AosSandbox --endpoint-resource-manager ${tls ? resourceManager : 'https://localhost:PORT'}`,
        'az cloud set --name AosSandbox', `az login --service-principal --username ${zero} --password any --tenant ${zero}`,
      ],
    },
    {
      title: l10n.t('Azure SDK for JavaScript'), ...(caFile ? { note: l10n.t('Start Node with NODE_EXTRA_CA_CERTS={0}.', caFile) } : {}),
      commands: [`new ResourceManagementClient(credential, subscriptionId, { endpoint: '${resourceManager}'${tls ? '' : ', allowInsecureConnection: true'} })`],
    },
  ];
}
