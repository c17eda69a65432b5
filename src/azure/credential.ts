import type { AccessToken } from '@azure/core-auth';
import type { Cloud } from './clouds';

/** Gives out tokens for a scope. `@azure/identity` credentials fit; so does VS Code's own sign-in behind a small adapter. */
export interface TokenProvider {
  /** `claims`: what a service asked for in a challenge (Continuous Access Evaluation). @throws when nobody is signed in. */
  getToken(scopes: string | string[], options?: { readonly claims?: string; readonly tenantId?: string; readonly abortSignal?: AbortSignal }): Promise<AccessToken | null>;
}

/** The `@azure/identity` chain: environment, workload identity, managed identity, Azure CLI and so on. Loaded at the first token. */
export function defaultTokenProvider(cloud: Pick<Cloud, 'authority'>): TokenProvider {
  let chain: Promise<TokenProvider> | undefined;
  const load = async (): Promise<TokenProvider> => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential({ authorityHost: cloud.authority });
  };
  return { getToken: async (scopes, options) => (await (chain ??= load())).getToken(scopes, options) };
}

/** Posts a form and reads the JSON that comes back. */
export type PostForm = (url: string, form: Readonly<Record<string, string>>, signal?: AbortSignal) => Promise<unknown>;

/** Tokens of an endpoint on this machine: its own token service takes any client. */
export function sandboxTokenProvider(cloud: Pick<Cloud, 'authority'>, postForm: PostForm): TokenProvider {
  return {
    getToken: async (scopes, options) => {
      const scope = typeof scopes === 'string' ? scopes : scopes[0] ?? '';
      const answer = await postForm(`${cloud.authority}/oauth2/token`, { grant_type: 'client_credentials', client_id: 'aos-deploy', client_secret: 'aos-deploy', resource: scope.replace(/\/\.default$/, '/'), scope }, options?.abortSignal) as { readonly access_token?: string; readonly expires_in?: number | string } | null;
      if (typeof answer?.access_token !== 'string') return null;
      return { token: answer.access_token, expiresOnTimestamp: Date.now() + Number(answer.expires_in ?? 3600) * 1000 };
    },
  };
}
