/** The layers of regression beyond a run's own objectives: the accepted baseline, and change points over the series. */
export { type Regression, type RegressionSources, regressionOf } from './regression.ts';
