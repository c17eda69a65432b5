import * as vscode from 'vscode';
import { applySettings, codePrefix, isRuleId, LanguageWorkspace, ruleIds, TextLines, type Finding, type RuleSettings } from '../../core/language';
import { settings } from '../../ids';
import { isParameters } from './documents';
import type { LanguageSession } from './session';

const slowMs = 400;
const batch = 25;
const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning, info: vscode.DiagnosticSeverity.Information };
const pages = 'https://github.com/aos-deploy/aos-deploy/blob/main/docs/rules/';

/** Keeps the Problems view in step with the session: the file under the cursor at once, all others a few at a time. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('aos-deploy');
  readonly #shown = new Map<string, readonly Finding[]>();
  readonly #slow = new Map<string, { readonly text: string; readonly findings: readonly Finding[] }>();
  readonly #queue = new Set<string>();
  readonly #slowTimers = new Map<string, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #isOfficialActive = officialExtension()?.isActive === true;

  constructor(private readonly session: LanguageSession) {
    this.#disposables = [
      this.#collection, this.#changed, session.onJudge((files) => this.#judge(files)),
      vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(settings.rules)) this.#judge('all'); }),
      vscode.extensions.onDidChange(() => { this.#isOfficialActive = officialExtension()?.isActive === true; this.#judge('all'); }),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => { if (isParameters(uri.fsPath)) void this.#awaitOfficial(); }),
    ];
  }

  /** What is shown of a file now, fixes included. */
  of(file: string): readonly Finding[] { return this.#shown.get(file) ?? []; }

  get counts(): { readonly errors: number; readonly warnings: number } {
    const all = [...this.#shown.values()].flat();
    return { errors: all.filter(({ severity }) => severity === 'error').length, warnings: all.filter(({ severity }) => severity === 'warning').length };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#slowTimers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #judge(files: readonly string[] | 'all'): void {
    const active = vscode.window.activeTextEditor?.document.uri.fsPath;
    const wanted = files === 'all' ? this.session.workspace.files : files;
    if (files === 'all') this.#startOver();
    if (wanted.length === 1) return this.#show(wanted[0]!);
    for (const file of wanted) this.#queue.add(file);
    if (active !== undefined && this.#queue.delete(active)) this.#show(active);
    this.#timer ??= setTimeout(() => this.#work(), 10);
  }

  #startOver(): void {
    const present = new Set(this.session.workspace.files);
    for (const file of this.#shown.keys()) if (!present.has(file)) this.#forget(file);
  }

  #work(): void {
    this.#timer = undefined;
    for (const file of [...this.#queue].slice(0, batch)) { this.#queue.delete(file); this.#show(file); }
    if (this.#queue.size > 0) this.#timer = setTimeout(() => this.#work(), 10);
    else this.#changed.fire();
  }

  #show(file: string): void {
    const text = this.#textOf(file);
    if (text === undefined) return this.#forget(file);
    const slow = this.#slow.get(file);
    const othersSpeak = this.#othersSpeak(file);
    const findings = applySettings([...this.session.workspace.check(file), ...(slow?.text === text ? slow.findings : [])].filter(({ official, rule }) => !(official && othersSpeak && (rule !== 'configuration-schema' || LanguageWorkspace.knows(file)))), ruleSettings());
    this.#shown.set(file, findings);
    const lines = new TextLines(text);
    this.#collection.set(vscode.Uri.file(file), findings.map((finding) => toDiagnostic(finding, lines, (other) => this.#textOf(other))));
    if (this.#queue.size === 0) this.#changed.fire();
    if (isParameters(file)) this.#later(file);
  }

  /** Names after expansion come when the typing rests. */
  #later(file: string): void {
    clearTimeout(this.#slowTimers.get(file));
    this.#slowTimers.set(file, setTimeout(() => {
      this.#slowTimers.delete(file);
      const text = this.#textOf(file);
      const before = this.#slow.get(file);
      if (text === undefined) return;
      const findings = this.session.workspace.checkSlowly(file);
      this.#slow.set(file, { text, findings });
      if (findings.length > 0 || (before?.findings.length ?? 0) > 0) { if (JSON.stringify(before) !== JSON.stringify({ text, findings })) this.#show(file); }
    }, slowMs));
  }

  #forget(file: string): void { this.#shown.delete(file); this.#slow.delete(file); this.#collection.delete(vscode.Uri.file(file)); this.#changed.fire(); }

  #textOf(file: string): string | undefined { return (this.session.workspace.parameters(file) ?? this.session.workspace.configuration(file))?.text; }

  /** The official Bicep extension and the JSON support say the same in their own words, of files that are open; of the schema of a file only where its usual place names it. */
  #othersSpeak(file: string): boolean {
    if (!vscode.workspace.textDocuments.some(({ uri }) => uri.fsPath === file)) return false;
    return isParameters(file) ? this.#isOfficialActive : vscode.extensions.getExtension('vscode.json-language-features') !== undefined;
  }

  /** The official extension starts when a parameters file is opened; when it has started is known to those alone who ask it to. */
  async #awaitOfficial(): Promise<void> {
    const official = officialExtension();
    if (!official || this.#isOfficialActive) return;
    try {
      await official.activate();
    } catch {
      return; // It does not start, which VS Code tells the user; ours stays whole.
    }
    this.#isOfficialActive = true;
    this.#judge('all');
  }
}

const officialExtension = (): vscode.Extension<unknown> | undefined => vscode.extensions.getExtension('ms-azuretools.vscode-bicep');

function ruleSettings(): RuleSettings {
  const wanted = vscode.workspace.getConfiguration().get<Readonly<Record<string, unknown>>>(settings.rules) ?? {};
  return Object.fromEntries(ruleIds.flatMap((id) => (isRuleId(id) && ['off', 'info', 'warning', 'error'].includes(String(wanted[id])) ? [[id, wanted[id]]] : []))) as RuleSettings;
}

function toDiagnostic(finding: Finding, lines: TextLines, textOf: (file: string) => string | undefined): vscode.Diagnostic {
  const message = finding.nextStep ? `${finding.message} ${finding.nextStep}` : finding.message;
  const diagnostic = new vscode.Diagnostic(toRange(lines, finding), message, severities[finding.severity]);
  diagnostic.source = 'AOS Deploy';
  diagnostic.code = { value: `${codePrefix}${finding.rule}`, target: vscode.Uri.parse(`${pages}${finding.rule}.md`) };
  if (finding.related) diagnostic.relatedInformation = finding.related.flatMap((one) => { const text = textOf(one.file); return text === undefined ? [] : [new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(one.file), toRange(new TextLines(text), one)), one.message)]; });
  return diagnostic;
}

export function toRange(lines: TextLines, span: { readonly start: number; readonly end: number }): vscode.Range {
  const { start, end } = lines.rangeOf(span);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
