import type { Api } from '../api.ts';
import { h } from '../dom.ts';
import { figures, Panel } from './panel.ts';

type Figures = Record<string, unknown>;

/** How purchases and calls stand: counts by state, what is overdue, what fails. */
export const paymentsPanel = (api: Api): Panel =>
  new Panel(async () => {
    const [payments, sessions] = await Promise.all([
      api.call<Figures>('getPaymentSummary'),
      api.call<Figures>('getSessionSummary'),
    ]);
    return [h('h2', {}, 'Purchases'), figures(payments), h('h2', {}, 'Calls'), figures(sessions)];
  });
