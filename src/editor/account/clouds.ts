/** Where a cloud signs in, with VS Code's own authentication providers. */
export interface SignInCloud {
  readonly provider: 'microsoft' | 'microsoft-sovereign-cloud';
  /** What `microsoft-sovereign-cloud.environment` must say. */
  readonly environment?: 'USGovernment' | 'ChinaCloud';
  /** Scope of Azure Resource Manager. */
  readonly scope: string;
}

/** Undefined for the sandbox and for URLs: these bring a credential of their own. */
export function signInCloud(cloud: string): SignInCloud | undefined {
  switch (cloud) {
    case 'azure': return { provider: 'microsoft', scope: 'https://management.core.windows.net/.default' };
    case 'usgov': return { provider: 'microsoft-sovereign-cloud', environment: 'USGovernment', scope: 'https://management.core.usgovcloudapi.net/.default' };
    case 'china': return { provider: 'microsoft-sovereign-cloud', environment: 'ChinaCloud', scope: 'https://management.core.chinacloudapi.cn/.default' };
    default: return undefined;
  }
}

/** Scopes of a session; VS Code reads the tenant from a scope of its own. */
export const sessionScopes = (scopes: readonly string[], tenantId?: string): string[] => [...scopes, 'offline_access', ...(tenantId ? [`VSCODE_TENANT:${tenantId}`] : [])];

/** When a token ends, in milliseconds since 1970, from its `exp` claim; an hour less a margin from `now` when it has none. */
export function tokenExpiry(token: string, now: number): number {
  const fallback = now + 50 * 60_000;
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : fallback;
  } catch (error) {
    if (error instanceof SyntaxError) return fallback;
    throw error;
  }
}
