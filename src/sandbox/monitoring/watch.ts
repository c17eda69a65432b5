import type { DataPlaneHost, ProviderContext } from '../providers/provider';
import { measureCapacity } from './levels/capacity';
import { noticeHealth } from './levels/sites';
import { runDueTests } from './webTests';

/** What Azure does by itself every minute or so: it looks whether apps are well, and runs availability tests. */
const beatMs = 20_000;

/** Keeps measurements fresh. Who asks a question has what is due measured first, so that no answer depends on when the last beat was. */
export class Watch {
  private host: DataPlaneHost | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  start(host: DataPlaneHost): void {
    this.host = host;
    this.timer = setInterval(() => { void this.beat().catch((error: unknown) => { process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`); }); }, beatMs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.host = undefined;
    await this.running.catch(() => undefined);
  }

  /** Before telemetry is asked for: availability tests that are due are run. One at a time, so that none runs twice. */
  async tests(): Promise<void> {
    const next = this.running.catch(() => undefined).then(async () => { if (this.host) await runDueTests(this.host); });
    this.running = next;
    await next;
  }

  /** Before sizes of an account are asked for. */
  async capacity(resourceId: string, context: ProviderContext): Promise<void> {
    if (this.host) await measureCapacity(resourceId, this.host, context);
  }

  private async beat(): Promise<void> {
    if (!this.host) return;
    const context = this.host.context();
    for (const type of ['Microsoft.Web/sites', 'Microsoft.Web/sites/slots']) for (const site of context.resources.listByType(type)) noticeHealth(site, context);
    await this.tests();
  }
}
