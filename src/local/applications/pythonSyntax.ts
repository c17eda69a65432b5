import { execFile } from 'node:child_process';
import type { PythonSyntax } from '../../core/ports';

/** Reads paths from standard input and compiles each in memory: nothing is run, no byte code is written. */
const program = `
import json, sys
for file in json.load(sys.stdin):
    try:
        with open(file, "rb") as source:
            compile(source.read(), file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        print(json.dumps({"file": file, "line": getattr(error, "lineno", None), "message": getattr(error, "msg", None) or str(error)}))
`;
interface Finding { readonly file: string; readonly line: number | null; readonly message: string }

/** The Python of this computer, whichever of its names is there. */
export const localPython: PythonSyntax = {
  check: async (files, signal) => {
    for (const command of ['python3', 'python']) {
      const output = await run(command, JSON.stringify(files), signal);
      if (output !== undefined) return output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Finding).map(({ file, line, message }) => ({ file, message, ...(line !== null && { line }) }));
    }
    return undefined;
  },
};

/** Undefined when there is no such command, or when it is no Python. */
function run(command: string, input: string, signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, ['-I', '-c', program], { maxBuffer: 16 * 1024 ** 2, timeout: 60_000, ...(signal && { signal }) }, (error, stdout) => {
      if (error?.name === 'AbortError') reject(error);
      else resolve(error ? undefined : stdout);
    });
    child.stdin?.on('error', () => resolve(undefined));
    child.stdin?.end(input);
  });
}
