import type { ApplicationOverview } from '../../../src/core/applications';
import type { ComparedConfiguration, Configuration, ConfigurationComparison, ConfigurationState } from '../../../src/core/configurations';
import type { PackageRecord } from '../../../src/core/ports';
import { root } from './builders';

export const application = (name: string) => ({ name, root: `${root}/${name}`, settings: {} });
const hash = 'a1b2c3d'.padEnd(64, '0');

export const packageRecord = (over: Partial<PackageRecord> = {}): PackageRecord => ({
  application: 'main', hash, at: '2026-03-01T11:50:00Z', sizeBytes: 2048, files: { 'function_app.py': 'x' },
  functions: [{ name: 'health', trigger: 'http', route: 'health', file: 'function_app.py' }, { name: 'maintenance', trigger: 'timer', file: 'function_app.py' }], ...over,
});

export const overview = (name: string, over: Partial<ApplicationOverview> = {}): ApplicationOverview => ({
  application: application(name), site: { id: `/sites/${name}`, name: `aos-dev-${name}`, state: 'Running', url: 'https://main.example' }, slots: [], functions: ['health', 'maintenance'],
  checks: (['running', 'functions', 'health', 'package', 'references'] as const).map((id) => ({ id, state: 'pass', reason: 'Fine.' })), livePackage: { hash, at: '2026-03-01T11:50:00Z' }, lastPackage: { hash, at: '2026-03-01T11:50:00Z' }, ...over,
});

const local = (id: string): Configuration => ({ kind: 'agent', id, file: `${root}/agents/${id}.json`, value: {}, text: '{}\n', contentHash: 'h' });
export const compared = (id: string, state: ConfigurationState): ComparedConfiguration => ({
  id, state, blobName: `agents/${id}.json`, ...(state === 'only-there' ? {} : { local: local(id) }), ...(state === 'new' || state === 'deleted-there' ? {} : { live: { name: `agents/${id}.json`, etag: `etag-${id}` } }),
});

export const comparison = (states: Readonly<Record<string, ConfigurationState>>, over: Partial<ConfigurationComparison> = {}): ConfigurationComparison => {
  const configurations = Object.entries(states).map(([id, state]) => compared(id, state));
  return { account: 'staosdev', container: 'aos-config', registryContainer: 'agent-configs', configurations, registry: configurations, leftOut: [], notices: [], ...over };
};
