import { LanguageWorkspace, type WorkspaceHost } from '../../../core/language';
import type { MatrixFile } from './parameterRows';

/**
 * Says why an environment has a value of its own: what the rule about expectations would say if the environment took over the value of another one.
 * Undefined when the rule would say nothing.
 */
export function explainer(workspace: LanguageWorkspace, host: WorkspaceHost): (side: MatrixFile, name: string, other: string) => string | undefined {
  const trial = new LanguageWorkspace(host);
  for (const file of workspace.files) {
    const text = workspace.parameters(file)?.text ?? workspace.configuration(file)?.text;
    if (text !== undefined) trial.setText(file, text);
  }
  return ({ file }, name, other) => {
    const document = workspace.parameters(file);
    const span = document?.valueSpan(name);
    if (!document || !span || typeof document.constant(name) === 'object') return undefined;
    const literal = typeof document.constant(name) === 'string' ? `'${other.replaceAll("'", "\\'")}'` : other;
    trial.setText(file, document.text.slice(0, span.start) + literal + document.text.slice(span.end));
    const found = trial.check(file).find(({ rule, start }) => rule === 'environment-expectations' && start === span.start);
    trial.setText(file, document.text);
    return found?.message.replace(/^.*?, and /, '');
  };
}
