import type { CostReport, Projection } from '../../cost/index.ts';
import { count, dollars, percent, timesOver } from '../../format.ts';
import { html, type Markup } from './markup.ts';

/** What it costs: this test, a day, and at launch sizes beside the budgets; the three dearest drivers. */
export function costCard(cost: CostReport | null): Markup {
  if (!cost) {
    return html`<h2>Cost</h2><p>Unknown: nothing counted what the store would bill (billing.json is missing).</p>`;
  }
  const drivers = cost.projections.at(1) ?? cost.projections[0];
  return html`<h2>Cost</h2>
<dl class="money"><div><dt>This test</dt><dd>${dollars(cost.test.total)}</dd></div><div><dt>A day at this load</dt><dd>${dollars(cost.day.total)}</dd></div></dl>
${cost.projections.length > 0 ? projections(cost.projections) : html`<p>No user was active, so nothing can be projected.</p>`}
${drivers ? driverList(drivers) : null}
<p class="fine">Prices of ${cost.asOf} for ${cost.region} (${cost.regionTitle}), free tier ${cost.freeTier ? 'on' : 'off'}. ${cost.basis ? html`Projected from ${cost.basis}. ` : null}${cost.notes.map((note) => html`${note.charAt(0).toUpperCase()}${note.slice(1)}. `)}</p>`;
}

function projections(all: readonly Projection[]): Markup {
  const rows = all.map(({ users, total, totalWithFreeTier, budget }) => {
    const over = total > budget.total;
    const share = timesOver(total / budget.total);
    return html`<tr><th scope="row">${count(users)}</th><td><b>${dollars(total)}</b></td><td>${dollars(totalWithFreeTier)}</td><td>${dollars(budget.total)}</td><td class="${over ? 'over' : 'under'}">${share}</td></tr>`;
  });
  return html`<div class="scroll"><table class="cost"><thead><tr><th scope="col">Users a day</th><th scope="col">A day</th><th scope="col">with free tier</th><th scope="col">Budget</th><th scope="col">of budget</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function driverList({ users, total, drivers }: Projection): Markup {
  const items = drivers.map((item) => {
    const share = total === 0 ? 0 : item.cost / total;
    return html`<li><span>${item.driver}</span><b>${dollars(item.cost)}</b><span class="bar"><i style="width:${(share * 100).toFixed(1)}%"></i></span><small>${percent(share)}</small></li>`;
  });
  return html`<h3>What it goes to, at ${count(users)} users</h3><ol class="drivers">${items}</ol>`;
}
