import type { RowCase } from '../rowCase';

export const prodreadyCases: readonly RowCase[] = [];
