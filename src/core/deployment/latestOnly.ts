import { DeployError } from '../errors';

/** Saves something that changes faster than it can be written: one write at a time, each with what is true when it starts. */
export class LatestOnly {
  private writing: Promise<void> | undefined;
  private isBehind = false;

  constructor(private readonly save: () => Promise<void>) {}

  /** Writes soon. A failure of the disk is left to the next write; a bug comes out at `settle`. */
  wish(): void {
    this.isBehind = true;
    this.writing ??= this.catchUp();
    this.writing.catch(() => undefined);
  }

  /** Writes what is true now and waits for it; nothing is under way afterwards. @throws what the last write throws. */
  async settle(): Promise<void> {
    this.isBehind = false;
    await this.writing;
    await this.save();
  }

  private async catchUp(): Promise<void> {
    while (this.isBehind) {
      this.isBehind = false;
      try { await this.save(); } catch (error) { if (!(error instanceof DeployError)) throw error; }
    }
    this.writing = undefined;
  }
}
