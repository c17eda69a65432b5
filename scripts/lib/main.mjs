// How a script ends: a message for what the user can mend, a stack for what we have to.
import { SetupError } from './setup.mjs';

/** Runs `work`; an error it throws is printed and becomes exit code 1, or the `exitCode` it carries. */
export async function main(work) {
  try { await work(); } catch (error) {
    console.error(error instanceof SetupError || error.exitCode !== undefined ? error.message : error);
    process.exitCode = error.exitCode ?? 1;
  }
}
