import type { PageState } from '../../src/protocol';

/** What VS Code gives a page; `acquireVsCodeApi` may be called once. */
export interface HostApi {
  postMessage(message: unknown): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare global {
  function acquireVsCodeApi(): HostApi;
}
