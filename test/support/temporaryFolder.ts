import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for one describe block: made before each test, removed after it. */
export function useTemporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'aos-deploy-test-')); });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });
  return () => folder;
}
