import type { FlagDefinition } from './definition.ts';

const DORMANT = { safeDefault: false, initial: 'off' } as const;

export const INVOICES = {
  'invoices.write': { ...DORMANT, description: 'Creating and changing invoices' },
  'invoices.pdf_generation': { ...DORMANT, description: 'Invoices as PDF', dependencies: ['invoices.write'] },
  'invoices.auto_send': { ...DORMANT, description: 'Sending invoices by e-mail', dependencies: ['invoices.write'] },
  'invoices.payment_links': { ...DORMANT, description: 'Payment links in invoices', dependencies: ['invoices.write'] },
} as const satisfies Record<string, FlagDefinition>;

export const ESTIMATES = {
  'estimates.write': { ...DORMANT, description: 'Creating and changing estimates' },
  'estimates.convert_to_invoice': {
    ...DORMANT,
    description: 'Turning an estimate into an invoice',
    dependencies: ['estimates.write', 'invoices.write'],
  },
  'estimates.ai_pricing': { ...DORMANT, description: 'Suggested prices', dependencies: ['estimates.write'] },
  'estimates.approval_workflow': { ...DORMANT, description: 'Approval in steps', dependencies: ['estimates.write'] },
} as const satisfies Record<string, FlagDefinition>;

export const SCHEDULING = {
  'scheduling.write': { ...DORMANT, description: 'Scheduling jobs' },
  'scheduling.auto_assignment': {
    ...DORMANT,
    description: 'Assigning technicians',
    dependencies: ['scheduling.write'],
  },
  'scheduling.route_optimization': { ...DORMANT, description: 'Shorter routes', dependencies: ['scheduling.write'] },
  'scheduling.recurring_jobs': { ...DORMANT, description: 'Recurring jobs', dependencies: ['scheduling.write'] },
} as const satisfies Record<string, FlagDefinition>;

export const POINT_OF_SALE = {
  'pos.lite': { ...DORMANT, description: 'Simple sales' },
  'pos.inventory_tracking': { ...DORMANT, description: 'Stock that follows sales', dependencies: ['pos.lite'] },
  'pos.loyalty_points': { ...DORMANT, description: 'Loyalty points', dependencies: ['pos.lite'] },
  'pos.offline_mode': { ...DORMANT, description: 'Sales without a connection', dependencies: ['pos.lite'] },
} as const satisfies Record<string, FlagDefinition>;

export const TEMPLATES = {
  'v0.templates': { ...DORMANT, description: 'Generated templates' },
  'v0.invoice_themes': {
    ...DORMANT,
    description: 'Generated invoice themes',
    dependencies: ['v0.templates', 'invoices.write'],
  },
  'v0.marketing_materials': { ...DORMANT, description: 'Generated flyers', dependencies: ['v0.templates'] },
  'v0.custom_forms': { ...DORMANT, description: 'Generated forms', dependencies: ['v0.templates'] },
} as const satisfies Record<string, FlagDefinition>;
