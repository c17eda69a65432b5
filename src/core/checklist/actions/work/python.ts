import { resolvePath } from '../../../paths';
import { command, failed, passed, unknown, type ClickWork, type WorkScene } from './work';
import { pythonOf } from './tools';
import type { Finding } from '../action';

/** The Python environment of the workspace. Packages come from where pip is set up to take them. */
export const pythonWorks: readonly ClickWork[] = [
  {
    action: 'create-python-environment', title: 'Create the Python environment', describe: () => 'Creates the virtual environment venv in the workspace. One that is there stays.',
    run: async (scene) => {
      const python = await pythonOf(scene);
      if (python !== 'python3') return passed('The workspace has a virtual environment already.');
      return ended(await command(scene, 'python3', ['-m', 'venv', 'venv']), 'venv is there.');
    },
  },
  {
    action: 'install-python-dependencies', title: 'Install the dependencies', describe: () => 'Installs the workspace as editable with its extra "full", and what is needed for development, into the virtual environment.',
    run: async (scene) => {
      const { files } = scene.ports;
      const hasFile = await files.exists(resolvePath(files.root, 'requirements-dev.txt'));
      return pip(scene, hasFile ? ['-e', '.[full]', '-r', 'requirements-dev.txt'] : ['-e', '.[full,dev]'], 'The dependencies are installed.');
    },
  },
  { action: 'install-load-test-tool', title: 'Install locust', describe: () => 'Installs locust into the virtual environment of the workspace.', run: (scene) => pip(scene, ['locust'], 'locust is installed.') },
];

async function pip(scene: WorkScene, what: readonly string[], done: string): Promise<Finding> {
  const python = await pythonOf(scene);
  if (python === 'python3') return failed('The workspace has no virtual environment. Create it first.');
  return ended(await command(scene, python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...what]), done);
}

function ended(answer: Awaited<ReturnType<typeof command>>, done: string): Finding {
  if (!answer) return unknown('Python is not installed here.');
  return answer.exitCode === 0 ? passed(done) : failed(answer.output.trim().split('\n').slice(-3).join('\n'));
}
