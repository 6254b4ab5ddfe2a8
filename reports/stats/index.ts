/** Pure statistics: no I/O, no rendering. */
export { surelyAbove } from './binomial.ts';
export { bestSplit, type ChangePoint, type ChangePointOptions, changePoints, median } from './change-points.ts';
export { differenceOfProportions, type Interval, wilson, Z95 } from './proportions.ts';
export { type RankTest, rankTest, twoSidedP, type Weighted } from './rank-test.ts';
export { criticalT, twoSidedT } from './student-t.ts';
export { fitUsl, type LoadPoint, type UslFit, uslAt } from './usl.ts';
