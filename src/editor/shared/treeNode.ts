/** A tree item as a plain value: what a view shows is decided without VS Code and drawn by `nodeTree.ts`. */
export interface TreeNode {
  /** Unique in its view and stable, so that VS Code keeps selection and folding. */
  readonly id: string;
  readonly label: string;
  /** Carries the state, in words. */
  readonly description?: string;
  readonly icon?: NodeIcon;
  /** The evidence. Markdown; anything that came from outside must have gone through `escapeMarkdown`. */
  readonly tooltip?: string;
  /** The same, made when the person hovers. */
  readonly lateTooltip?: () => string;
  /** A native check box in front of the item. */
  readonly checkbox?: { readonly isChecked: boolean; readonly tooltip: string };
  /** What a screen reader says instead of label and description. */
  readonly spoken?: string;
  readonly contextValue: string;
  readonly command?: { readonly id: string; readonly title: string };
  readonly children?: readonly TreeNode[] | (() => readonly TreeNode[]);
  /** Awaited before the children are asked for: what is read only when somebody looks. Never rejects. */
  readonly load?: () => Promise<void>;
  readonly expanded?: boolean;
  readonly subject?: NodeSubject;
}

/** `id` names a codicon; `color` a theme colour, which only repeats what the icon says. */
export interface NodeIcon { readonly id: string; readonly color?: string }

/** What a command of the item works on. */
export type NodeSubject =
  | { readonly kind: 'environment'; readonly environment: string }
  | { readonly kind: 'run'; readonly environment: string; readonly runId: string }
  | { readonly kind: 'resource'; readonly environment: string; readonly resourceId: string }
  | { readonly kind: 'item'; readonly environment: string; readonly item: string }
  | { readonly kind: 'items'; readonly environment: string; readonly items: readonly string[] }
  | { readonly kind: 'application'; readonly environment: string; readonly application: string; readonly slot?: string; readonly resourceId?: string }
  | { readonly kind: 'configurations'; readonly environment: string; readonly configurationKind: 'agent' | 'server' }
  | { readonly kind: 'configuration'; readonly environment: string; readonly configurationKind: 'agent' | 'server'; readonly configuration: string; readonly file?: string }
  | { readonly kind: 'file'; readonly file: string; readonly line?: number }
  | { readonly kind: 'group'; readonly environment: string; readonly group: string };

export const childrenOf = (node: TreeNode): readonly TreeNode[] => (typeof node.children === 'function' ? node.children() : node.children ?? []);

const marks = /[\\`*_{}[\]()#+\-.!<>|~$]/g;
/** Text from outside, safe to stand in a Markdown tooltip. */
export const escapeMarkdown = (text: string): string => text.replace(marks, '\\$&').replace(/\r?\n/g, ' ');
/** One line of a tooltip: a bold name and its value. */
export const evidence = (name: string, value: string | undefined): string => (value ? `**${escapeMarkdown(name)}**: ${escapeMarkdown(value)}` : '');
export const paragraphs = (...lines: readonly string[]): string => lines.filter(Boolean).join('\n\n');
