import type { CheckedRow, EvidenceReport } from '../evidence';

/** What a deployment must be able to do right away: every app answers as healthy, tells its version and environment, and offers its functions. Rows of the checklist, asked anew. */
export const smokeRows = ['verify.endpoints.health-main', 'verify.endpoints.health-mcp', 'verify.endpoints.health-realm', 'verify.endpoints.status', 'verify.functions.listed'] as const;

export interface SmokeTest { readonly id: string; readonly state: CheckedRow['state']; readonly reason: string }

/** In the order of `smokeRows`. A row that was not decided is `unknown`, never left out. */
export function readSmokeTests({ rows }: Pick<EvidenceReport, 'rows'>): readonly SmokeTest[] {
  return smokeRows.map((id) => {
    const found = rows.find(({ row }) => row === id);
    return found ? { id, state: found.state, reason: found.reason } : { id, state: 'unknown', reason: 'It was not asked.' };
  });
}

/** Silence is no success: every test must pass or not apply, and one must pass. */
export const haveSmokeTestsPassed = (tests: readonly SmokeTest[]): boolean => tests.some(({ state }) => state === 'pass') && tests.every(({ state }) => state === 'pass' || state === 'n/a' || state === 'warn');
