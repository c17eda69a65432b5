import type { RowCase } from '../rowCase';

export const opsCases: readonly RowCase[] = [];
