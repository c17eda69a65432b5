import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EditorServices } from '../../services';
import type { ShownConfiguration } from '../../workloads/workloadState';
import type { Compared } from './pickConfigurations';

/** Documents of one configuration to compare. A side that is not there is an empty document. */
export interface Sides { readonly shown: ShownConfiguration; readonly local: vscode.Uri; readonly live: vscode.Uri; /** What was last uploaded from here. */ readonly base?: vscode.Uri }

/** The file itself stands for what is here, so that it can be edited beside what is deployed; an entry of a registry stands by itself. */
export async function sidesOf({ documents }: EditorServices, { engine, environment, kind }: Compared, shown: ShownConfiguration, signal: AbortSignal): Promise<Sides> {
  const { id } = shown;
  const { local, live, base, file } = await engine.configurations.threeSides(environment, kind, id, signal);
  const put = (where: string, text: string): vscode.Uri => documents.put(`${environment}/${where}/${id}.json`, text);
  return { shown, live: put('deployed', live ?? ''), local: local === undefined || !isOwnFile(file) ? put('here', local ?? '') : vscode.Uri.file(file), ...(base !== undefined && isUseful(base, local, live) ? { base: put('last-upload', base) } : {}) };
}

const isOwnFile = (file: string): boolean => !/_registry\.json$/i.test(path.basename(file));
/** The last upload says something of its own where both sides moved away from it. */
const isUseful = (base: string, local: string | undefined, live: string | undefined): boolean => base !== local && base !== live && local !== live;
