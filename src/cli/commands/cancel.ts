import type { Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderRun } from '../render';
import { toDeployDocument } from '../runDocument';

/** Done means that what the run came to is known; the document says what that is. */
export const runCancel: Command = async ({ invocation, engine, output, signal }) => {
  const record = await engine().cancel(invocation.words[0] ?? '', 'cancel-in-azure', signal);
  output.result(toDeployDocument(record), () => renderRun(record));
  return record.endedAt === undefined ? exitCode.environmentFailure : exitCode.done;
};
