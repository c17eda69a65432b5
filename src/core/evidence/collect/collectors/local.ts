import { EnvironmentError } from '../../../errors';
import { md5Base64 } from '../../../hash';
import { relativePath, resolvePath } from '../../../paths';
import type { FolderFile } from '../../queries';
import { textOf, textsOf } from '../ask';
import type { Collectors } from '../collector';
import { Absent } from '../fact';

/** This computer and the files of the workspace. */
export const localCollectors: Collectors = {
  tool: async (ask, { ports, signal }) => {
    const command = textOf(ask, 'command');
    const output = await ports.tools.run(command, textsOf(ask, 'args'), signal);
    if (!output) throw new Absent(`${command} is not installed.`);
    return output;
  },
  newestRelease: async (ask, { ports, environment, signal }) => {
    if (isRehearsal(environment.cloud)) throw new EnvironmentError('Network.NotAsked', 'A rehearsal in the sandbox asks nobody outside.');
    return ports.releases.newest(textOf(ask, 'product') as 'azure-cli' | 'bicep', signal);
  },
  bicepVersion: (_, { ports, signal }) => ports.bicepVersion(signal),
  fileText: async (ask, { ports, signal }) => {
    const path = textOf(ask, 'path');
    const file = resolvePath(ports.files.root, path);
    if (!(await ports.files.exists(file))) throw new Absent(`${path} is not there.`);
    return ports.files.readText(file, signal);
  },
  findFiles: async (ask, { ports }) => {
    const { files } = ports;
    return (await files.find(textsOf(ask, 'endings'), resolvePath(files.root, textOf(ask, 'folder') || '.'))).map((file) => relativePath(files.root, file));
  },
  literalParameters: async (_, { ports: { files } }) => {
    const found = await Promise.all((await files.find(['.bicepparam'])).map(async (file) => [relativePath(files.root, file), await files.readText(file)] as const));
    return found.flatMap(([file, text]) => [...text.matchAll(/^[ \t]*param[ \t]+(\w+)[ \t]*=[ \t]*'([^'\n]*)'/gm)].flatMap(([, name = '', value = '']) => (value === '' || /^(YOUR_|<)/i.test(value) ? [] : [{ file, name }])));
  },
  folderFiles: async (ask, { ports }) => {
    const { files } = ports;
    const folder = resolvePath(files.root, textOf(ask, 'folder'));
    const found = await files.find([''], folder);
    if (found.length === 0) throw new Absent(`${textOf(ask, 'folder')} holds no files.`);
    return Promise.all(found.map(async (file): Promise<FolderFile> => { const text = await files.readText(file); return { path: relativePath(folder, file), md5: md5Base64(text), isText: !text.includes('\uFFFD') }; }));
  },
};

const isRehearsal = (cloud = ''): boolean => /^(sandbox$|https?:\/\/(localhost|127\.))/i.test(cloud);
