import { baseName, dirName } from '../../paths';

/** What a JSON file of the workspace configures. */
export type ConfigurationKind = 'agent' | 'server' | 'agentRegistry' | 'serverRegistry' | 'faults';

/** By the file's name and folder; undefined for JSON that is none of ours. */
export function configurationKind(file: string): ConfigurationKind | undefined {
  const name = baseName(file).toLowerCase();
  if (!name.endsWith('.json')) return undefined;
  if (name === 'agent_registry.json') return 'agentRegistry';
  if (name === 'mcp_server_registry.json') return 'serverRegistry';
  if (/(^|[-_.])(sandbox-)?faults\.json$/.test(name)) return 'faults';
  switch (baseName(dirName(file)).toLowerCase()) {
    case 'agents': return 'agent';
    case 'mcp-servers': return 'server';
    default: return undefined;
  }
}
