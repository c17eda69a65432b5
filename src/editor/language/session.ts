import * as path from 'node:path';
import * as vscode from 'vscode';
import { InputError } from '../../core/errors';
import { placesOf, type ConfigurationPlaces, type PlaceSettings } from '../../core/configurations/places';
import { parseAosYaml } from '../../core/environments/aosYaml';
import { LanguageWorkspace, TemplateStore, type TemplateCompiler } from '../../core/language';
import { ourFiles, selectorsOf, type Selectors } from './documents';

const ignored = '**/{node_modules,.git,.aos,venv,.venv,dist,out}/**';
const maximumFiles = 10_000;
const maximumBytes = 16 * 1024 * 1024;
const templateQuietMs = 250;

/** The workspace as the rules see it: texts of the editor before those of the disk, kept up to date by watchers. Tells when a file is to be judged again. */
export class LanguageSession implements vscode.Disposable {
  readonly workspace: LanguageWorkspace;
  readonly templates: TemplateStore;
  readonly #judge = new vscode.EventEmitter<readonly string[] | 'all'>();
  /** Files whose findings may have changed. */
  readonly onJudge = this.#judge.event;
  readonly #moved = new vscode.EventEmitter<void>();
  /** aos.yaml names other places for configurations than before. */
  readonly onMoved = this.#moved.event;
  #places: ConfigurationPlaces;
  /** What aos.yaml said of them, as JSON. */
  #named = '';
  readonly #exists = new Map<string, boolean>();
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #disposables: vscode.Disposable[] = [this.#judge, this.#moved];

  constructor(private readonly root: string, compiler: TemplateCompiler, private readonly report: (what: string, error?: unknown) => void) {
    const trusted: TemplateCompiler = {
      readText: (file) => compiler.readText(file),
      compile: (file, unsaved, signal) => { if (!vscode.workspace.isTrusted) throw new InputError('Workspace.Untrusted', 'The Bicep CLI waits until this folder is trusted.'); return compiler.compile(file, unsaved, signal); },
    };
    this.templates = new TemplateStore(trusted, () => openTexts(), (template) => this.#judge.fire(this.workspace.usersOf(template)));
    this.#places = placesOf(root, {});
    this.workspace = new LanguageWorkspace({ root, template: (file) => this.templates.state(file), exists: (file) => this.#existence(file), kindOf: (file) => this.#places.kindOf(file) });
    this.#watch();
  }

  get selectors(): Selectors { return selectorsOf(this.root, this.#places.patterns); }

  /** Reads every file that the rules know, a few at a time. */
  async load(): Promise<void> {
    await this.#readPlaces();
    await this.#readAll();
  }

  async #readAll(): Promise<void> {
    const named = this.#places.patterns.map((pattern) => new vscode.RelativePattern(vscode.Uri.file(this.root), pattern));
    const found = await Promise.all([ourFiles, ...named].map((pattern) => vscode.workspace.findFiles(pattern, ignored, maximumFiles)));
    const files = [...new Map(found.flat().map((uri) => [uri.fsPath, uri])).values()];
    for (let at = 0; at < files.length; at += 50) await Promise.all(files.slice(at, at + 50).map((uri) => this.#read(uri)));
    this.#judge.fire('all');
  }

  /** Where aos.yaml says something else about the places now: what was read as a configuration may be none any more, and other files are. */
  async #move(): Promise<void> {
    if (!await this.#readPlaces()) return;
    for (const file of this.workspace.files) if (this.workspace.configuration(file)) this.workspace.remove(file);
    await this.#readAll();
    this.#moved.fire();
  }

  /** Whether they are others than before. What is saved counts, as for every command; a file with errors names none. */
  async #readPlaces(): Promise<boolean> {
    const before = this.#named;
    const file = ['aos.yaml', 'aos.yml'].map((name) => vscode.Uri.file(path.join(this.root, name)));
    const text = (await Promise.all(file.map(savedText))).find((one) => one !== undefined);
    const { agents, servers } = text === undefined ? {} as PlaceSettings : (await parseAosYaml(file[0]!.fsPath, text)).settings;
    this.#places = placesOf(this.root, { ...(agents && { agents }), ...(servers && { servers }) });
    this.#named = JSON.stringify([agents, servers]);
    return this.#named !== before;
  }

  /** Takes a changed text; what else depends on it is judged a moment later. */
  change(document: vscode.TextDocument): void {
    const file = document.uri.fsPath;
    if (this.workspace.knows(file)) this.#judge.fire(this.workspace.setText(file, document.getText()) ? 'all' : [file]);
    this.#templateMayChange(file);
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #templateMayChange(file: string): void {
    clearTimeout(this.#waiting.get(file));
    this.#waiting.set(file, setTimeout(() => { this.#waiting.delete(file); this.templates.fileChanged(file); }, templateQuietMs));
  }

  #watch(): void {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{bicep,bicepparam,json,yaml,yml}');
    const changed = (uri: vscode.Uri): void => {
      if (/[\\/](node_modules|\.git|\.aos)[\\/]/.test(uri.fsPath)) return;
      this.#exists.set(uri.fsPath, true);
      this.#templateMayChange(uri.fsPath);
      if (this.workspace.knows(uri.fsPath)) void this.#read(uri).then((isShared) => this.#judge.fire(isShared ? 'all' : [uri.fsPath]));
      else if (this.#asked.has(uri.fsPath)) this.#judge.fire('all');
    };
    const settings = vscode.workspace.createFileSystemWatcher('**/aos.{yaml,yml}');
    const moved = (): void => { void this.#move().catch((error: unknown) => this.report('reading the places of aos.yaml', error)); };
    this.#disposables.push(settings, settings.onDidCreate(moved), settings.onDidChange(moved), settings.onDidDelete(moved));
    const gone = (uri: vscode.Uri): void => { this.#exists.set(uri.fsPath, false); this.#templateMayChange(uri.fsPath); if (this.workspace.remove(uri.fsPath) || this.#asked.has(uri.fsPath)) this.#judge.fire('all'); };
    this.#disposables.push(watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(gone),
      vscode.workspace.onDidOpenTextDocument((document) => { if (document.uri.scheme === 'file' && this.workspace.knows(document.uri.fsPath)) this.change(document); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (document.uri.scheme === 'file' && contentChanges.length > 0) this.change(document); }),
      vscode.workspace.onDidCloseTextDocument(({ uri, isDirty }) => { if (uri.scheme === 'file' && (isDirty || this.workspace.knows(uri.fsPath))) changed(uri); }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => { for (const file of this.#asked) this.templates.fileChanged(file); }));
  }

  /** Whether other files are concerned. A file that vanished in the meantime is none. */
  async #read(uri: vscode.Uri): Promise<boolean> {
    const openText = (): string | undefined => vscode.workspace.textDocuments.find((document) => document.uri.fsPath === uri.fsPath)?.getText();
    const open = openText();
    if (open !== undefined) return this.workspace.setText(uri.fsPath, open);
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > maximumBytes) return false;
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      // Somebody may have opened it, and typed, while it was read.
      return this.workspace.setText(uri.fsPath, openText() ?? saved);
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) this.report(`reading ${uri.fsPath}`, error);
      return this.workspace.remove(uri.fsPath);
    }
  }

  #existence(file: string): boolean | undefined {
    const known = this.#exists.get(file);
    if (known !== undefined || this.#asked.has(file)) return known;
    this.#asked.add(file);
    void Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.file(file))).then(() => true, () => false).then((isThere) => { this.#exists.set(file, isThere); this.#judge.fire('all'); });
    return undefined;
  }
}

/** Undefined for a file that is not there. */
async function savedText(uri: vscode.Uri): Promise<string | undefined> {
  try { return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)); } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

/** Every open text, whether the editor calls it saved or not: an undo during a save leaves a text that is called saved and differs from the disk. */
function openTexts(): ReadonlyMap<string, string> {
  return new Map(vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file').map((document) => [document.uri.fsPath, document.getText()]));
}
