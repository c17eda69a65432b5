import { lookup } from 'node:dns/promises';

/** Some systems know every name under `localhost`, others only the bare one. */
export async function resolvesLocalNames(suffix: string): Promise<boolean> {
  try { return (await lookup(`sandbox${suffix}`)).address.startsWith('127.'); }
  catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
