import * as vscode from 'vscode';
import { childrenOf, type NodeIcon, type TreeNode } from '../shared/treeNode';

/** Draws plain tree nodes. `roots` is asked again after each `refresh`. */
export class NodeTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changes.event;

  constructor(private readonly roots: () => readonly TreeNode[] | Promise<readonly TreeNode[]>) {}

  refresh(): void { this.#changes.fire(); }
  dispose(): void { this.#changes.dispose(); }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    await node?.load?.();
    return [...(node ? childrenOf(node) : await this.roots())];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.description = node.description;
    item.contextValue = node.contextValue;
    if (node.icon) item.iconPath = themeIcon(node.icon);
    if (node.tooltip) item.tooltip = new vscode.MarkdownString(node.tooltip);
    if (node.checkbox) item.checkboxState = { state: node.checkbox.isChecked ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked, tooltip: node.checkbox.tooltip, accessibilityInformation: { label: node.checkbox.tooltip } };
    if (node.spoken) item.accessibilityInformation = { label: node.spoken };
    if (node.command) item.command = { command: node.command.id, title: node.command.title, arguments: [node] };
    return item;
  }

  /** Asked when the person hovers. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.lateTooltip) item.tooltip = new vscode.MarkdownString(node.lateTooltip());
    return item;
  }
}

export const themeIcon = ({ id, color }: NodeIcon): vscode.ThemeIcon => new vscode.ThemeIcon(id, color ? new vscode.ThemeColor(color) : undefined);

function collapsibleState(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (!node.children) return vscode.TreeItemCollapsibleState.None;
  return node.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
