import { CancelledError, EnvironmentError } from '../../core/errors';
import type { ReleaseFeed } from '../../core/ports';

/** The newest release answers with a redirect to its tag, which needs neither a token nor a quota. */
const pages = { 'azure-cli': 'https://github.com/Azure/azure-cli/releases/latest', bicep: 'https://github.com/Azure/bicep/releases/latest' } as const;
const timeoutMs = 5_000;

export type Fetch = (url: string, options: { readonly method: string; readonly redirect: 'manual'; readonly signal: AbortSignal }) => Promise<{ readonly headers: { get(name: string): string | null } }>;

/** Looks at GitHub's release pages, once for each product while the process lives. */
export class GitHubReleases implements ReleaseFeed {
  private readonly known = new Map<string, string>();

  constructor(private readonly request: Fetch = fetch) {}

  async newest(product: keyof typeof pages, signal?: AbortSignal): Promise<string> {
    const version = this.known.get(product) ?? await this.look(product, signal);
    this.known.set(product, version);
    return version;
  }

  private async look(product: keyof typeof pages, signal: AbortSignal | undefined): Promise<string> {
    const patience = AbortSignal.timeout(timeoutMs);
    try {
      const { headers } = await this.request(pages[product], { method: 'HEAD', redirect: 'manual', signal: signal ? AbortSignal.any([signal, patience]) : patience });
      const version = /\/tag\/[^/]*?(\d+\.\d+\.\d+)$/.exec(headers.get('location') ?? '')?.[1];
      if (version !== undefined) return version;
    } catch (error) {
      if (signal?.aborted) throw new CancelledError();
      throw new EnvironmentError('Network.Failed', `The newest release of ${product} could not be looked up.`, { cause: error, nextStep: 'Check the network or a proxy.' });
    }
    throw new EnvironmentError('Network.NoRelease', `${pages[product]} names no release.`, { nextStep: 'Look at the page in a browser.' });
  }
}
