/** What the measured operations cost: pure functions over one dated, sourced list of prices. */
export { BUDGETS, type Budget } from './budgets.ts';
export { type Bill, type CostGroup, type CostItem, driversOf, groupsOf, price } from './price.ts';
export { DEFAULT_REGION, PRICES, pricesOf } from './prices.ts';
export { type CostOptions, type CostReport, costOf, type Projection } from './report.ts';
export { ASSUMPTIONS, type Assumptions, type Usage } from './usage.ts';
