import type { Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

export const runDoctor: Command = async ({ engine, output, signal }) => {
  const prerequisites = await engine().checkPrerequisites(signal);
  output.result({ prerequisites }, () => renderTable(['', 'what', 'found', 'fix'], prerequisites.map((one) => [one.state, one.title, one.found ?? '', one.fix ?? ''])));
  return prerequisites.some((one) => one.state === 'fail') ? exitCode.failed : exitCode.done;
};
