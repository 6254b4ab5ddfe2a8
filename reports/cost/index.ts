/** What the measured operations cost: pure functions over one dated, sourced list of prices. */
export { analyseCost, type CostAnalysis, type CostQuestion, SHARE_USERS } from './analyse.ts';
export { type Attribution, attribute, type MeasuredRun, type Share } from './attribution.ts';
export { BUDGETS, type Budget } from './budgets.ts';
export { type CostDifference, costDifference } from './difference.ts';
export { type Bill, type CostGroup, type CostItem, driversOf, groupsOf, price } from './price.ts';
export { type Commitment, committed, DEFAULT_REGION, PRICES, pricesOf } from './prices.ts';
export { type CostOptions, type CostReport, costOf, type Projection } from './report.ts';
export { ASSUMPTIONS, type Assumptions, type Usage } from './usage.ts';
export { suppose, type WhatIf } from './what-if.ts';
