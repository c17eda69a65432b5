import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { completionsAt, configurationCompletions, definitionsAt, hintsOf, hoverAt, mentionsInBicep, pathFrom, referencesAt, renameAt, secretReferences, TextLines, wordAt, type Completion, type LanguageWorkspace, type Place } from '../../core/language';
import { isParameters, parametersSelector, type Selectors } from './documents';
import { registerLenses } from './lenses';
import { toRange } from './problems';
import type { LanguageSession } from './session';

/** Everything that answers a question about a place: thin, the answers come from the core. */
export function registerProviders(session: LanguageSession): vscode.Disposable {
  const { workspace, selectors } = session;
  return vscode.Disposable.from(
    registerCompletion(workspace, selectors), registerReading(workspace, selectors), registerRename(workspace, selectors), registerLenses(workspace, session.onJudge, selectors), registerHints(session), registerTokens(workspace, selectors),
  );
}

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  parameter: vscode.CompletionItemKind.Property, value: vscode.CompletionItemKind.EnumMember, variable: vscode.CompletionItemKind.Variable, function: vscode.CompletionItemKind.Function,
  property: vscode.CompletionItemKind.Field, keyword: vscode.CompletionItemKind.Keyword,
};

function registerCompletion(workspace: LanguageWorkspace, { configurations }: Selectors): vscode.Disposable {
  const inParameters = vscode.languages.registerCompletionItemProvider(parametersSelector, {
    provideCompletionItems(document, position) {
      const context = workspace.context(document.uri.fsPath);
      if (!context) return [];
      return completionsAt(context, document.offsetAt(position)).map((one, index) => {
        const item = new vscode.CompletionItem(one.label, kinds[one.kind]);
        item.insertText = one.isSnippet ? new vscode.SnippetString(one.insertText) : one.insertText;
        item.range = toRange(context.document.lines, one.span);
        item.filterText = one.kind === 'value' ? one.insertText : one.label;
        item.sortText = String(index).padStart(5, '0');
        if (one.detail !== undefined) item.detail = one.detail;
        if (one.documentation !== undefined) item.documentation = new vscode.MarkdownString(one.documentation);
        return item;
      });
    },
  }, "'", ' ', '=');
  const inConfigurations = vscode.languages.registerCompletionItemProvider(configurations, {
    provideCompletionItems(document, position) {
      const lines = new TextLines(document.getText());
      return configurationCompletions(workspace, document.uri.fsPath, document.offsetAt(position)).map(({ label, insertText, span }) => {
        const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Reference);
        Object.assign(item, { insertText, range: toRange(lines, span), filterText: insertText });
        return item;
      });
    },
  }, '"');
  return vscode.Disposable.from(inParameters, inConfigurations);
}

function registerReading(workspace: LanguageWorkspace, { both }: Selectors): vscode.Disposable {
  const locate = (place: Place): vscode.Location => toLocation(workspace, place);
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(both, {
      provideHover(document, position) {
        const hover = hoverAt(workspace, document.uri.fsPath, document.offsetAt(position));
        return hover && new vscode.Hover(new vscode.MarkdownString(hover.markdown), toRange(new TextLines(document.getText()), hover.span));
      },
    }),
    vscode.languages.registerDefinitionProvider(both, { provideDefinition: (document, position) => definitionsAt(workspace, document.uri.fsPath, document.offsetAt(position)).map(locate) }),
    vscode.languages.registerReferenceProvider(both, { provideReferences: (document, position) => referencesAt(workspace, document.uri.fsPath, document.offsetAt(position)).map(locate) }),
    vscode.languages.registerDocumentLinkProvider(parametersSelector, {
      provideDocumentLinks(document) {
        const known = workspace.parameters(document.uri.fsPath);
        return (known?.paths ?? []).filter(({ path }) => !/^(br|ts)[:/]/.test(path)).map(({ path, start, end }) => new vscode.DocumentLink(toRange(known!.lines, { start: start + 1, end: end - 1 }), vscode.Uri.file(pathFrom(document.uri.fsPath, path))));
      },
    }),
  );
}

function toLocation(workspace: LanguageWorkspace, { file, span, range }: Place): vscode.Location {
  const lines = span && (workspace.parameters(file) ?? workspace.configuration(file))?.lines;
  const place = lines && span ? toRange(lines, span) : range ? new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) : new vscode.Range(0, 0, 0, 0);
  return new vscode.Location(vscode.Uri.file(file), place);
}

function registerRename(workspace: LanguageWorkspace, { both }: Selectors): vscode.Disposable {
  return vscode.languages.registerRenameProvider(both, {
    prepareRename(document, position) {
      const file = document.uri.fsPath;
      const offset = document.offsetAt(position);
      const here = referencesAt(workspace, file, offset).find(({ file: one, span }) => one === file && span.start <= offset && offset <= span.end);
      if (!here) throw new Error(l10n.t('There is nothing here that can be renamed.'));
      return toRange(new TextLines(document.getText()), here.span);
    },
    async provideRenameEdits(document, position, newName) {
      const isName = isParameters(document.uri.fsPath) ? /^[A-Za-z_][A-Za-z0-9_]*$/ : /^[^"\\]+$/;
      if (!isName.test(newName)) throw new Error(l10n.t('{0} cannot be a name here.', newName));
      const renamed = renameAt(workspace, document.uri.fsPath, document.offsetAt(position), newName);
      const edit = new vscode.WorkspaceEdit();
      for (const { file, start, end, newText } of renamed?.edits ?? []) edit.replace(vscode.Uri.file(file), toLocation(workspace, { file, span: { start, end } }).range, newText);
      if (renamed?.template) await renameInTemplate(edit, renamed.template.file, workspace, document, position, newName);
      return edit;
    },
  });
}

async function renameInTemplate(edit: vscode.WorkspaceEdit, file: string, workspace: LanguageWorkspace, document: vscode.TextDocument, position: vscode.Position, newName: string): Promise<void> {
  const parameters = workspace.parameters(document.uri.fsPath);
  const word = parameters && wordAt(parameters, document.offsetAt(position));
  if (!word || word.kind === 'path') return;
  const template = await vscode.workspace.openTextDocument(file);
  const mentions = mentionsInBicep(template.getText(), word.name);
  if (!mentions) throw new Error(l10n.t('The template uses the name {0} for something else as well. Rename it there by hand.', word.name));
  for (const span of mentions) edit.replace(template.uri, toRange(new TextLines(template.getText()), span), newName);
}

function registerHints(session: LanguageSession): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider = vscode.languages.registerInlayHintsProvider(parametersSelector, {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document) {
      const context = session.workspace.context(document.uri.fsPath);
      return (context ? hintsOf(context) : []).map(({ offset, text, tooltip }) => Object.assign(new vscode.InlayHint(document.positionAt(offset), text), { paddingLeft: true, tooltip }));
    },
  });
  return vscode.Disposable.from(changed, provider, session.onJudge((files) => { if (files === 'all' || files.length !== 1) changed.fire(); }));
}

/** References to secrets get the token type of what they are: a read-only variable. Themes colour it as they like. */
function registerTokens(workspace: LanguageWorkspace, { configurations }: Selectors): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend(['variable'], ['readonly']);
  return vscode.languages.registerDocumentSemanticTokensProvider(configurations, {
    provideDocumentSemanticTokens(document) {
      const builder = new vscode.SemanticTokensBuilder(legend);
      const lines = new TextLines(document.getText());
      if (workspace.configuration(document.uri.fsPath)) for (const span of secretReferences(document.getText())) builder.push(toRange(lines, span), 'variable', ['readonly']);
      return builder.build();
    },
  }, legend);
}
