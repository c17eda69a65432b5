import type { ConfigurationBlobs } from './configurationBlobs';
import type { MessageBus } from './messageBus';
import type { RecoverableBlobs } from './recoverableBlobs';
import type { SecretVault } from './secretVault';

export interface ContainerAddress {
  /** `https://account.blob.core.windows.net/` or what the account reports. */
  readonly blobEndpoint: string;
  readonly account: string;
  readonly container: string;
  /** Absent: who is signed in. */
  readonly accountKey?: string;
}

export interface SiteRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Whole address on an app's own host, or on that of its deployment site (Kudu). */
  readonly url: string;
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
  /** `sign-in` sends the token of who is signed in, as deployment sites take it; `for` one that another service takes; user and password as App Service gives them for publishing. Default: none. */
  readonly credential?: 'sign-in' | { readonly for: TokenService } | { readonly user: string; readonly password: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly onUploadProgress?: (sentBytes: number) => void;
}
/** Services with tokens of their own: secrets, blobs and their like, Microsoft Graph, log queries. */
export type TokenService = 'vault' | 'storage' | 'directory' | 'logs';

/** Any status is an answer. `body` is text. */
export interface SiteAnswer { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Services with addresses of their own, apart from ARM. */
export interface DataPlanes {
  openContainer(address: ContainerAddress): ConfigurationBlobs;
  openRecoverable(address: ContainerAddress): RecoverableBlobs;
  /** `uri` as the vault reports it, such as `https://name.vault.azure.net/`; who is signed in needs a data role. */
  openVault(uri: string): SecretVault;
  /** With a connection string of the namespace; close it after use. */
  openBus(connectionString: string): MessageBus;
  /** @throws EnvironmentError `Network.<code>` when no answer came, `Network.Unreachable` and `Network.HostNotFound` among them; CancelledError. */
  send(request: SiteRequest, signal?: AbortSignal): Promise<SiteAnswer>;
}
